import { readFileSync } from 'node:fs';
import { isRecord } from '../is-record.ts';
import type { ModuleFormat } from './patch.ts';

/** A file of an installed package, told from its path alone. */
export interface PackageFile {
  readonly module: string;
  /** Folder of the package, with a separator at its end. */
  readonly folder: string;
  /** Path inside the package, with `/` on every system. */
  readonly file: string;
}

const PACKAGES_FOLDER = 'node_modules';

/**
 * Which package a file belongs to: the folder below the innermost `node_modules`, as npm, pnpm and Yarn (also zipped) lay packages
 * out. Undefined for every other file.
 */
export function packageFileOf(path: string): PackageFile | undefined {
  const start = startOfPackage(path);
  const end = endOfName(path, start);
  if (end === -1) return undefined;
  return {
    module: nameBetween(path, start, end),
    folder: path.slice(0, end + 1),
    file: path.slice(end + 1).replaceAll('\\', '/'),
  };
}

/** Its name alone, from a path or an address: this is asked of every file of a program. */
export function moduleOf(path: string): string | undefined {
  const start = startOfPackage(path);
  const end = endOfName(path, start);
  return end === -1 ? undefined : nameBetween(path, start, end);
}

/** Where the innermost package's name begins; -1 without one. By searches for text: patterns take longer, most of all at first. */
function startOfPackage(path: string): number {
  let at = path.lastIndexOf(PACKAGES_FOLDER);
  while (at > 0) {
    const end = at + PACKAGES_FOLDER.length;
    if (isSeparator(path, at - 1) && isSeparator(path, end)) return end + 1;
    at = path.lastIndexOf(PACKAGES_FOLDER, at - 1);
  }
  return -1;
}

/** The separator behind a package's name; -1 where there is no name, or nothing behind it. */
function endOfName(path: string, start: number): number {
  if (start === -1) return -1;
  const first = separatorFrom(path, start);
  if (path[start] !== '@') return first === start ? -1 : first;
  if (first <= start + 1) return -1;
  const second = separatorFrom(path, first + 1);
  return second === first + 1 ? -1 : second;
}

function nameBetween(path: string, start: number, end: number): string {
  return path.slice(start, end).replace('\\', '/');
}

function separatorFrom(path: string, from: number): number {
  const slash = path.indexOf('/', from);
  const backslash = path.indexOf('\\', from);
  return slash === -1 || backslash === -1 ? Math.max(slash, backslash) : Math.min(slash, backslash);
}

function isSeparator(path: string, at: number): boolean {
  const code = path.charCodeAt(at);
  return code === 47 || code === 92;
}

export interface PackageFacts {
  readonly version: string;
  readonly type: ModuleFormat;
}

/** What the package.json in a package's folder says; undefined where there is none that can be read. */
export function readPackageFacts(folder: string): PackageFacts | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    if (!isRecord(manifest) || typeof manifest['version'] !== 'string') return undefined;
    return { version: manifest['version'], type: manifest['type'] === 'module' ? 'module' : 'commonjs' };
  } catch {
    return undefined;
  }
}

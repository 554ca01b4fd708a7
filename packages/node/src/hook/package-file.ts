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

const PACKAGES_FOLDER = /^.*[\\/]node_modules[\\/]/s;

/**
 * Which package a file belongs to: the folder below the innermost `node_modules`, as npm, pnpm and Yarn (also zipped) lay packages
 * out. Undefined for every other file.
 */
export function packageFileOf(path: string): PackageFile | undefined {
  const start = PACKAGES_FOLDER.exec(path)?.[0].length ?? 0;
  if (start === 0) return undefined;
  const [, module] = /^(@[^\\/]+[\\/][^\\/]+|[^@\\/][^\\/]*)[\\/]/.exec(path.slice(start)) ?? [];
  if (module === undefined) return undefined;
  const inside = start + module.length + 1;
  return {
    module: module.replace('\\', '/'),
    folder: path.slice(0, inside),
    file: path.slice(inside).replaceAll('\\', '/'),
  };
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

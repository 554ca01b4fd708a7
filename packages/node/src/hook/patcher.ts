import { packageFileOf, readPackageFacts } from './package-file.ts';
import type { PackageFacts } from './package-file.ts';
import type { ModuleFormat, Patch } from './patch.ts';
import { isInRange } from './versions.ts';

export interface Patcher {
  /** Whether there are patches for that package at all. */
  isListed(module: string): boolean;
  /** The patches that are for this file, of the version that is installed there; nearly always none. */
  patchesFor(path: string): FilePatches | undefined;
}

/** Answers with the changed source of a file, or with undefined; never throws. */
export type ChangeSource = (path: string, read: () => string, format?: ModuleFormat) => string | undefined;

/** What one file is to be changed by. */
export interface FilePatches {
  readonly module: string;
  readonly version: string;
  /** As the file's name and the type of its package tell. */
  readonly format: ModuleFormat;
  /** The changed source; undefined where no patch found anything to change. @throws what a patch throws. */
  apply(source: string, format?: ModuleFormat): string | undefined;
}

/**
 * Finds out what a file is changed by. Facts of a package are read once a folder, so that several copies of a library, each with
 * its version, are each taken for what they are.
 */
export function createPatcher(patches: readonly Patch[], tellUnknown: (what: string) => void): Patcher {
  const byModule = new Map<string, Patch[]>();
  for (const patch of patches) byModule.set(patch.module, [...(byModule.get(patch.module) ?? []), patch]);
  const known = new Map<string, PackageFacts | undefined>();

  const factsOf = (folder: string, module: string, ranges: readonly string[]): PackageFacts | undefined => {
    if (known.has(folder)) return known.get(folder);
    const facts = readPackageFacts(folder);
    known.set(folder, facts);
    if (facts !== undefined && !ranges.some((range) => isInRange(facts.version, range))) {
      tellUnknown(`${module} ${facts.version} is left as it is: known are ${[...new Set(ranges)].join(', ')}`);
    }
    return facts;
  };

  return {
    isListed: (module) => byModule.has(module),
    patchesFor(path) {
      const found = packageFileOf(path);
      const ofModule = found === undefined ? undefined : byModule.get(found.module);
      if (found === undefined || ofModule === undefined) return undefined;
      const ofFile = ofModule.filter((patch) => isFile(patch.file, found.file));
      if (ofFile.length === 0) return undefined;
      const facts = factsOf(
        found.folder,
        found.module,
        ofModule.map(({ versions }) => versions),
      );
      const fitting = ofFile.filter(({ versions }) => facts !== undefined && isInRange(facts.version, versions));
      if (facts === undefined || fitting.length === 0) return undefined;
      const format = formatOf(found.file, facts.type);
      return {
        module: found.module,
        version: facts.version,
        format,
        apply: (source, given = format) => applyAll(fitting, source, given),
      };
    },
  };
}

function applyAll(patches: readonly Patch[], source: string, format: ModuleFormat): string | undefined {
  let changed: string | undefined;
  for (const patch of patches) changed = patch.transform(changed ?? source, format) ?? changed;
  return changed;
}

function isFile(wanted: string | RegExp, file: string): boolean {
  return typeof wanted === 'string' ? wanted === file : wanted.test(file);
}

function formatOf(file: string, type: ModuleFormat): ModuleFormat {
  if (file.endsWith('.mjs')) return 'module';
  return file.endsWith('.cjs') ? 'commonjs' : type;
}

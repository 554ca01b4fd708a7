import { PATCHES } from '../patches.ts';
import { createPatcher } from '../patcher.ts';

/** Addresses that may be of a library that is changed; the rest of a program is not even read. */
export const LISTED_LIBRARIES: RegExp = new RegExp(
  String.raw`[\\/]node_modules[\\/](?:${[...new Set(PATCHES.map(({ module }) => module.replace('/', String.raw`[\\/]`)))].join('|')})[\\/]`,
);

/**
 * The agent itself, which stays outside of every bundle: there is one a process, however many bundles run in it, and it reads files
 * that stand beside its own.
 */
export const AGENT: RegExp = /^@sightglass\/node(?:\/|$)/;

export interface PatchedFile {
  /** Undefined where the file is to stay as it is. */
  readonly source: string | undefined;
  /** What the person who bundles should know: a version that is not known, a patch that failed. */
  readonly warnings: readonly string[];
}

const UNTOUCHED: PatchedFile = { source: undefined, warnings: [] };

/**
 * Makes in a bundle the changes that the agent makes where a library is loaded: what is inlined never passes its hook.
 * One of these a build.
 *
 * @returns answers for a file's path, whose source is read only where the file is listed; never throws.
 */
export function createFilePatcher(): (path: string, read: () => string) => PatchedFile {
  const untold: string[] = [];
  const patcher = createPatcher(PATCHES, (what) => untold.push(what));
  return (path, read) => {
    try {
      const found = patcher.patchesFor(path);
      if (found === undefined && untold.length === 0) return UNTOUCHED;
      return { source: found?.apply(read()), warnings: untold.splice(0) };
    } catch (error) {
      return { source: undefined, warnings: [...untold.splice(0), `${path} is left as it is: ${String(error)}`] };
    }
  };
}

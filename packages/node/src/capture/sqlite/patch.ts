import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Statements of `better-sqlite3` are made by native code: their class is found at the first one. */
export const BETTER_SQLITE3_PATCHES: readonly Patch[] = [
  {
    module: 'better-sqlite3',
    versions: '>=9.0.0 <14',
    file: 'lib/methods/wrappers.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'exports', method: 'prepare', channel: 'sightglass:better-sqlite3:prepare' },
        { of: 'exports', method: 'exec', channel: 'sightglass:better-sqlite3:exec' },
      ]),
  },
];

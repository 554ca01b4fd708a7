import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

const VERSIONS = '>=6.4.0 <8';

/** The driver tells of its commands only clients that ask for it (`monitorCommands`): they are seen where all of them pass. */
export const MONGODB_PATCHES: readonly Patch[] = [
  {
    module: 'mongodb',
    versions: VERSIONS,
    file: 'lib/cmap/connection.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'Connection.prototype', method: 'command', channel: 'sightglass:mongodb:command', isOnlyTold: true },
      ]),
  },
  {
    module: 'mongodb',
    versions: VERSIONS,
    file: 'lib/cmap/connection_pool.js',
    transform: (source) =>
      wrapMethods(source, [
        {
          of: 'ConnectionPool.prototype',
          method: 'checkOut',
          channel: 'sightglass:mongodb:checkout',
          isOnlyTold: true,
        },
      ]),
  },
];

import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/**
 * `ioredis` 6 publishes its commands, but those that wait for a connection only when they are written, in the context of the
 * connection. 5 publishes nothing.
 */
export const IOREDIS_PATCHES: readonly Patch[] = [
  {
    module: 'ioredis',
    versions: '>=5.0.0 <7',
    file: 'built/Redis.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'Redis.prototype', method: 'sendCommand', channel: 'sightglass:ioredis:command' },
        { of: 'Redis.prototype', method: 'connect', channel: 'sightglass:ioredis:connect' },
      ]),
  },
];

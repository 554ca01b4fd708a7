import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

export const QUERY_CHANNEL = 'sightglass:pg:query';
export const POOL_CONNECT_CHANNEL = 'sightglass:pg:pool-connect';

/** `pg` and its pool publish nothing by themselves. */
export const PG_PATCHES: readonly Patch[] = [
  {
    module: 'pg',
    versions: '>=8.0.3 <9',
    file: 'lib/client.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'module.exports.prototype', method: 'query', channel: QUERY_CHANNEL, isOnlyTold: true },
        { of: 'module.exports.prototype', method: 'connect', channel: 'sightglass:pg:connect', isOnlyTold: true },
      ]),
  },
  {
    module: 'pg-pool',
    versions: '>=3.0.0 <4',
    file: 'index.js',
    transform: (source) =>
      wrapMethods(source, [
        { of: 'module.exports.prototype', method: 'connect', channel: POOL_CONNECT_CHANNEL, isOnlyTold: true },
        { of: 'module.exports.prototype', method: 'query', channel: 'sightglass:pg:pool-query', isOnlyTold: true },
      ]),
  },
];

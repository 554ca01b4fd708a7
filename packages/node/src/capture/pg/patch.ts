import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** `pg` publishes nothing by itself. */
export const PG_PATCHES: readonly Patch[] = [
  {
    module: 'pg',
    versions: '>=8.0.3 <9',
    file: 'lib/client.js',
    transform: (source) =>
      wrapMethods(source, [{ of: 'module.exports.prototype', method: 'query', channel: 'sightglass:pg:query' }]),
  },
];

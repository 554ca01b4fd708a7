import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Koa publishes nothing by itself. Its ES module is a façade of this file; routers come in through `use` as well. */
export const KOA_PATCHES: readonly Patch[] = [
  {
    module: 'koa',
    versions: '>=2 <4',
    file: 'lib/application.js',
    transform: (source) =>
      wrapMethods(source, [{ of: 'module.exports.prototype', method: 'use', channel: 'sightglass:koa:use' }]),
  },
];

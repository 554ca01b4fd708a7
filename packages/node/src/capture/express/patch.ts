import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Under this name a layer of Express 4 keeps what it was mounted with: by itself it only keeps an expression. */
export const LAYER_PATH = 'sightglassPath';

const NAMED = "this.name = fn.name || '<anonymous>';";
const KEPT = ` Object.defineProperty(this, '${LAYER_PATH}', { value: path });`;

/** Express 4 publishes nothing by itself; its layers all pass these two. Express 5 has a channel of its own. */
export const EXPRESS_PATCHES: readonly Patch[] = [
  {
    module: 'express',
    versions: '>=4.16 <5',
    file: 'lib/router/layer.js',
    transform: (source) =>
      source.includes(NAMED)
        ? wrapMethods(source.replace(NAMED, NAMED + KEPT), [
            { of: 'Layer.prototype', method: 'handle_request', channel: 'sightglass:express:request' },
            { of: 'Layer.prototype', method: 'handle_error', channel: 'sightglass:express:error' },
          ])
        : undefined,
  },
];

import type { Patch } from '../../hook/patch.ts';
import { wrapMethods } from '../../hook/transforms.ts';

/** Under this name a layer keeps what it was mounted with: by itself it only keeps an expression. */
export const LAYER_PATH = 'sightglassPath';

const NAMED = "this.name = fn.name || '<anonymous>'";
const KEPT = `; Object.defineProperty(this, '${LAYER_PATH}', { value: path });`;

/**
 * Express 4, and Express 5 with a router before 2.3, publish nothing by themselves; their layers all pass two methods. Since
 * then the router has a channel of its own.
 */
export const EXPRESS_PATCHES: readonly Patch[] = [
  {
    module: 'express',
    versions: '>=4.16 <5',
    file: 'lib/router/layer.js',
    transform: (source) => withCalls(source, 'handle_request', 'handle_error'),
  },
  {
    module: 'router',
    versions: '>=2 <2.3',
    file: 'lib/layer.js',
    transform: (source) => withCalls(source, 'handleRequest', 'handleError'),
  },
];

function withCalls(source: string, request: string, error: string): string | undefined {
  if (!source.includes(NAMED)) return undefined;
  return wrapMethods(source.replace(NAMED, NAMED + KEPT), [
    { of: 'Layer.prototype', method: request, channel: 'sightglass:express:request' },
    { of: 'Layer.prototype', method: error, channel: 'sightglass:express:error' },
  ]);
}

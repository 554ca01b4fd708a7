import { ServerResponse } from 'node:http';
import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import { guarded } from '../guarded.ts';
import { captureCalls } from '../hooked-calls.ts';
import type { HookedCall, RunningCall } from '../hooked-calls.ts';
import type { ExpressRequest, Layers, PassedLayer } from './layers.ts';
import { LAYER_PATH } from './patch.ts';
import type { Pattern } from './routes.ts';

/** As much of a layer as is read. */
interface Layer {
  readonly name: string;
  readonly handle: { readonly length: number; readonly stack?: unknown };
  /** What it was mounted with; `/` for a handler, which stands below its route. */
  readonly [LAYER_PATH]?: unknown;
}

/** Express 4, and 5 with a router before 2.3: the same spans and routes, from calls of layers. */
export function startCallCapture(layers: Layers): () => void {
  const stops = [
    captureCalls('sightglass:express:request', (call) => passing(call, layers)),
    captureCalls('sightglass:express:error', (call) => handling(call, layers)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function passing(call: HookedCall, layers: Layers): RunningCall | undefined {
  const [request, response, next] = call.arguments;
  const layer = call.self;
  if (!isLayer(layer) || !isRequest(request) || !(response instanceof ServerResponse)) return undefined;
  // Not for requests without an error, or only the way to a route's own handlers.
  if (layer.handle.length > 3 || ('route' in layer && layer.route !== undefined)) return undefined;
  const isHandler = Object.hasOwn(layer, 'method');
  const kind: PassedLayer['kind'] = isHandler ? 'handler' : Array.isArray(layer.handle.stack) ? 'router' : 'middleware';
  const pattern = isHandler && isRecord(request.route) ? request.route['path'] : layer[LAYER_PATH];
  const context = layers.begin(
    { request, response, kind, layer, name: layer.name, pattern: patternOf(pattern) },
    currentContext(),
  );
  // Express catches what a layer throws, and gives it to `next`.
  call.arguments = [request, response, failing(next, (error) => layers.fail(request, layer, error))];
  return context === undefined ? undefined : { context };
}

/** A handler of errors has no span; it runs beside the layer that failed, not in it. */
function handling(call: HookedCall, layers: Layers): RunningCall | undefined {
  const [, request, response] = call.arguments;
  if (!isLayer(call.self) || !isRequest(request) || !(response instanceof ServerResponse)) return undefined;
  const passed: PassedLayer = {
    request,
    response,
    kind: 'aside',
    layer: call.self,
    name: call.self.name,
    pattern: undefined,
  };
  const context: Context | undefined = layers.begin(passed, currentContext());
  return context === undefined ? undefined : { context };
}

function failing(next: unknown, fail: (error: unknown) => void): unknown {
  if (typeof next !== 'function') return next;
  const tell = guarded('express capture', fail);
  return (error?: unknown): unknown => {
    const isError = error !== undefined && error !== null && error !== 'route' && error !== 'router';
    if (isError) tell(error);
    return Reflect.apply(next, undefined, error === undefined ? [] : [error]);
  };
}

/** One pattern for a route with several paths: these versions do not tell which one matched. */
function patternOf(given: unknown): Pattern {
  if (Array.isArray(given)) return given.map(String).join(',');
  return typeof given === 'string' || given instanceof RegExp ? given : undefined;
}

function isLayer(value: unknown): value is Layer & { readonly route?: unknown } {
  return isRecord(value) && typeof value['handle'] === 'function' && typeof value['name'] === 'string';
}

function isRequest(value: unknown): value is ExpressRequest & { readonly route?: Record<string, unknown> } {
  return isRecord(value) && typeof value['method'] === 'string';
}

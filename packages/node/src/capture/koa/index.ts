import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { captureCalls } from '../hooked-calls.ts';
import type { HookedCall } from '../hooked-calls.ts';

/** Koa 2 and 3 with @koa/router: the route of the server's span, and spans of middleware. */
export function startKoaCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;
  let use: ((call: HookedCall) => undefined) | undefined;
  const stop = captureCalls('sightglass:koa:use', (call) => {
    use ??= loadPart('frameworks').createKoaUse(tracer, () => isOn);
    return use(call);
  });
  return () => {
    isOn = false;
    stop();
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { HONO_HANDLER_CHANNEL } from './patch.ts';

/** Hono 4: the route of the server's span, and spans of middleware and handlers, with the errors that they threw. */
export function startHonoCapture({ tracer }: CaptureTools): () => void {
  let isOn = true;
  let use: ((offered: unknown) => void) | undefined;
  const listener = guarded('hono capture', (offered: unknown) => {
    use ??= loadPart('frameworks').createHonoUse(tracer, () => isOn);
    use(offered);
  });
  subscribe(HONO_HANDLER_CHANNEL, listener);
  return () => {
    isOn = false;
    unsubscribe(HONO_HANDLER_CHANNEL, listener);
  };
}

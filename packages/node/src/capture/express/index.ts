import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';

/** Express 4 and 5: the route of the server span, and spans of middleware and handlers. */
export function startExpressCapture(): () => void {
  const instrumentation = new ExpressInstrumentation();
  return () => instrumentation.disable();
}

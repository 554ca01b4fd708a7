import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

/** Spans and durations of requests made with `fetch` and undici, through undici's own diagnostics channels. */
export function startUndiciCapture(): () => void {
  const instrumentation = new UndiciInstrumentation();
  return () => instrumentation.disable();
}

import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';

/** Event loop, heap and garbage collection as `nodejs.*` and `v8js.*` metrics. */
export function startRuntimeCapture(): () => void {
  const instrumentation = new RuntimeNodeInstrumentation();
  return () => instrumentation.disable();
}

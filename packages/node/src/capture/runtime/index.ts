import { metrics } from '@opentelemetry/api';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';

/** Event loop, heap and garbage collection as `nodejs.*` and `v8js.*` metrics. */
export function startRuntimeCapture(): () => void {
  const instrumentation = new RuntimeNodeInstrumentation();
  // Only this makes its instruments: its constructor has no collectors yet when the base class asks for them.
  instrumentation.setMeterProvider(metrics.getMeterProvider());
  return () => instrumentation.disable();
}

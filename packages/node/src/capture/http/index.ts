import { createRequire, syncBuiltinESMExports } from 'node:module';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

/** Spans and durations of requests that `node:http` and `node:https` serve and make. Headers are not read. */
export function startHttpCapture(): () => void {
  const instrumentation = new HttpInstrumentation();
  // The instrumentation wraps what passes through `require`. Passing both modules through it once, and telling the
  // ESM side, reaches `import` of either kind as well, without a loader hook.
  const require = createRequire(import.meta.url);
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
  return () => {
    instrumentation.disable();
    syncBuiltinESMExports();
  };
}

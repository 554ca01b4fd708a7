import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { SCOPE_API } from './semconv/scopes.ts';

let provider: TracerProvider | undefined;
/** OpenTelemetry's stand-in, where no SDK has registered behind it yet. */
let waiting: ProxyTracerProvider | undefined;
let tracer: Tracer | undefined;

/** The tracer of the SDK that is registered now, or undefined where none is. Never throws. */
export function currentTracer(): Tracer | undefined {
  const current = trace.getTracerProvider();
  if (current === provider && waiting === undefined) return tracer;
  try {
    if (current !== provider) {
      provider = current;
      tracer = undefined;
      waiting = current instanceof ProxyTracerProvider ? current : undefined;
      if (waiting === undefined) tracer = current.getTracer(SCOPE_API);
    }
    if (waiting !== undefined) {
      tracer = waiting.getDelegateTracer(SCOPE_API);
      if (tracer !== undefined) waiting = undefined;
    }
  } catch {
    // A provider that fails counts as none, until another one comes: it is its own duty to say why.
    waiting = undefined;
  }
  return tracer;
}

import { metrics, propagation } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { CaptureTools } from '../src/capture/capture.ts';
import { createFastTracerProvider } from '../src/tracer/fast-tracer-provider.ts';
import { traceContextPropagator } from '../src/tracer/trace-context.ts';
import { plain } from './oracle-apps/span-tree.ts';
import type { PlainSpan } from './oracle-apps/span-tree.ts';
import { decode } from './oracle.ts';

/** What a capture of messages works with, and the spans that it has ended, as they go over the wire. */
export function createTools(): { tools: Pick<CaptureTools, 'tracer' | 'meter'>; spans: () => PlainSpan[] } {
  propagation.setGlobalPropagator(traceContextPropagator);
  const chunks: Uint8Array[] = [];
  const provider = createFastTracerProvider({
    resource: resourceFromAttributes({}),
    onChunk: (bytes) => chunks.push(bytes),
  });
  return {
    tools: { tracer: provider.getTracer('tests'), meter: metrics.getMeter('tests') },
    spans: () => {
      provider.flush();
      return plain(decode(Buffer.concat(chunks)));
    },
  };
}

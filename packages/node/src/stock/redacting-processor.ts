import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { redactAttributes } from '../assemble/redaction.ts';
import { isOwnScope } from '../own-scope.ts';

/** Masks what a span holds when it ends, before any other processor and exporter sees it. Our own captures have masked theirs. */
export function createRedactingProcessor(keptQueryNames: ReadonlySet<string>): SpanProcessor {
  return {
    onStart: () => {},
    onEnd: (span) => {
      if (!isOwnScope(span.instrumentationScope.name)) redactAttributes(span.attributes, keptQueryNames);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { redactAttributes } from '../assemble/redaction.ts';
import { isOwnScope } from '../own-scope.ts';

/** Masks what a span holds when it ends, before any other processor and exporter sees it. Our own captures have masked their queries. */
export function createRedactingProcessor(keptQueryNames: ReadonlySet<string>): SpanProcessor {
  return {
    onStart: () => {},
    onEnd: (span) => {
      const { name } = span.instrumentationScope;
      redactAttributes(span.attributes, { keptQueryNames, masksQueries: !isOwnScope(name) });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

import { SpanKind, trace } from '@opentelemetry/api';
import { ATTR_DB_QUERY_SUMMARY, ATTR_DB_SYSTEM_NAME } from '@sightglass/api/semconv';

const tracer = trace.getTracer('shop-sql');

/** Runs a query inside a span named by its summary (operation and table, never values), as the database conventions ask. */
export function tracedSql<T>(summary: string, query: () => T): T {
  const attributes = { [ATTR_DB_SYSTEM_NAME]: 'sqlite', [ATTR_DB_QUERY_SUMMARY]: summary };
  return tracer.startActiveSpan(summary, { kind: SpanKind.CLIENT, attributes }, (span) => {
    try {
      return query();
    } finally {
      span.end();
    }
  });
}

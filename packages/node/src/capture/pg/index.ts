import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';

/** Queries through `pg` and `pg-pool`. The text of a query is kept, the values of its parameters never are. */
export function startPgCapture(): () => void {
  const instrumentation = new PgInstrumentation({ enhancedDatabaseReporting: false });
  return () => instrumentation.disable();
}

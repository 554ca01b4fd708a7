import type { RunningServer } from '@sightglass/server';

const TABLES = [
  'otel_traces',
  'otel_logs',
  'otel_metrics_sum',
  'otel_metrics_gauge',
  'otel_metrics_histogram',
  'otel_metrics_exp_histogram',
  'otel_metrics_summary',
] as const;

/** Every row of telemetry that a store holds, with all that was sent of it, as JSON that begins with its table; sorted. */
export async function storedRows(store: RunningServer['store']): Promise<string[]> {
  await store.flush();
  const found: string[] = [];
  for (const table of TABLES) {
    // `*` leaves out what the server computes, such as the order of arrival.
    const { rows } = await store.query<Record<string, unknown>>(`SELECT * FROM ${store.database}.${table}`);
    found.push(...rows.map((row) => JSON.stringify([table, row])));
  }
  return found.sort();
}

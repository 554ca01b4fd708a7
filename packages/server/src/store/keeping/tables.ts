import type { Kept, Retention } from './retention.ts';

/** How a table is cut into partitions: `PARTITION BY` of the schema. */
export type Cut = 'day' | 'week' | 'month' | 'year' | 'none';

/** A table that holds telemetry, or what was made of it. */
export interface KeptTable {
  readonly name: string;
  /** Which time of {@link Retention} holds; none for what is kept as long as the server. */
  readonly kept: Kept | undefined;
  /** The column that is part of the partition key; its bounds are known without reading rows. */
  readonly time: string;
  readonly cut: Cut;
  /** When a row is over: an expression as the database itself prints it, of type DateTime. */
  readonly over: string;
}

const byDay = (name: string, kept: Kept, time: string): KeptTable => ({
  name,
  kept,
  time,
  cut: 'day',
  over: `toDateTime(${time}, 'UTC')`,
});

/** All of them. */
export const KEPT_TABLES: readonly KeptTable[] = [
  byDay('otel_traces', 'traces', 'Timestamp'),
  { name: 'otel_traces_trace_id_ts', kept: 'traces', time: 'Start', cut: 'week', over: `toDateTime(End, 'UTC')` },
  { name: 'otel_traces_1m', kept: 'rollups', time: 'Minute', cut: 'month', over: 'Minute' },
  { name: 'otel_traces_services', kept: 'rollups', time: 'Time', cut: 'month', over: 'Time' },
  byDay('otel_logs', 'logs', 'Timestamp'),
  byDay('page_events', 'logs', 'Timestamp'),
  byDay('otel_metrics_gauge', 'metrics', 'TimeUnix'),
  byDay('otel_metrics_sum', 'metrics', 'TimeUnix'),
  byDay('otel_metrics_histogram', 'metrics', 'TimeUnix'),
  byDay('otel_metrics_exp_histogram', 'metrics', 'TimeUnix'),
  byDay('otel_metrics_summary', 'metrics', 'TimeUnix'),
  byDay('otel_replay', 'replay', 'Timestamp'),
  { ...byDay('error_events', 'errors', 'Timestamp'), cut: 'month' },
  { ...byDay('usage_events', 'usage', 'Timestamp'), cut: 'month' },
  { ...byDay('web_vitals', 'usage', 'Timestamp'), cut: 'month' },
  { ...byDay('delivery_events', 'delivery', 'Timestamp'), cut: 'year' },
  { name: 'people_identities', kept: undefined, time: '', cut: 'none', over: '' },
  { name: 'people_profiles', kept: undefined, time: '', cut: 'none', over: '' },
];

const DAY_MS = 86_400_000;

/**
 * When a partition ends, as its name says it: `2026-11-21` (a day, or the Sunday a week begins with), `202611`, `2026`.
 *
 * @returns the first instant that lies behind it, undefined for a table in one piece.
 */
export function endOf(cut: Cut, partition: string): number | undefined {
  const year = Number(partition.slice(0, 4));
  if (cut === 'none' || !Number.isInteger(year)) return undefined;
  if (cut === 'year') return Date.UTC(year + 1, 0, 1);
  if (cut === 'month') return Date.UTC(year, Number(partition.slice(4, 6)), 1);
  return Date.parse(`${partition}T00:00:00Z`) + (cut === 'week' ? 7 : 1) * DAY_MS;
}

/** When the last row of a partition is over. */
export function overAt(table: KeptTable, partition: string, retention: Retention): number | undefined {
  const end = endOf(table.cut, partition);
  return end === undefined || table.kept === undefined ? undefined : end + retention[table.kept] * DAY_MS;
}

import type { TableName } from '../store/store.ts';
import type { TimeRange } from './scope.ts';
import type { Binder, Source } from './statement.ts';

/** A table of metrics. */
export type MetricTable = Extract<TableName, `otel_metrics_${string}`>;

/** A table that questions read. */
export type AskedTable =
  | 'otel_traces'
  | 'otel_traces_1m'
  | 'otel_traces_services'
  | 'otel_traces_trace_id_ts'
  | 'otel_logs'
  | MetricTable
  | 'page_events'
  | 'otel_replay'
  | 'web_vitals'
  | 'delivery_events'
  | 'sightglass_batches';

const ofEvents = (from: string, to: string): string => `Timestamp >= ${from} AND Timestamp < ${to}`;

const ofPoints = (from: string, to: string): string => `TimeUnix >= ${from} AND TimeUnix < ${to}`;

/** Later ones would begin again in 1970. */
const LAST_FIVE_MINUTES = "toDateTime64('2106-02-07 00:00:00', 3, 'UTC')";

/** How each table says when. */
const WITHIN: Readonly<Record<AskedTable, (from: string, to: string) => string>> = {
  otel_traces: ofEvents,
  otel_traces_1m: (from, to) => `Minute >= ${from} AND Minute < ${to}`,
  otel_traces_services: (from, to) => `Time >= ${from} AND Time < ${to}`,
  // Whatever overlaps the range: a trace of the hour may have begun before it. Ends lie on whole seconds, hence one second more.
  otel_traces_trace_id_ts: (from, to) => `Start < ${to} AND End + 1 >= ${from}`,
  // The sorting key begins with five minutes, in 32 bits: without them said, the engine looks at twice the rows.
  otel_logs: (from, to) =>
    `Timestamp >= ${from} AND Timestamp < ${to} AND toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(least(${from}, ${LAST_FIVE_MINUTES}))` +
    ` AND toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(least(${to}, ${LAST_FIVE_MINUTES}))`,
  otel_metrics_gauge: ofPoints,
  otel_metrics_sum: ofPoints,
  otel_metrics_histogram: ofPoints,
  otel_metrics_exp_histogram: ofPoints,
  otel_metrics_summary: ofPoints,
  page_events: ofEvents,
  otel_replay: ofEvents,
  web_vitals: ofEvents,
  delivery_events: ofEvents,
  sightglass_batches: (from, to) => `At >= ${from} AND At < ${to}`,
};

/** All of time that the tables can hold: for looking up one trace by its id, which the sorting key finds. */
export const ANY_TIME: TimeRange = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };

/**
 * `FROM … WHERE …` of a statement. Every statement of `ask/` is built on this one function, so that none can look into another project
 * or read the table from end to end; a test reads the SQL of every question for it.
 *
 * @param conditions further conditions, all of which must hold; `undefined` ones are left out.
 * @param rarest the one that leaves fewest rows, looked at before all others: left to the engine, it reads the columns of times and projects for
 * every row that it looks at.
 */
export function bounded(
  source: Source,
  bind: Binder,
  table: AskedTable,
  { project, range }: { readonly project: string; readonly range: TimeRange },
  conditions: readonly (string | undefined)[] = [],
  rarest?: string,
): string {
  const all = [
    `Project = ${bind('String', project)}`,
    WITHIN[table](instant(bind, range.fromMs), instant(bind, range.toMs)),
    ...conditions.filter((condition) => condition !== undefined).map((condition) => `(${condition})`),
  ];
  const first = rarest === undefined ? '' : `PREWHERE (${rarest}) `;
  return `FROM ${source.database}.${table} ${first}WHERE ${all.join(' AND ')}`;
}

function instant(bind: Binder, ms: number): string {
  return `fromUnixTimestamp64Milli(${bind('Int64', ms)}, 'UTC')`;
}

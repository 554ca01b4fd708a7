import { ATTR_SERVICE_NAMESPACE } from '@sightglass/api/semconv';
import { bounded } from './bounds.ts';
import { filtersSql } from './conditions.ts';
import { BEST_ENTRY, IS_ENTRY, percentilesOf, requestsOf, type Percentiles } from './requests.ts';
import { secondsOf, type Answer, type Page, type Scope } from './scope.ts';
import { createBinder, type Source } from './statement.ts';

/** What services and operations have in common: requests, failures, durations. */
export interface Summary extends Percentiles {
  requests: number;
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  lastSeenUnixNano: string;
}

/** A {@link Summary} with the columns that it was grouped by, and what was seen last. */
export interface SummaryRow {
  readonly keys: readonly string[];
  readonly summary: Summary;
  readonly namespace: string;
  readonly releases: string[];
  readonly environments: string[];
}

/** Which items of a list: `limit` of them after the first `offset`. */
export interface Window {
  readonly limit: number;
  readonly offset: number;
}

interface GroupRow {
  keys: string[];
  entry: number;
  requests: number;
  errors: number;
  q: (number | null)[];
  lastMs: string;
  releases: string[];
  environments: string[];
}

/** Summaries by some columns, busiest first. */
export async function summarise(
  source: Source,
  scope: Scope,
  columns: readonly string[],
  window: Window,
): Promise<Answer<Page<SummaryRow>>> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope);
  const grouped = `SELECT ServiceName AS service, toUInt8(${IS_ENTRY}) AS entry, [${columns.map((name) => `toString(${name})`).join(', ')}] AS keys,
    ${requests.requests} AS requests, ${requests.errors} AS errors, ${requests.quantiles} AS q, max(${requests.timeMs}) AS lastMs,
    arraySort(groupUniqArrayIf(toString(Release), Release != '')) AS releases,
    arraySort(groupUniqArrayIf(toString(Environment), Environment != '')) AS environments
    ${requests.from} GROUP BY service, entry, keys`;
  const { rows } = await source.query<GroupRow>(
    `SELECT keys, entry, requests, errors, q, toString(lastMs) AS lastMs, releases, environments
    FROM (${BEST_ENTRY} FROM (${grouped})) WHERE entry = best
    ORDER BY requests DESC, keys LIMIT ${bind('UInt32', window.limit + 1)} OFFSET ${bind('UInt32', window.offset)}`,
    bind.values,
  );
  const shown = rows.slice(0, window.limit);
  const last = await lastSeen(source, { ...scope, range: requests.range }, columns, shown);
  const items = shown.map((row) => itemOf(row, last.get(keyOf(row)), secondsOf(requests.range)));
  return { range: requests.range, body: { items, more: rows.length > window.limit } };
}

function itemOf(row: GroupRow, last: LastRow | undefined, seconds: number): SummaryRow {
  return {
    keys: row.keys,
    summary: {
      requests: row.requests,
      errors: row.errors,
      requestsPerSecond: row.requests / seconds,
      errorRate: row.requests > 0 ? row.errors / row.requests : 0,
      ...percentilesOf(row.q),
      lastSeenUnixNano: last?.lastNano ?? `${row.lastMs}000000`,
    },
    namespace: last?.namespace ?? '',
    releases: row.releases,
    environments: row.environments,
  };
}

interface LastRow {
  keys: string[];
  entry: number;
  lastNano: string;
  namespace: string;
}

function keyOf(row: { keys: readonly string[]; entry: number }): string {
  return JSON.stringify([row.entry, ...row.keys]);
}

/**
 * When each was seen last, to the nanosecond, and the namespace it named then. Read from the spans of the last minute of each: the roll-up
 * knows neither, and over the whole range the map of the namespace would cost more than all the rest.
 */
async function lastSeen(
  source: Source,
  scope: Scope,
  columns: readonly string[],
  rows: readonly GroupRow[],
): Promise<Map<string, LastRow>> {
  if (rows.length === 0) return new Map();
  const bind = createBinder();
  const minutes = rows.map((row) => Math.floor(Number(row.lastMs) / 60_000) * 60_000);
  const tuples = rows.map((row, i) => {
    const keys = row.keys.map((key) => bind('String', key));
    return `(${[...keys, row.entry, bind('UInt32', (minutes[i] ?? 0) / 1000)].join(', ')})`;
  });
  const range = {
    fromMs: Math.max(scope.range.fromMs, Math.min(...minutes)),
    toMs: Math.min(scope.range.toMs, Math.max(...minutes) + 60_000),
  };
  const names = columns.join(', ');
  const found = await source.query<LastRow>(
    `SELECT [${columns.map((name) => `toString(${name})`).join(', ')}] AS keys, toUInt8(${IS_ENTRY}) AS entry,
      toString(toUnixTimestamp64Nano(max(Timestamp))) AS lastNano,
      argMax(ResourceAttributes[${bind('String', ATTR_SERVICE_NAMESPACE)}], Timestamp) AS namespace
    ${bounded(source, bind, 'otel_traces', { ...scope, range }, [
      `(${names}, toUInt8(${IS_ENTRY}), toUnixTimestamp(toStartOfMinute(Timestamp))) IN (${tuples.join(', ')})`,
      `${IS_ENTRY} OR IsRoot`,
      ...(filtersSql(bind, scope, 'spans') ?? []),
    ])} GROUP BY keys, entry`,
    bind.values,
  );
  return new Map(found.rows.map((row) => [keyOf(row), row]));
}

import { bounded } from './bounds.ts';
import { filtersSql } from './conditions.ts';
import {
  BEST_ENTRY,
  bestEntries,
  IS_ENTRY,
  percentilesOf,
  requestsOf,
  type Percentiles,
  type Requests,
} from './requests.ts';
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

/** A {@link Summary} with the columns that it was grouped by. */
export interface SummaryRow {
  readonly keys: readonly string[];
  readonly summary: Summary;
  /** Of the time that all of the rows took together, those beyond the window too; of operations alone. */
  readonly timeShare: number;
  readonly releases: string[];
  readonly environments: string[];
  /** Of the service; `null` where the table that answered does not know it. */
  readonly namespace: string | null;
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
  timeShare?: number;
  lastNano: string;
  releases: string[];
  environments: string[];
  namespace: string | null;
}

/** Summaries of services, busiest first. There are few of them: what is theirs alone is chosen and put in order here. */
export async function summariseServices(
  source: Source,
  scope: Scope,
  window: Window,
): Promise<Answer<Page<SummaryRow>>> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope);
  const { rows } = await source.query<GroupRow & { service: string }>(
    groupedBy(requests, ['ServiceName'], ''),
    bind.values,
  );
  const all = bestEntries(rows)
    .map((row) => ({ ...row, keys: [row.service] }))
    .sort((a, b) => b.requests - a.requests || (a.service < b.service ? -1 : 1));
  const from = all.slice(window.offset);
  return page(source, scope, ['ServiceName'], requests, from, window);
}

/** Summaries of operations by some columns, busiest first. */
export async function summariseOperations(
  source: Source,
  scope: Scope,
  columns: readonly string[],
  window: Window,
): Promise<Answer<Page<SummaryRow>>> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, { byOperation: true });
  const keys = columns.map((_, i) => `k${i}`);
  const named = columns.map((name, i) => `${name} AS k${i}, `).join('');
  const grouped = groupedBy(requests, ['ServiceName', ...keys], named);
  const { rows } = await source.query<GroupRow>(
    `SELECT ${texts(keys)} AS keys, entry, requests, errors, q, if(sum(durations) OVER () > 0, durations / sum(durations) OVER (), 0) AS timeShare,
      lastNano, releases, environments, namespace
    FROM (${BEST_ENTRY} FROM (${grouped})) WHERE entry = best
    ORDER BY requests DESC, keys LIMIT ${bind('UInt32', window.limit + 1)} OFFSET ${bind('UInt32', window.offset)}`,
    bind.values,
  );
  return page(source, scope, columns, requests, rows, window);
}

function groupedBy(requests: Requests, groups: readonly string[], named: string): string {
  return `SELECT ServiceName AS service, toUInt8(${requests.entry}) AS entry, ${named}
    ${requests.requests} AS requests, ${requests.errors} AS errors, ${requests.quantiles} AS q, ${requests.durations} AS durations, toString(${requests.lastNano}) AS lastNano,
    arraySort(groupUniqArrayIf(Release, Release != '')) AS releases,
    arraySort(groupUniqArrayIf(Environment, Environment != '')) AS environments,
    ${requests.namespace ?? 'NULL'} AS namespace
    ${requests.from} GROUP BY ${groups.join(', ')}, entry`;
}

/** The first rows as items, with the time of their last span. @param rows of the window, and more if there are any. */
async function page(
  source: Source,
  scope: Scope,
  columns: readonly string[],
  { range, isLastMinute }: Requests,
  rows: readonly GroupRow[],
  { limit }: Window,
): Promise<Answer<Page<SummaryRow>>> {
  const shown = rows.slice(0, limit);
  const last = isLastMinute ? await lastSeen(source, scope, columns, shown) : new Map<string, string>();
  const items = shown.map((row) => itemOf(row, last.get(keyOf(row)) ?? row.lastNano, secondsOf(range)));
  return { range, body: { items, more: rows.length > limit } };
}

/** Columns as one array of texts. */
function texts(columns: readonly string[]): string {
  return `[${columns.map((name) => `toString(${name})`).join(', ')}]`;
}

function itemOf(row: GroupRow, lastSeenUnixNano: string, seconds: number): SummaryRow {
  return {
    keys: row.keys,
    summary: {
      requests: row.requests,
      errors: row.errors,
      requestsPerSecond: row.requests / seconds,
      errorRate: row.requests > 0 ? row.errors / row.requests : 0,
      ...percentilesOf(row.q),
      lastSeenUnixNano,
    },
    timeShare: row.timeShare ?? 0,
    releases: row.releases,
    environments: row.environments,
    namespace: row.namespace,
  };
}

function keyOf(row: { keys: readonly string[]; entry: number }): string {
  return JSON.stringify([row.entry, ...row.keys]);
}

/** When each was seen last, to the nanosecond, from the spans of its last minute: the roll-up knows no more than that minute. */
async function lastSeen(
  source: Source,
  scope: Scope,
  columns: readonly string[],
  rows: readonly GroupRow[],
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const bind = createBinder();
  const minutes = rows.map((row) => Math.floor(Number(row.lastNano) / 6e10) * 60);
  const tuples = rows.map((row, i) => {
    const keys = row.keys.map((key) => bind('String', key));
    return `(${[...keys, row.entry, bind('UInt32', minutes[i] ?? 0)].join(', ')})`;
  });
  const range = { fromMs: Math.min(...minutes) * 1000, toMs: (Math.max(...minutes) + 60) * 1000 };
  const found = await source.query<{ keys: string[]; entry: number; lastNano: string }>(
    `SELECT ${texts(columns)} AS keys, toUInt8(${IS_ENTRY}) AS entry, toString(toUnixTimestamp64Nano(max(Timestamp))) AS lastNano
    ${bounded(source, bind, 'otel_traces', { ...scope, range }, [
      `(${columns.join(', ')}, toUInt8(${IS_ENTRY}), toUnixTimestamp(toStartOfMinute(Timestamp))) IN (${tuples.join(', ')})`,
      `${IS_ENTRY} OR IsRoot`,
      ...(filtersSql(bind, scope, 'spans') ?? []),
    ])} GROUP BY ${columns.join(', ')}, entry`,
    bind.values,
  );
  return new Map(found.rows.map((row) => [keyOf(row), row.lastNano]));
}

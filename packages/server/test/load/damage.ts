/** What the tables hold, against what was acknowledged. */
import type { Store } from '../../src/store/store.ts';
import { BODY, CHUNKS, EVENTS, PLAIN_LINES, POINTS, RECORD, SERVICE, type Signal, SPANS } from './bodies.ts';
import type { Sent } from './senders.ts';

/** What is wrong with the tables; all of it empty when the promise holds. */
export interface Damage {
  /** Of acknowledged bodies, what is not there. */
  lost: string[];
  /** What is there more than once. */
  twice: string[];
  /** What nobody sent. */
  invented: string[];
  /** Where a table that is filled from another disagrees with a recount of it. */
  derived: string[];
}

/** No damage at all. */
export const NONE: Damage = { lost: [], twice: [], invented: [], derived: [] };

interface Counted {
  signal: Signal;
  /** The table, with `FINAL` where a row replaces the one before it. */
  from: string;
  /** Number of the body that a row comes from, and what tells the rows of a body apart. */
  body: string;
  record: string;
  /** Rows of a body. */
  rows: number;
}

const inMap = (map: string): Pick<Counted, 'body' | 'record'> => ({
  body: `${map}['${BODY}']`,
  record: `${map}['${RECORD}']`,
});

const COUNTED: readonly Counted[] = [
  { signal: 'traces', from: 'otel_traces', ...inMap('SpanAttributes'), rows: SPANS },
  { signal: 'logs', from: 'otel_logs', ...inMap('LogAttributes'), rows: PLAIN_LINES + EVENTS - CHUNKS },
  ...['gauge', 'sum', 'histogram', 'exp_histogram', 'summary'].map((kind): Counted => {
    return { signal: 'metrics', from: `otel_metrics_${kind}`, ...inMap('Attributes'), rows: POINTS };
  }),
  { signal: 'logs', from: 'usage_events FINAL', body: "Props['body']", record: 'Path', rows: 2 },
  { signal: 'logs', from: 'delivery_events FINAL', ...inMap('Attributes'), rows: 2 },
  { signal: 'logs', from: 'web_vitals FINAL', body: 'Value', record: 'Path', rows: 1 },
  { signal: 'logs', from: 'people_identities FINAL', body: 'substring(UserId, 6)', record: 'AnonymousId', rows: 1 },
  { signal: 'logs', from: 'people_profiles FINAL', body: "Traits['body']", record: 'UserId', rows: 1 },
  { signal: 'logs', from: 'otel_replay', ...inMap('LogAttributes'), rows: CHUNKS },
];

/** Keys of the roll-ups of spans, and what they add up: durations are whole numbers and weights powers of two, so the sums are exact. */
const MINUTE_KEYS =
  'Project, Minute, ServiceName, Environment, Release, SpanKind, SpanName, HttpRoute, StatusCode, IsRoot';
const UNIT_KEYS = 'Project, Seconds, Time, ServiceName, IsEntry, Environment, Release';
const RECOUNTS: readonly { table: string; stored: string; recount: string }[] = [
  {
    table: 'otel_traces_trace_id_ts',
    stored: 'SELECT Project, TraceId, min(Start), max(End) FROM $db.otel_traces_trace_id_ts GROUP BY Project, TraceId',
    recount: `SELECT Project, TraceId, min(toDateTime(Timestamp, 'UTC')), max(toDateTime(Timestamp, 'UTC'))
      FROM $db.otel_traces GROUP BY Project, TraceId`,
  },
  {
    table: 'otel_traces_1m',
    stored: `SELECT ${MINUTE_KEYS}, sum(Requests), sum(Sampled), sum(DurationSum), max(DurationMax)
      FROM $db.otel_traces_1m GROUP BY ${MINUTE_KEYS}`,
    recount: `SELECT Project, toStartOfMinute(toDateTime(Timestamp, 'UTC')) AS Minute, ServiceName, Environment, Release, SpanKind, SpanName,
        HttpRoute, StatusCode, IsRoot, sum(toFloat64(Weight)), count(), sum(Duration * toFloat64(Weight)), max(Duration)
      FROM $db.otel_traces WHERE SpanKind IN ('Server', 'Consumer') OR ParentSpanId = '' GROUP BY ${MINUTE_KEYS}`,
  },
  {
    table: 'otel_traces_services',
    stored: `SELECT ${UNIT_KEYS}, sum(Requests), sum(Errors), sum(Sampled), sum(SampledErrors), sum(DurationSum), max(Last), argMaxMerge(Namespace)
      FROM $db.otel_traces_services GROUP BY ${UNIT_KEYS}`,
    recount: `SELECT Project, arrayJoin([60, 600, 3600, 21600]) AS Seconds, toDateTime(intDiv(toUnixTimestamp(Timestamp), Seconds) * Seconds, 'UTC') AS Time,
        ServiceName, SpanKind IN ('Server', 'Consumer') AS IsEntry, Environment, Release, sum(toFloat64(Weight)), sumIf(toFloat64(Weight), StatusCode = 'Error'),
        count(), countIf(StatusCode = 'Error'), sum(Duration * toFloat64(Weight)), max(Timestamp), argMax(ResourceAttributes['service.namespace'], Timestamp)
      FROM $db.otel_traces WHERE SpanKind IN ('Server', 'Consumer') OR ParentSpanId = '' GROUP BY ${UNIT_KEYS}`,
  },
];

/** How far percentiles of the merged digests may lie from those of one digest over all spans, relative. */
const DIGEST_TOLERANCE = 0.05;

/** Examples of one kind that are named. */
const NAMED = 10;

/** Compares all tables with what was sent. Everything sent must have been acknowledged. */
export async function damageOf(store: Pick<Store, 'query' | 'database'>, sent: Sent): Promise<Damage> {
  const damage: Damage = { lost: [], twice: [], invented: [], derived: [] };
  for (const counted of COUNTED) await count(store, counted, sent.bodies[counted.signal], damage);
  for (const recount of RECOUNTS) damage.derived.push(...shortened(await disagreements(store, recount)));
  damage.derived.push(...(await digestsOff(store)));
  return {
    lost: shortened(damage.lost),
    twice: shortened(damage.twice),
    invented: shortened(damage.invented),
    derived: damage.derived,
  };
}

async function count(
  { query, database }: Pick<Store, 'query' | 'database'>,
  { from, body, record, rows: wanted }: Counted,
  bodies: ReadonlySet<number>,
  { lost, twice, invented }: Damage,
): Promise<void> {
  const found = new Set<number>();
  const { rows } = await query<{ body: number; rows: string; records: string }>(
    `SELECT toUInt32(${body}) AS body, count() AS rows, uniqExact(${record}) AS records
     FROM ${database}.${from} WHERE ServiceNameOf = '${SERVICE}' GROUP BY body`.replace(
      'ServiceNameOf',
      from.startsWith('people') ? `'${SERVICE}'` : 'ServiceName',
    ),
    {},
    { maxMs: 300_000 },
  );
  for (const row of rows) {
    found.add(row.body);
    const [there, distinct] = [Number(row.rows), Number(row.records)];
    if (!bodies.has(row.body)) {
      invented.push(`${from}: ${there} rows of body ${row.body}`);
      continue;
    }
    if (there > distinct) twice.push(`${from}: ${there} rows of ${distinct} records of body ${row.body}`);
    if (distinct < wanted) lost.push(`${from}: ${wanted - distinct} of ${wanted} records of body ${row.body}`);
    if (distinct > wanted) invented.push(`${from}: ${distinct - wanted} records of body ${row.body}`);
  }
  for (const number of bodies) if (!found.has(number)) lost.push(`${from}: body ${number}`);
}

async function disagreements(
  { query, database }: Pick<Store, 'query' | 'database'>,
  { table, stored, recount }: (typeof RECOUNTS)[number],
): Promise<string[]> {
  const both = [`(${stored}) EXCEPT (${recount})`, `(${recount}) EXCEPT (${stored})`];
  const found: string[] = [];
  for (const [i, sql] of both.entries()) {
    const { rows } = await query<object>(sql.replaceAll('$db', database), {}, { maxMs: 300_000 });
    const where = i === 0 ? 'stored' : 'recounted';
    found.push(...rows.map((row) => `${table}: only ${where}: ${Object.values(row).join(' ')}`));
  }
  return found;
}

async function digestsOff({ query, database }: Pick<Store, 'query' | 'database'>): Promise<string[]> {
  const digest = 'quantilesTDigestWeighted';
  const levels = '(0.5, 0.75, 0.9, 0.95, 0.99)';
  const { rows: merged } = await query<{ q: number[] }>(
    `SELECT ${digest}Merge${levels}(Durations) AS q FROM ${database}.otel_traces_1m`,
  );
  const { rows: spans } = await query<{ q: number[] }>(
    `SELECT ${digest}${levels}(Duration, toUInt32(round(Weight))) AS q
     FROM ${database}.otel_traces WHERE SpanKind IN ('Server', 'Consumer') OR ParentSpanId = ''`,
  );
  const [stored = [], expected = []] = [merged[0]?.q, spans[0]?.q];
  const isNear = (a = 0, b = 0): boolean => Math.abs(a - b) <= DIGEST_TOLERANCE * Math.abs(b);
  return expected.every((value, i) => isNear(stored[i], value))
    ? []
    : [`otel_traces_1m: percentiles ${stored.join(', ')} instead of ${expected.join(', ')}`];
}

function shortened(list: readonly string[]): string[] {
  return list.length <= NAMED ? [...list] : [...list.slice(0, NAMED), `and ${list.length - NAMED} more`];
}

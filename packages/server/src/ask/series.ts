import { bestEntries, fromSpans, IS_ENTRY, percentilesOf, requestsOf } from './requests.ts';
import type { Answer, Scope, TimeRange } from './scope.ts';
import { anyOf, createBinder, type Binder, type Source } from './statement.ts';

/** `[epochMs, value]`; `null` where there was nothing to measure. */
export type Point = [number, number | null];

/** What a series can show, with its unit. */
const UNITS = { requestsPerSecond: '1/s', errorRate: 'ratio', p50Ms: 'ms', p95Ms: 'ms', p99Ms: 'ms' } as const;

/** A quantity over time. */
export type LineName = keyof typeof UNITS;

/** One quantity of one service over time. */
export interface Line {
  name: LineName;
  labels: { service: string };
  unit: (typeof UNITS)[LineName];
  points: Point[];
}

/** Lines that share their points. */
export interface Series {
  stepMs: number;
  series: Line[];
}

/** One request worth looking at. */
export interface Exemplar {
  timeMs: number;
  durationMs: number;
  traceId: string;
  service: string;
  error: boolean;
}

interface BucketRow {
  service: string;
  entry: number;
  bucketMs: string;
  requests: number;
  errors: number;
  q: (number | null)[];
}

/** Slow ones and failed ones each. */
const EXEMPLARS_OF_SERVICE = 3;

/** Requests, failures and durations of the one service that the scope names. */
export async function askSeries(source: Source, scope: Scope, stepMs: number): Promise<Answer<Series>> {
  const { range, rows } = await buckets(source, scope, stepMs);
  const names: LineName[] = ['requestsPerSecond', 'errorRate', 'p50Ms', 'p95Ms', 'p99Ms'];
  return { range, body: { stepMs, series: linesOf(rows, names, range, stepMs) } };
}

/** Requests, failures and durations of all services, with slow and failed requests to look at. */
export async function askServiceSeries(
  source: Source,
  scope: Scope,
  stepMs: number,
): Promise<Answer<Series & { exemplars: Exemplar[] }>> {
  const { range, rows } = await buckets(source, scope, stepMs);
  const series = linesOf(rows, ['requestsPerSecond', 'errorRate', 'p95Ms'], range, stepMs);
  return { range, body: { stepMs, series, exemplars: await exemplarsOf(source, scope, rows) } };
}

async function buckets(source: Source, scope: Scope, stepMs: number): Promise<{ range: TimeRange; rows: BucketRow[] }> {
  const bind = createBinder();
  const requests = requestsOf(source, bind, scope, { stepMs });
  const step = bind('Int64', stepMs);
  const { rows } = await source.query<BucketRow>(
    `SELECT ServiceName AS service, toUInt8(${requests.entry}) AS entry, toString(intDiv(${requests.timeMs}, ${step}) * ${step}) AS bucketMs,
    ${requests.requests} AS requests, ${requests.errors} AS errors, ${requests.quantiles} AS q
    ${requests.from} GROUP BY service, entry, bucketMs ORDER BY service`,
    bind.values,
  );
  return { range: requests.range, rows: bestEntries(rows) };
}

function linesOf(rows: readonly BucketRow[], names: readonly LineName[], range: TimeRange, stepMs: number): Line[] {
  const starts: number[] = [];
  for (let at = Math.floor(range.fromMs / stepMs) * stepMs; at < range.toMs; at += stepMs) starts.push(at);
  const services = [...new Set(rows.map((row) => row.service))];
  return services.flatMap((service) => {
    const own = rows.filter((row) => row.service === service);
    const found = new Map(own.map((row) => [Number(row.bucketMs), row]));
    return names.map((name) => ({
      name,
      labels: { service },
      unit: UNITS[name],
      points: starts.map((at): Point => [at, valueOf(name, found.get(at), coveredSeconds(at, range, stepMs))]),
    }));
  });
}

/** The first and the last bucket may lie only partly in the range: their rate counts the part that does. */
function coveredSeconds(at: number, range: TimeRange, stepMs: number): number {
  return (Math.min(at + stepMs, range.toMs) - Math.max(at, range.fromMs)) / 1000;
}

function valueOf(name: LineName, row: BucketRow | undefined, seconds: number): number | null {
  if (name === 'requestsPerSecond') return (row?.requests ?? 0) / seconds;
  if (row === undefined) return null;
  if (name === 'errorRate') return row.requests > 0 ? row.errors / row.requests : null;
  return percentilesOf(row.q)[name];
}

interface ExemplarRow {
  service: string;
  timeMs: string;
  durationNano: string;
  traceId: string;
  error: number;
}

async function exemplarsOf(source: Source, scope: Scope, rows: readonly BucketRow[]): Promise<Exemplar[]> {
  if (rows.length === 0) return [];
  const bind = createBinder();
  const withEntries = [...new Set(rows.filter((row) => row.entry === 1).map((row) => row.service))];
  const hasEntries = anyOf(bind, 'ServiceName', withEntries) ?? '0';
  const { from } = fromSpans(source, bind, scope, [`if(${hasEntries}, ${IS_ENTRY}, IsRoot)`]);
  const isSlow = `Duration >= ${slownessOf(bind, rows)}`;
  const columns = `SELECT ServiceName AS service, toString(toUnixTimestamp64Milli(Timestamp)) AS timeMs, toString(Duration) AS durationNano,
    TraceId AS traceId, toUInt8(StatusCode = 'Error') AS error ${from}`;
  const each = `LIMIT ${EXEMPLARS_OF_SERVICE} BY service`;
  const found = await source.query<ExemplarRow>(
    `SELECT DISTINCT * FROM (SELECT * FROM (${columns} AND ${isSlow} ORDER BY Duration DESC, traceId ${each})
      UNION ALL SELECT * FROM (${columns} AND StatusCode = 'Error' ORDER BY Timestamp DESC, traceId ${each}))
    ORDER BY service, toInt64(timeMs), traceId`,
    bind.values,
  );
  return found.rows.map((row) => ({
    timeMs: Number(row.timeMs),
    durationMs: Number(row.durationNano) / 1e6,
    traceId: row.traceId,
    service: row.service,
    error: row.error === 1,
  }));
}

/**
 * Nanoseconds that the slowest requests of each service surely reach, so that only theirs are read in full: the 99th percentile of the bucket
 * that is third by it. Each of three buckets holds a request that is at least as slow as its own percentile.
 */
function slownessOf(bind: Binder, rows: readonly BucketRow[]): string {
  const services = [...new Set(rows.map((row) => row.service))];
  const thresholds = services.map((service) => {
    const p99 = rows.flatMap((row) => (row.service === service ? [row.q[4] ?? 0] : [])).toSorted((a, b) => b - a);
    // Percentiles come as floats of 24 bits: a hair below, not above.
    return Math.floor((p99[EXEMPLARS_OF_SERVICE - 1] ?? 0) * 0.999);
  });
  const names = services.map((service) => bind('String', service)).join(', ');
  return `transform(toString(ServiceName), [${names}], [${thresholds.map((nano) => bind('Float64', nano)).join(', ')}], toFloat64(0))`;
}

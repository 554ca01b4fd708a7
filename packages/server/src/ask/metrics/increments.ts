/**
 * What came between two points of a series, as SQL.
 *
 * Points with delta temporality say it themselves. Of cumulative ones it is the difference to the point before of the same stream, where a
 * stream is a series and its StartTimeUnix: two writers that share their attributes stay apart, and a program that starts anew begins a new
 * stream. A value below the one before is a reset inside of a stream: the new value counts whole, as Prometheus does for counters. The first
 * point of a stream counts whole when the stream started within the time that is read, since nothing of it can have been counted before;
 * else it only is the base of the next, and so is a point that starts at its own time (a stream of unknown start).
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#resets-and-gaps
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#increase
 *
 * What a point brings belongs to the step that its time falls into. A rate divides it by the length of the step, or by the time it took to
 * come about where that is longer, so that points that come every minute do not show four times their rate in steps of 15 seconds.
 */
import type { Scope, TimeRange } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';
import type { Keys } from './labels.ts';
import { fromPoints, type MetricRef } from './points.ts';

const LEAST_LOOK_BACK_MS = 5 * 60_000;
const MOST_LOOK_BACK_MS = 60 * 60_000;

/** What is read of the points, beside their times. */
export interface Increments {
  /** SQL of what only rises within a stream: its fall is a reset. */
  readonly counter: string;
  /** SQL of what else the outer statement needs of a point and of the one before it. */
  readonly carried?: readonly string[];
  /** A column of arrays that divides a stream further, since points with other bounds cannot be subtracted; the answer has it as `apart`, as JSON. */
  readonly apart?: string;
  /** Further conditions on the points. */
  readonly conditions?: readonly string[];
  /** Leaves out points within a step that change nothing of what it brings: where much is carried, and no rates are asked. */
  readonly isThin?: boolean;
}

/**
 * The stretch that is read for a range: from before it, so that the first points in it have a predecessor. As long as a step, at least 5 minutes
 * and at most an hour.
 */
function withLookBack({ fromMs, toMs }: TimeRange, stepMs: number): TimeRange {
  const lookBackMs = Math.min(Math.max(stepMs, LEAST_LOOK_BACK_MS), MOST_LOOK_BACK_MS);
  return { fromMs: Math.max(0, fromMs - lookBackMs), toMs };
}

/**
 * A statement with one row a point that brings something: the columns of `keys`, `timeMs`, `seconds` that it took (0: unknown), `whole` (the
 * point's own numbers are what came, else the difference to those before), `cur` and `prev` (tuples: counter, then what is carried).
 *
 * @param keys of a series: its texts are taken of any of its points.
 */
export function incrementsSql(
  source: Source,
  bind: Binder,
  scope: Scope,
  metric: MetricRef,
  stepMs: number,
  keys: Keys,
  { counter, carried = [], apart, conditions = [], isThin = false }: Increments,
): string {
  const read = withLookBack(scope.range, stepMs);
  const hasTemporality = metric.kind !== 'summary';
  const isDelta = hasTemporality ? 'AggregationTemporality = 1' : '0';
  const startNano = 'toUnixTimestamp64Nano(StartTimeUnix)';
  const parts = ['toUnixTimestamp64Nano(TimeUnix)', startNano, counter, ...carried];
  const stream = ['ServiceName', 'SeriesId', `if(${isDelta}, toInt64(0), ${startNano})`];
  if (apart !== undefined) stream.push(`cityHash64(${apart})`);
  const divided = apart === undefined ? '' : `, toLowCardinality(toJSONString(any(${apart}))) AS apart`;
  const sorted = `arraySort(point -> point.1, groupArray((${parts.join(', ')})))`;
  const thinned = isThin ? thinSql(sorted, isDelta, bind('Int64', stepMs)) : sorted;
  const streams = `SELECT ${keys.select}${divided}, any(${isDelta}) AS delta,
      ${thinned} AS points
    ${fromPoints(source, bind, scope, metric, read, conditions)} GROUP BY ${stream.join(', ')}`;
  // The window of a first point that counts: it started within what is read, and before its own time.
  const startedHere = `cur.2 >= ${bind('Int64', read.fromMs)} * 1000000 AND cur.2 < cur.1`;
  const isFirst = 'at = 1';
  const isAgain = 'cur.1 = prev.1 AND cur.2 = prev.2';
  return `SELECT ${keys.names}${apart === undefined ? '' : ', apart'}, cur, prev, intDiv(cur.1, 1000000) AS timeMs, delta OR ${isFirst} OR cur.3 < prev.3 AS whole,
      if(delta OR ${isFirst}, if(cur.2 > 0, cur.1 - cur.2, 0), cur.1 - prev.1) / 1e9 AS seconds
    FROM (${streams}) ARRAY JOIN points AS cur, arrayPushFront(arrayPopBack(points), points[1]) AS prev, arrayEnumerate(points) AS at
    WHERE timeMs >= ${bind('Int64', scope.range.fromMs)} AND if(delta, ${isFirst} OR NOT (${isAgain}), NOT (${isFirst}) OR (${startedHere}))`;
}

/** What came with a point, as SQL over the rows of {@link incrementsSql}. @param field its place in `cur` and `prev`: 3 is the counter. */
export function cameSql(field: number): string {
  return `if(whole, cur.${field}, cur.${field} - prev.${field})`;
}

/**
 * Of cumulative points only the first of a stream, the last of each step, and both sides of a fall: the differences of those in between add up
 * to the same.
 */
function thinSql(points: string, isDelta: string, step: string): string {
  const stepOf = (point: string): string => `intDiv(intDiv(${point}.1, 1000000), ${step})`;
  const before = 'arrayPushFront(arrayPopBack(sorted), sorted[1])';
  const after = 'arrayPushBack(arrayPopFront(sorted), sorted[-1])';
  const isKept = `at = 1 OR at = length(sorted) OR ${stepOf('own')} != ${stepOf('next')} OR next.3 < own.3 OR own.3 < last.3`;
  return `if(any(${isDelta}), ${points} AS sorted, arrayFilter((own, last, next, at) -> ${isKept}, sorted, ${before}, ${after}, arrayEnumerate(sorted)))`;
}

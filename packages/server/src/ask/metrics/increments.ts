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
import { fromPoints, type MetricRef } from './points.ts';

const LEAST_LOOK_BACK_MS = 5 * 60_000;
const MOST_LOOK_BACK_MS = 60 * 60_000;

/** What is read of the points, beside their times. */
export interface Increments {
  /** SQL of what only rises within a stream: its fall is a reset. */
  readonly counter: string;
  /** SQL of what else the outer statement needs of a point and of the one before it. */
  readonly carried?: readonly string[];
  /** SQL of what divides a stream further: points with other bounds cannot be subtracted. */
  readonly apart?: readonly string[];
  /** Further conditions on the points. */
  readonly conditions?: readonly string[];
}

/**
 * The stretch that is read for a range: from before it, so that the first points in it have a predecessor. As long as a step, at least 5 minutes
 * and at most an hour.
 */
export function withLookBack({ fromMs, toMs }: TimeRange, stepMs: number): TimeRange {
  const lookBackMs = Math.min(Math.max(stepMs, LEAST_LOOK_BACK_MS), MOST_LOOK_BACK_MS);
  return { fromMs: Math.max(0, fromMs - lookBackMs), toMs };
}

/**
 * A statement with one row a point that brings something: `labels` (array of texts), `timeMs`, `seconds` that it took (0: unknown), `whole` (the
 * point's own numbers are what came, else the difference to those before), `cur` and `prev` (tuples: counter, then what is carried).
 *
 * @param labels SQL of the labels of a point, as an array of texts.
 */
export function incrementsSql(
  source: Source,
  bind: Binder,
  scope: Scope,
  metric: MetricRef,
  stepMs: number,
  labels: string,
  { counter, carried = [], apart = [], conditions = [] }: Increments,
): string {
  const read = withLookBack(scope.range, stepMs);
  const hasTemporality = metric.kind !== 'summary';
  const isDelta = hasTemporality ? 'AggregationTemporality = 1' : '0';
  const startNano = 'toUnixTimestamp64Nano(StartTimeUnix)';
  const parts = ['toUnixTimestamp64Nano(TimeUnix)', startNano, counter, ...carried];
  const stream = ['ServiceName', 'SeriesId', `if(${isDelta}, toInt64(0), ${startNano})`, ...apart];
  const streams = `SELECT any(${labels}) AS labels, any(${isDelta}) AS delta,
      arraySort(point -> point.1, groupArray((${parts.join(', ')}))) AS points
    ${fromPoints(source, bind, scope, metric, read, conditions)} GROUP BY ${stream.join(', ')}`;
  // The window of a first point that counts: it started within what is read, and before its own time.
  const startedHere = `cur.2 >= ${bind('Int64', read.fromMs)} * 1000000 AND cur.2 < cur.1`;
  const isFirst = 'at = 1';
  const isAgain = 'cur.1 = prev.1 AND cur.2 = prev.2';
  return `SELECT labels, cur, prev, intDiv(cur.1, 1000000) AS timeMs, delta OR ${isFirst} OR cur.3 < prev.3 AS whole,
      if(delta OR ${isFirst}, if(cur.2 > 0, cur.1 - cur.2, 0), cur.1 - prev.1) / 1e9 AS seconds
    FROM (${streams}) ARRAY JOIN points AS cur, arrayPushFront(arrayPopBack(points), points[1]) AS prev, arrayEnumerate(points) AS at
    WHERE timeMs >= ${bind('Int64', scope.range.fromMs)} AND if(delta, ${isFirst} OR NOT (${isAgain}), NOT (${isFirst}) OR (${startedHere}))`;
}

/** What came with a point, as SQL over the rows of {@link incrementsSql}. @param field its place in `cur` and `prev`: 3 is the counter. */
export function cameSql(field: number): string {
  return `if(whole, cur.${field}, cur.${field} - prev.${field})`;
}

import { createBinder, type Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { stepSql } from './grid.ts';
import { cameSql, incrementsSql, type Increments } from './increments.ts';
import { keysOf, labelsSql, ofSeries } from './labels.ts';
import { linesOf, linesSql, type LineRow, type Lines } from './lines.ts';
import { explicitQuantile, exponentialQuantile, type ExplicitBuckets, type Extremes } from './quantiles.ts';

/** Observations: what a distribution's points count. */
export const OBSERVATIONS: Increments = { counter: 'toFloat64(Count)' };

/** Bits of `Present`. */
const HAS_SUM = 'bitAnd(Present, 1) != 0';
const HAS_MIN = 'bitAnd(Present, 2) != 0';
const HAS_MAX = 'bitAnd(Present, 4) != 0';

/** Sum or mean of what was observed; points that carry no sum, or none that is a number, do not count. */
export async function askObserved(source: Source, asked: AskedSeries, agg: 'sum' | 'avg'): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const keys = keysOf(labelsSql(bind, by, ofSeries));
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, keys, {
    ...OBSERVATIONS,
    carried: ['Sum'],
    conditions: ['isFinite(Sum)', ...(metric.kind === 'summary' ? [] : [HAS_SUM])],
  });
  const from = `SELECT ${keys.names}, ${stepSql(bind, grid, 'timeMs')} AS step, sum(${cameSql(3)}) AS observed, sum(${cameSql(4)}) AS added
    FROM (${increments}) GROUP BY ${keys.names}, step ORDER BY step`;
  const values = ['observed', 'added'];
  const sql = linesSql({ from, keys, values, greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<number>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([observed = 0, added = 0]) => {
    if (agg === 'sum') return added;
    return observed > 0 ? added / observed : null;
  });
}

/** Least or greatest value that was observed, of points with delta temporality. */
export async function askExtreme(source: Source, asked: AskedSeries, agg: 'min' | 'max'): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const column = agg === 'min' ? 'Min' : 'Max';
  const keys = keysOf(labelsSql(bind, by, ofSeries));
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, keys, {
    ...OBSERVATIONS,
    carried: [column],
    conditions: [agg === 'min' ? HAS_MIN : HAS_MAX, `isFinite(${column})`, 'AggregationTemporality = 1', 'Count > 0'],
  });
  const from = `SELECT ${keys.names}, ${stepSql(bind, grid, 'timeMs')} AS step, ${agg}(cur.4) AS value, sum(cur.3) AS observed
    FROM (${increments}) GROUP BY ${keys.names}, step ORDER BY step`;
  const sql = linesSql({ from, keys, values: ['value'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<number>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([value = null]) => value);
}

/** What a step holds of one set of bounds: counts of its points and of those before them, and least and greatest value, where all carry them. */
type ExplicitPart = [bounds: string, added: string[], taken: string[], min: number | null, max: number | null];

/** A percentile out of buckets with explicit bounds. */
export async function askExplicitQuantile(source: Source, asked: AskedSeries, level: number): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const keys = keysOf(labelsSql(bind, by, ofSeries));
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, keys, {
    ...OBSERVATIONS,
    isThin: true,
    carried: ['BucketCounts', MIN_OF_POINT, MAX_OF_POINT],
    apart: 'ExplicitBounds',
  });
  const parts = `SELECT ${keys.names}, ${stepSql(bind, grid, 'timeMs')} AS step, apart AS bounds, sum(${cameSql(3)}) AS count,
      sumForEach(cur.4) AS added, sumForEachIf(prev.4, NOT whole) AS taken, ${extremesSql(5, 6)}
    FROM (${increments}) WHERE ${cameSql(3)} > 0 GROUP BY ${keys.names}, step, bounds`;
  const from = `SELECT ${keys.names}, step, sum(count) AS observed, groupArray((bounds, added, taken, least, greatest)) AS parts
    FROM (${parts}) GROUP BY ${keys.names}, step ORDER BY step`;
  const sql = linesSql({ from, keys, values: ['parts'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<ExplicitPart[]>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([found = []]) => {
    const buckets = found.map(([text, added, taken]): ExplicitBuckets => {
      const bounds: number[] = JSON.parse(text);
      return { bounds, counts: minus(added, taken) };
    });
    return explicitQuantile(level, buckets, extremesOf(found.map(([, , , min, max]) => ({ min, max }))));
  });
}

/** What a step holds of one scale and one pair of offsets: counts of its points and of those before them, and extremes. */
type ExponentialPart = [
  layout: [scale: number, zeroThreshold: number, positiveOffset: number, negativeOffset: number],
  zeros: [added: string, taken: string],
  positive: [added: string[], taken: string[]],
  negative: [added: string[], taken: string[]],
  min: number | null,
  max: number | null,
];

/**
 * A percentile out of exponential buckets. Points of a stream may change their scale: so that each can be subtracted, the point itself is added
 * and the one before is taken away in its own scale, and scales meet when all is added up.
 */
export async function askExponentialQuantile(source: Source, asked: AskedSeries, level: number): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const keys = keysOf(labelsSql(bind, by, ofSeries));
  const layout = '(Scale, ZeroThreshold, PositiveOffset, NegativeOffset)';
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, keys, {
    ...OBSERVATIONS,
    isThin: true,
    carried: [layout, 'ZeroCount', 'PositiveBucketCounts', 'NegativeBucketCounts', MIN_OF_POINT, MAX_OF_POINT],
  });
  // A point that lies as the one before is subtracted at once; else the one before becomes a row of its own.
  const came = `SELECT ${keys.names}, ${stepSql(bind, grid, 'timeMs')} AS step, cur, prev, cur.4 = prev.4 AS isAlike,
      arrayJoin(if(whole OR isAlike, [1], [1, -1])) AS sign, if(sign = 1, cur.4, prev.4) AS layout,
      sign = 1 AS isAdded, NOT whole AND (isAlike OR sign = -1) AS isTaken, ${cameSql(3)} AS observed
    FROM (${increments}) WHERE observed > 0`;
  const both = (sum: string, field: number): string =>
    `(${sum}If(cur.${field}, isAdded), ${sum}If(prev.${field}, isTaken))`;
  const parts = `SELECT ${keys.names}, step, layout, sumIf(observed, isAdded) AS count, ${both('sum', 5)} AS zeros,
      ${both('sumForEach', 6)} AS positive, ${both('sumForEach', 7)} AS negative, ${extremesSql(8, 9)}
    FROM (${came}) GROUP BY ${keys.names}, step, layout`;
  const from = `SELECT ${keys.names}, step, sum(count) AS observed,
      groupArray((layout, zeros, positive, negative, least, greatest)) AS parts
    FROM (${parts}) GROUP BY ${keys.names}, step ORDER BY step`;
  const sql = linesSql({ from, keys, values: ['parts'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<ExponentialPart[]>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([found = []]) => {
    const buckets = found.map(
      ([[scale, zeroThreshold, positiveOffset, negativeOffset], zeros, positive, negative]) => ({
        scale,
        zeroThreshold,
        zeroCount: Number(zeros[0]) - Number(zeros[1]),
        positive: minus(...positive).map((count, i): [number, number] => [positiveOffset + i, count]),
        negative: minus(...negative).map((count, i): [number, number] => [negativeOffset + i, count]),
      }),
    );
    return exponentialQuantile(level, buckets, extremesOf(found.map((part) => ({ min: part[4], max: part[5] }))));
  });
}

/** Counts bucket by bucket, less those of the points before. */
function minus(added: readonly string[], taken: readonly string[]): number[] {
  const length = Math.max(added.length, taken.length);
  return Array.from({ length }, (_, i) => Number(added[i] ?? 0) - Number(taken[i] ?? 0));
}

// Infinite where the point does not carry it, so that it wins: a step knows its extremes only when all its points do.
const MIN_OF_POINT = `if(${HAS_MIN} AND isFinite(Min), Min, -inf)`;
const MAX_OF_POINT = `if(${HAS_MAX} AND isFinite(Max), Max, inf)`;

function extremesSql(min: number, max: number): string {
  return `min(cur.${min}) AS least, max(cur.${max}) AS greatest`;
}

/** The answer's infinities arrive as null. */
function extremesOf(parts: readonly Extremes[]): Extremes {
  const mins = parts.map((part) => part.min);
  const maxes = parts.map((part) => part.max);
  return {
    min: mins.includes(null) ? null : Math.min(...mins.map(Number)),
    max: maxes.includes(null) ? null : Math.max(...maxes.map(Number)),
  };
}

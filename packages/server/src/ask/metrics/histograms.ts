import { createBinder, type Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { stepSql } from './grid.ts';
import { cameSql, incrementsSql, type Increments } from './increments.ts';
import { labelsSql } from './labels.ts';
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
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, labelsSql(bind, by), {
    ...OBSERVATIONS,
    carried: ['Sum'],
    conditions: ['isFinite(Sum)', ...(metric.kind === 'summary' ? [] : [HAS_SUM])],
  });
  const from = `SELECT labels, ${stepSql(bind, grid, 'timeMs')} AS step, sum(${cameSql(3)}) AS observed, sum(${cameSql(4)}) AS added
    FROM (${increments}) GROUP BY labels, step ORDER BY step`;
  const values = ['observed', 'added'];
  const sql = linesSql({ from, values, greatness: 'sum(observed)', limit: bind('UInt32', limit) });
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
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, labelsSql(bind, by), {
    ...OBSERVATIONS,
    carried: [column],
    conditions: [agg === 'min' ? HAS_MIN : HAS_MAX, `isFinite(${column})`, 'AggregationTemporality = 1', 'Count > 0'],
  });
  const from = `SELECT labels, ${stepSql(bind, grid, 'timeMs')} AS step, ${agg}(cur.4) AS value, sum(cur.3) AS observed
    FROM (${increments}) GROUP BY labels, step ORDER BY step`;
  const sql = linesSql({ from, values: ['value'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<number>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([value = null]) => value);
}

/** What a step holds of one set of bounds: bounds, counts, and least and greatest value, where all points carry them. */
type ExplicitPart = [bounds: number[], counts: number[], min: number | null, max: number | null];

/** A percentile out of buckets with explicit bounds. */
export async function askExplicitQuantile(source: Source, asked: AskedSeries, level: number): Promise<Lines> {
  const bind = createBinder();
  const { scope, metric, by, grid, limit } = asked;
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, labelsSql(bind, by), {
    ...OBSERVATIONS,
    carried: ['BucketCounts', 'ExplicitBounds', MIN_OF_POINT, MAX_OF_POINT],
    apart: ['ExplicitBounds', 'length(BucketCounts)'],
  });
  const counts =
    'if(whole, arrayMap(n -> toFloat64(n), cur.4), arrayMap((a, b) -> toFloat64(a) - toFloat64(b), cur.4, prev.4))';
  const parts = `SELECT labels, ${stepSql(bind, grid, 'timeMs')} AS step, cur.5 AS bounds, sum(${cameSql(3)}) AS count,
      sumForEach(${counts}) AS counts, ${extremesSql(6, 7)}
    FROM (${increments}) WHERE ${cameSql(3)} > 0 GROUP BY labels, step, bounds`;
  const from = `SELECT labels, step, sum(count) AS observed, groupArray((bounds, counts, least, greatest)) AS parts
    FROM (${parts}) GROUP BY labels, step ORDER BY step`;
  const sql = linesSql({ from, values: ['parts'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<ExplicitPart[]>>(sql, bind.values);
  return linesOf(rows, { name: metric.name, by, grid }, ([found = []]) => {
    const buckets = found.map(([bounds, own]): ExplicitBuckets => ({ bounds, counts: own }));
    return explicitQuantile(level, buckets, extremesOf(found.map(([, , min, max]) => ({ min, max }))));
  });
}

/** What a step holds of one scale: scale, zero threshold, zero count, indexes and counts of both sides, extremes. */
type ExponentialPart = [
  scale: number,
  zeroThreshold: number,
  zeroCount: number,
  positive: [indexes: number[], counts: string[]],
  negative: [indexes: number[], counts: string[]],
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
  const side = (name: 'Positive' | 'Negative'): string => {
    const counts = `${name}BucketCounts`;
    return `arrayMap(i -> toInt32(${name}Offset + i - 1), arrayEnumerate(${counts})), arrayMap(n -> toInt64(n), ${counts})`;
  };
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, labelsSql(bind, by), {
    ...OBSERVATIONS,
    carried: [
      'Scale',
      'ZeroThreshold',
      'toInt64(ZeroCount)',
      side('Positive'),
      side('Negative'),
      MIN_OF_POINT,
      MAX_OF_POINT,
    ],
  });
  const came = `SELECT labels, ${stepSql(bind, grid, 'timeMs')} AS step, arrayJoin(if(whole, [1], [1, -1])) AS sign,
      if(sign = 1, cur, prev) AS part, ${cameSql(3)} * (sign = 1) AS count, cur.11 AS minOfPoint, cur.12 AS maxOfPoint
    FROM (${increments}) WHERE ${cameSql(3)} > 0`;
  const added = (indexes: number): string => `sumMap(part.${indexes}, arrayMap(n -> n * sign, part.${indexes + 1}))`;
  const parts = `SELECT labels, step, part.4 AS scale, part.5 AS threshold, sum(count) AS count, toFloat64(sum(part.6 * sign)) AS zeros,
      ${added(7)} AS positive, ${added(9)} AS negative, min(minOfPoint) AS least, max(maxOfPoint) AS greatest
    FROM (${came}) GROUP BY labels, step, scale, threshold`;
  const from = `SELECT labels, step, sum(count) AS observed,
      groupArray((scale, threshold, zeros, positive, negative, least, greatest)) AS parts
    FROM (${parts}) GROUP BY labels, step ORDER BY step`;
  const sql = linesSql({ from, values: ['parts'], greatness: 'sum(observed)', limit: bind('UInt32', limit) });
  const { rows } = await source.query<LineRow<ExponentialPart[]>>(sql, bind.values);
  const pairs = ([indexes, counts]: [number[], string[]]): [number, number][] =>
    indexes.map((index, i) => [index, Number(counts[i])]);
  return linesOf(rows, { name: metric.name, by, grid }, ([found = []]) => {
    const buckets = found.map(([scale, zeroThreshold, zeroCount, positive, negative]) => {
      return { scale, zeroThreshold, zeroCount, positive: pairs(positive), negative: pairs(negative) };
    });
    return exponentialQuantile(level, buckets, extremesOf(found.map((part) => ({ min: part[5], max: part[6] }))));
  });
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

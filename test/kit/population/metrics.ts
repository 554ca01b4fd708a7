import { nano, resource, text } from './otlp.ts';
import { MINUTES, SERVICES, requestOf } from './traces.ts';

/** Distance of points, in milliseconds. */
const POINT_MS = 15_000;
/** Points of each series, the last at the end. */
export const POINTS: number = (MINUTES * 60_000) / POINT_MS;
/** Service that all of them are of. */
export const MEASURED = 'checkout';

/** A cumulative counter, `shop.orders`: what each point adds, by `shop.region`. It begins anew at half time, as after a restart. */
export const ORDERS: Readonly<Record<string, number>> = { eu: 6, us: 3 };
/** A delta counter, `shop.refunds`: what each point adds. */
export const REFUNDS = 2;
/** A sum that also falls, `shop.carts.open`: its value at a point. */
export const openCarts = (at: number): number => 50 + (at % 20) - (at % 7);
/** A gauge, `shop.queue.depth`: its value at a point. */
export const queueDepth = (at: number): number => at % 10;

/** Durations in seconds of the calls between two points, the same each time: skewed as durations are, from a fixed seed. */
export const DURATIONS: readonly number[] = seeded(7, 60).map((x) => Number((0.005 * 400 ** (x * x)).toFixed(4)));
/** The value that a share of {@link DURATIONS} does not exceed. */
export function durationAt(share: number): number {
  return DURATIONS.toSorted((a, b) => a - b)[Math.ceil(share * DURATIONS.length) - 1] ?? Number.NaN;
}
/** Upper bounds of the buckets of the histogram `shop.call.duration`. */
export const BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** Scale of the exponential histogram `shop.call.duration.fine`: a bucket is 4.4 % wide. */
const SCALE = 4;
/** Quantiles of the summary `shop.call.duration.summary`. */
export const QUANTILES: readonly number[] = [0.5, 0.95, 0.99];

/** Linear congruential generator, numbers from 0 to 1. */
function seeded(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  });
}

const points = (endMs: number, make: (at: number) => object): object[] =>
  Array.from({ length: POINTS }, (_, at) => ({
    timeUnixNano: nano(endMs - (POINTS - 1 - at) * POINT_MS),
    ...make(at),
  }));

/** Start of the interval that ends with a point, or of the process that sends it. */
const startOf = (endMs: number, at: number): string => nano(endMs - (POINTS - at) * POINT_MS);

const total = DURATIONS.reduce((sum, duration) => sum + duration, 0);
const distribution = { count: String(DURATIONS.length), sum: total };
const extremes = { min: Math.min(...DURATIONS), max: Math.max(...DURATIONS) };

function explicitBuckets(): { bucketCounts: string[]; explicitBounds: readonly number[] } {
  const edges = [Number.NEGATIVE_INFINITY, ...BOUNDS, Number.POSITIVE_INFINITY];
  const counts = edges.slice(1).map((upper, i) => DURATIONS.filter((d) => d > (edges[i] ?? 0) && d <= upper).length);
  return { bucketCounts: counts.map(String), explicitBounds: BOUNDS };
}

function exponentialBuckets(): object {
  // Bucket i holds what is over base^i and at most base^(i+1), base = 2^(2^-scale).
  const indexes = DURATIONS.map((duration) => Math.ceil(Math.log2(duration) * 2 ** SCALE) - 1);
  const offset = Math.min(...indexes);
  const bucketCounts = Array.from({ length: Math.max(...indexes) - offset + 1 }, (_, i) =>
    String(indexes.filter((index) => index === offset + i).length),
  );
  return { scale: SCALE, zeroCount: '0', positive: { offset, bucketCounts } };
}

/** Request whose trace the exemplar of `shop.call.duration` leads to. */
const exemplarOf = (endMs: number): object => {
  const { traceId, spanId, startMs } = requestOf(SERVICES[0]!, 200, endMs);
  return { timeUnixNano: nano(startMs), asDouble: DURATIONS[0], traceId, spanId };
};

/** All five kinds of metrics, both temporalities, over the minutes of the other signals. */
export function metricBodies(endMs: number): object[] {
  const half = POINTS / 2;
  const restartedAt = (at: number): string => startOf(endMs, at < half ? 0 : half);
  const orders = Object.entries(ORDERS).flatMap(([region, added]) =>
    points(endMs, (at) => ({
      attributes: [text('shop.region', region)],
      startTimeUnixNano: restartedAt(at),
      asInt: String(added * ((at % half) + 1)),
    })),
  );
  const refunds = points(endMs, (at) => ({ startTimeUnixNano: startOf(endMs, at), asInt: String(REFUNDS) }));
  const carts = points(endMs, (at) => ({ startTimeUnixNano: startOf(endMs, 0), asInt: String(openCarts(at)) }));
  const coarse = points(endMs, (at) => ({
    startTimeUnixNano: startOf(endMs, at),
    ...distribution,
    ...extremes,
    ...explicitBuckets(),
    ...(at === half && { exemplars: [exemplarOf(endMs)] }),
  }));
  const fine = points(endMs, (at) => ({
    startTimeUnixNano: startOf(endMs, at),
    ...distribution,
    ...extremes,
    ...exponentialBuckets(),
  }));
  const summary = points(endMs, (at) => ({
    startTimeUnixNano: startOf(endMs, 0),
    count: String(DURATIONS.length * (at + 1)),
    sum: total * (at + 1),
    quantileValues: QUANTILES.map((quantile) => ({ quantile, value: durationAt(quantile) })),
  }));
  const DELTA = 1;
  const CUMULATIVE = 2;
  const metrics = [
    {
      name: 'shop.queue.depth',
      unit: '{item}',
      gauge: { dataPoints: points(endMs, (at) => ({ asDouble: queueDepth(at) })) },
    },
    {
      name: 'shop.orders',
      unit: '{order}',
      sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints: orders },
    },
    {
      name: 'shop.refunds',
      unit: '{order}',
      sum: { aggregationTemporality: DELTA, isMonotonic: true, dataPoints: refunds },
    },
    {
      name: 'shop.carts.open',
      unit: '{cart}',
      sum: { aggregationTemporality: CUMULATIVE, isMonotonic: false, dataPoints: carts },
    },
    { name: 'shop.call.duration', unit: 's', histogram: { aggregationTemporality: DELTA, dataPoints: coarse } },
    {
      name: 'shop.call.duration.fine',
      unit: 's',
      exponentialHistogram: { aggregationTemporality: DELTA, dataPoints: fine },
    },
    { name: 'shop.call.duration.summary', unit: 's', summary: { dataPoints: summary } },
  ];
  return [
    { resourceMetrics: [{ resource: resource(MEASURED), scopeMetrics: [{ scope: { name: 'population' }, metrics }] }] },
  ];
}

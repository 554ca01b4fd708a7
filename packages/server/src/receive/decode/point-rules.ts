/**
 * What makes a data point impossible, by the comments of metrics.proto ("MUST") and the data model's advice to consumers.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/
 */
import type { NumberList, Point } from './metric-point.ts';

/** Above this, doubles skip integers: sums are no longer compared. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** AGGREGATION_TEMPORALITY_UNSPECIFIED is the default value and must not be used. */
export function temporalityRefusal(temporality: number): string {
  return temporality === 1 || temporality === 2 ? '' : 'aggregation temporality is neither delta nor cumulative';
}

/** One bucket more than bounds, or none of both; bounds rise; the buckets add up to the count. */
export function histogramRefusal({ counts, bounds, count }: Point): string {
  if (counts.count !== bounds.count + 1 && (counts.count !== 0 || bounds.count !== 0)) {
    return 'bucket_counts is not one longer than explicit_bounds';
  }
  if (!isRising(bounds)) return 'explicit_bounds do not rise';
  if (counts.count > 0 && count <= EXACT && counts.total !== count) return 'bucket_counts do not add up to count';
  return '';
}

/** Scales that the mapping functions are defined for, indexes that do not overflow, and buckets that add up to the count. */
export function exponentialRefusal({ scale, positive, negative, count, zeroCount }: Point): string {
  if (scale < -10 || scale > 20) return 'scale is not between -10 and 20';
  for (const { offset, counts } of [positive, negative]) {
    if (offset + counts.count > 0x7fffffff) return 'bucket indexes overflow';
  }
  const total = zeroCount + positive.counts.total + negative.counts.total;
  return count <= EXACT && total !== count ? 'bucket counts and zero_count do not add up to count' : '';
}

function isRising(bounds: NumberList): boolean {
  for (let i = 0; i < bounds.count; i++) {
    const bound = bounds.double(i);
    if (Number.isNaN(bound) || (i > 0 && !(bound > bounds.double(i - 1)))) return false;
  }
  return true;
}

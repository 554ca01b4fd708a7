/** The columns of a data point that only some kinds have. */
import type { DistributionColumns, ExponentialColumns, NumberColumns, SummaryColumns } from './metric-columns.ts';
import type { Point } from './metric-point.ts';
import { FIXED64, Reader, tagOf } from './wire.ts';

/** A number and its exemplars. */
export function writeNumber(point: Point, to: NumberColumns): void {
  point.writeExemplars(to.exemplars);
  to.value.f64(point.value);
}

/** What both kinds of histogram have. */
export function writeDistribution(point: Point, to: DistributionColumns, temporality: number): void {
  point.writeExemplars(to.exemplars);
  to.count.u64(point.countLow, point.countHigh);
  to.sum.f64(point.sum);
  to.min.f64(point.min);
  to.max.f64(point.max);
  to.present.u8(point.present);
  to.temporality.u32(temporality);
}

/** What exponential histograms have beside that. */
export function writeExponential(point: Point, to: ExponentialColumns): void {
  to.scale.u32(point.scale);
  to.zeroCount.u64(point.zeroLow, point.zeroHigh);
  to.zeroThreshold.f64(point.zeroThreshold);
  to.positiveOffset.u32(point.positive.offset);
  point.positive.counts.writeRow(to.positiveCounts);
  to.negativeOffset.u32(point.negative.offset);
  point.negative.counts.writeRow(to.negativeCounts);
}

/** Count, sum and quantiles. */
export function writeSummary(point: Point, to: SummaryColumns): void {
  to.count.u64(point.countLow, point.countHigh);
  to.sum.f64(point.sum);
  const { quantiles } = point;
  to.quantiles.counts.add(quantiles.count);
  for (let i = 0; i < quantiles.count; i++) {
    const reader = new Reader(point.body, quantiles.start(i), quantiles.end(i));
    let quantile = 0;
    let value = 0;
    while (reader.more) {
      const tag = reader.tag();
      if (tag === tagOf(1, FIXED64)) quantile = reader.double();
      else if (tag === tagOf(2, FIXED64)) value = reader.double();
      else reader.skip(tag);
    }
    to.quantiles.quantile.f64(quantile);
    to.quantiles.value.f64(value);
  }
}

/** Metrics into rows of the five `otel_metrics_*` tables. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto */
import { Growable } from '../../store/native/growable.ts';
import { eachMessage, Frame, setText } from './frame.ts';
import type {
  DistributionColumns,
  ExponentialColumns,
  HistogramColumns,
  MetricColumns,
  NumberColumns,
  SumColumns,
  SummaryColumns,
} from './metric-columns.ts';
import { Point } from './metric-point.ts';
import type { Outcome } from './outcome.ts';
import { readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './point-fields.ts';
import { exponentialRefusal, histogramRefusal, temporalityRefusal } from './point-rules.ts';
import type { TimeWindow } from './times.ts';
import { BYTES, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

/** Columns of the five tables. */
export interface AllMetricColumns {
  gauge: NumberColumns;
  sum: SumColumns;
  histogram: HistogramColumns;
  exponential: ExponentialColumns;
  summary: SummaryColumns;
}

/** Fields of `Metric.data`. */
const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL = 10;
const SUMMARY = 11;

/**
 * Reads an ExportMetricsServiceRequest into rows, one a data point.
 *
 * @param project the one that they belong to; '' for the default one.
 * @throws {@link DecodeError} when it is not one; rows written before that are the caller's to roll back.
 */
export function decodeMetrics(
  body: Buffer,
  columns: AllMetricColumns,
  window: TimeWindow,
  outcome: Outcome,
  project = '',
): void {
  const frame = new Frame(body, project);
  const metric = new MetricReader(body, frame, columns, window, outcome);
  frame.walk((start, end) => metric.read(start, end));
}

class MetricReader {
  readonly #buf: Buffer;
  readonly #frame: Frame;
  readonly #columns: AllMetricColumns;
  readonly #window: TimeWindow;
  readonly #outcome: Outcome;
  readonly #point: Point;
  readonly #name = new Growable();
  readonly #description = new Growable();
  readonly #unit = new Growable();

  constructor(buf: Buffer, frame: Frame, columns: AllMetricColumns, window: TimeWindow, outcome: Outcome) {
    this.#buf = buf;
    this.#frame = frame;
    this.#columns = columns;
    this.#window = window;
    this.#outcome = outcome;
    this.#point = new Point(buf);
  }

  /** Name and unit may follow the points, so that they are looked for first. */
  read(start: number, end: number): void {
    const buf = this.#buf;
    for (const text of [this.#name, this.#description, this.#unit]) setText(text, buf, 0, 0);
    let kind = 0;
    let dataStart = 0;
    let dataEnd = 0;
    eachMessage(buf, start, end, (tag, from, to) => {
      const field = tag >>> 3;
      if (field === 1) setText(this.#name, buf, from, to);
      else if (field === 2) setText(this.#description, buf, from, to);
      else if (field === 3) setText(this.#unit, buf, from, to);
      else if (field >= GAUGE && field <= SUMMARY) [kind, dataStart, dataEnd] = [field, from, to];
    });
    this.#readData(kind, dataStart, dataEnd);
  }

  #readData(kind: number, start: number, end: number): void {
    const { gauge, sum, histogram, exponential, summary } = this.#columns;
    const point = this.#point;
    const { temporality, isMonotonic } = readTemporality(this.#buf, start, end);
    const noTemporality = temporalityRefusal(temporality);
    if (kind === GAUGE) {
      this.#points(
        start,
        end,
        gauge,
        readNumberPoint,
        () => '',
        () => writeNumber(point, gauge),
      );
    } else if (kind === SUM) {
      this.#points(
        start,
        end,
        sum,
        readNumberPoint,
        () => noTemporality,
        () => {
          writeNumber(point, sum);
          sum.temporality.u32(temporality);
          sum.isMonotonic.u8(isMonotonic);
        },
      );
    } else if (kind === HISTOGRAM) {
      this.#points(
        start,
        end,
        histogram,
        readHistogramPoint,
        () => noTemporality || histogramRefusal(point),
        () => {
          writeDistribution(point, histogram, temporality);
          point.counts.writeRow(histogram.bucketCounts);
          point.bounds.writeRow(histogram.explicitBounds);
        },
      );
    } else if (kind === EXPONENTIAL) {
      this.#points(
        start,
        end,
        exponential,
        readExponentialPoint,
        () => noTemporality || exponentialRefusal(point),
        () => {
          writeDistribution(point, exponential, temporality);
          writeExponential(point, exponential);
        },
      );
    } else if (kind === SUMMARY) {
      this.#points(
        start,
        end,
        summary,
        readSummaryPoint,
        () => '',
        () => writeSummary(point, summary),
      );
    }
  }

  #points(
    start: number,
    end: number,
    columns: MetricColumns,
    read: (point: Point, start: number, end: number) => void,
    refusal: () => string,
    write: () => void,
  ): void {
    const point = this.#point;
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag !== tagOf(1, BYTES)) return;
      read(point, from, to);
      const reason = refusal() || point.refusedTime(this.#window);
      if (reason !== '') {
        this.#outcome.reject(reason);
        return;
      }
      this.#frame.writeRow(columns.frame);
      columns.name.raw(this.#name.bytes, 0, this.#name.length);
      columns.description.raw(this.#description.bytes, 0, this.#description.length);
      columns.unit.raw(this.#unit.bytes, 0, this.#unit.length);
      point.writeCommon(columns, this.#window);
      write();
      columns.block.rows++;
      this.#outcome.accepted++;
      this.#outcome.hasTime ||= point.timeLow !== 0 || point.timeHigh !== 0;
    });
  }
}

/** What a Sum or a histogram says of all its points. */
function readTemporality(buf: Buffer, start: number, end: number): { temporality: number; isMonotonic: number } {
  const reader = new Reader(buf, start, end);
  const found = { temporality: 0, isMonotonic: 0 };
  while (reader.more) {
    const tag = reader.tag();
    if (tag === tagOf(2, VARINT)) found.temporality = reader.varint();
    else if (tag === tagOf(3, VARINT)) found.isMonotonic = reader.varint() === 0 ? 0 : 1;
    else reader.skip(tag);
  }
  return found;
}

function writeNumber(point: Point, to: NumberColumns): void {
  point.writeExemplars(to.exemplars);
  to.value.f64(point.value);
}

function writeDistribution(point: Point, to: DistributionColumns, temporality: number): void {
  point.writeExemplars(to.exemplars);
  to.count.u64(point.countLow, point.countHigh);
  to.sum.f64(point.sum);
  to.min.f64(point.min);
  to.max.f64(point.max);
  to.present.u8(point.present);
  to.temporality.u32(temporality);
}

function writeExponential(point: Point, to: ExponentialColumns): void {
  to.scale.u32(point.scale);
  to.zeroCount.u64(point.zeroLow, point.zeroHigh);
  to.zeroThreshold.f64(point.zeroThreshold);
  to.positiveOffset.u32(point.positive.offset);
  point.positive.counts.writeRow(to.positiveCounts);
  to.negativeOffset.u32(point.negative.offset);
  point.negative.counts.writeRow(to.negativeCounts);
}

function writeSummary(point: Point, to: SummaryColumns): void {
  to.count.u64(point.countLow, point.countHigh);
  to.sum.f64(point.sum);
  const { quantiles } = point;
  to.quantile[0].offset(quantiles.count);
  to.value[0].offset(quantiles.count);
  for (let i = 0; i < quantiles.count; i++) {
    const reader = new Reader(point.buf, quantiles.start(i), quantiles.end(i));
    let quantile = 0;
    let value = 0;
    while (reader.more) {
      const tag = reader.tag();
      if (tag === tagOf(1, FIXED64)) quantile = reader.double();
      else if (tag === tagOf(2, FIXED64)) value = reader.double();
      else reader.skip(tag);
    }
    to.quantile[1].f64(quantile);
    to.value[1].f64(value);
  }
}

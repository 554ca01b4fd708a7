/** Metrics into rows of the five `otel_metrics_*` tables. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto */
import { bytesOf, Growable, type Bytes } from '../../store/native/growable.ts';
import { RECORD, spend } from './budget.ts';
import { clockStamp } from './clock.ts';
import type { Decode } from './decode.ts';
import { eachMessage, Frame } from './frame.ts';
import type { AllMetricColumns, MetricColumns } from './metric-columns.ts';
import { Point } from './metric-point.ts';
import { warnOfIndexes } from './indexes.ts';
import { Outcome } from './outcome.ts';
import { readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './point-fields.ts';
import { exponentialRefusal, histogramRefusal, temporalityRefusal } from './point-rules.ts';
import { writeDistribution, writeExponential, writeNumber, writeSummary } from './point-rows.ts';
import { BYTES, Reader, tagOf, VARINT } from './wire.ts';

/** Fields of `Metric.data`. */
const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL = 10;
const SUMMARY = 11;

const READ: ReadonlyMap<number, (point: Point, start: number, end: number) => void> = new Map([
  [GAUGE, readNumberPoint],
  [SUM, readNumberPoint],
  [HISTOGRAM, readHistogramPoint],
  [EXPONENTIAL, readExponentialPoint],
  [SUMMARY, readSummaryPoint],
]);

const POINT = tagOf(1, BYTES);

/** Makes a reader of ExportMetricsServiceRequests into rows, one a data point. */
export function createMetricDecode(columns: AllMetricColumns): Decode {
  const metric = new MetricReader(columns);
  const frame = new Frame({
    onRecord: (start, end) => metric.read(start, end),
    onScopeEnd() {
      for (const { frame: of } of Object.values<MetricColumns>({ ...columns })) frame.fill(of);
    },
  });
  return (buffer, window, outcome, project = '') => {
    const body = bytesOf(buffer);
    metric.begin(body, outcome);
    metric.point.body = body;
    metric.point.window = window;
    // Beside the points, it would make another series of each.
    frame.walk(body, project, clockStamp(window));
    warnOfIndexes(body, outcome);
  };
}

/** How the points of one metric are read. */
interface PointSteps {
  read: (point: Point, start: number, end: number) => void;
  refusal: () => string;
  write: () => void;
}

const NONE = (): string => '';

class MetricReader {
  readonly point: Point = new Point();
  readonly #columns: AllMetricColumns;
  #body: Bytes = new Growable(1);
  #outcome = new Outcome();
  /** Start and end of name, description and unit. */
  readonly #texts = new Int32Array(6);

  constructor(columns: AllMetricColumns) {
    this.#columns = columns;
  }

  begin(body: Bytes, outcome: Outcome): void {
    this.#body = body;
    this.#outcome = outcome;
  }

  /** Name and unit may follow the points, so that they are looked for first. */
  read(start: number, end: number): void {
    this.#texts.fill(0);
    let kind = 0;
    let dataStart = 0;
    let dataEnd = 0;
    eachMessage(this.#body, start, end, (tag, from, to) => {
      const field = tag >>> 3;
      if (field <= 3) {
        this.#texts[field * 2 - 2] = from;
        this.#texts[field * 2 - 1] = to;
      } else if (READ.has(field)) {
        this.#check(kind, dataStart, dataEnd);
        [kind, dataStart, dataEnd] = [field, from, to];
      }
    });
    this.#readData(kind, dataStart, dataEnd);
  }

  /** Of a oneof the last counts; that the others are messages too is looked at all the same. */
  #check(kind: number, start: number, end: number): void {
    const read = READ.get(kind);
    if (read === undefined) return;
    spend(RECORD);
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag !== POINT) return;
      read(this.point, from, to);
      this.point.check();
    });
  }

  #readData(kind: number, start: number, end: number): void {
    const { gauge, sum, histogram, exponential, summary } = this.#columns;
    const { point } = this;
    if (kind === GAUGE) {
      const write = (): void => writeNumber(point, gauge);
      this.#points(start, end, gauge, { read: readNumberPoint, refusal: NONE, write });
    } else if (kind === SUMMARY) {
      const write = (): void => writeSummary(point, summary);
      this.#points(start, end, summary, { read: readSummaryPoint, refusal: NONE, write });
    } else if (kind === SUM) {
      const { temporality, isMonotonic, refusal } = readTemporality(this.#body, start, end);
      const write = (): void => {
        writeNumber(point, sum);
        sum.temporality.u32(temporality);
        sum.isMonotonic.u8(isMonotonic);
      };
      this.#points(start, end, sum, { read: readNumberPoint, refusal: () => refusal, write });
    } else if (kind === HISTOGRAM) {
      const { temporality, refusal } = readTemporality(this.#body, start, end);
      const write = (): void => {
        writeDistribution(point, histogram, temporality);
        point.counts.writeRow(histogram.bucketCounts);
        point.bounds.writeRow(histogram.explicitBounds);
      };
      const judge = (): string => refusal || histogramRefusal(point);
      this.#points(start, end, histogram, { read: readHistogramPoint, refusal: judge, write });
    } else if (kind === EXPONENTIAL) {
      const { temporality, refusal } = readTemporality(this.#body, start, end);
      const write = (): void => {
        writeDistribution(point, exponential, temporality);
        writeExponential(point, exponential);
      };
      const judge = (): string => refusal || exponentialRefusal(point);
      this.#points(start, end, exponential, { read: readExponentialPoint, refusal: judge, write });
    }
  }

  #points(start: number, end: number, columns: MetricColumns, { read, refusal, write }: PointSteps): void {
    const { point } = this;
    const outcome = this.#outcome;
    const before = columns.block.rows;
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag !== POINT) return;
      spend(RECORD);
      read(point, from, to);
      const reason = refusal() || point.refusedTime();
      if (reason !== '') {
        point.check();
        outcome.reject(reason);
        return;
      }
      point.writeCommon(columns);
      write();
      columns.block.rows++;
      outcome.accepted++;
      outcome.hasTime ||= point.timeLow !== 0 || point.timeHigh !== 0;
    });
    const [nameStart = 0, nameEnd = 0, aboutStart = 0, aboutEnd = 0, unitStart = 0, unitEnd = 0] = this.#texts;
    const rows = columns.block.rows - before;
    columns.name.slices(this.#body, nameStart, nameEnd, rows);
    columns.description.slices(this.#body, aboutStart, aboutEnd, rows);
    columns.unit.slices(this.#body, unitStart, unitEnd, rows);
  }
}

/** What a Sum or a histogram says of all its points, and why they cannot be kept; '' when they can. */
interface Temporality {
  temporality: number;
  isMonotonic: number;
  refusal: string;
}

function readTemporality(body: Bytes, start: number, end: number): Temporality {
  const reader = new Reader(body, start, end);
  const found = { temporality: 0, isMonotonic: 0 };
  while (reader.more) {
    const tag = reader.tag();
    if (tag === tagOf(2, VARINT)) found.temporality = reader.varint();
    else if (tag === tagOf(3, VARINT)) found.isMonotonic = reader.varint() === 0 ? 0 : 1;
    else reader.skip(tag);
  }
  return { ...found, refusal: temporalityRefusal(found.temporality) };
}

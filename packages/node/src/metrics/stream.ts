import type { Attributes, Context, HrTime } from '@opentelemetry/api';
import { context, diag } from '@opentelemetry/api';
import type { AggregationTemporality, IAttributesProcessor, MetricData } from '@opentelemetry/sdk-metrics';
import type { Aggregation, Place } from './aggregation.ts';
import { canonicalOf } from './attribute-text.ts';
import type { Descriptor } from './descriptor.ts';
import { TEMPORALITY } from './kinds.ts';
import type { Home, Series } from './series.ts';
import { SeriesTable } from './series-table.ts';
import { ValueRule } from './value-rule.ts';

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute */
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

/** For each set that a delta stream may report: how many of earlier intervals it remembers, too. */
const REMEMBERED = 3;

export interface StreamOptions {
  readonly descriptor: Descriptor;
  readonly aggregation: Aggregation;
  readonly temporality: AggregationTemporality;
  /** Most sets held, the one that stands for all further ones included. */
  readonly cardinalityLimit: number;
  /** What a view does with attributes. */
  readonly processors: readonly IAttributesProcessor[];
  /** Whether callbacks say the values: then a set counts for ever, because the next value is compared with its last. */
  readonly isObserved: boolean;
}

/**
 * What one reader gets of one instrument: series by attributes, in one aggregation and one temporality. Each reader has
 * streams of its own, so that none is touched by the collection of another.
 */
export class Stream {
  descriptor: Descriptor;
  readonly #aggregation: Aggregation;
  readonly #temporality: AggregationTemporality;
  readonly #limit: number;
  readonly #processors: readonly IAttributesProcessor[];
  /** Whether a collection lets go of the sets: not where totals go on. */
  readonly #letsGo: boolean;
  readonly #rule: ValueRule;
  readonly #home: Home;
  readonly #table: SeriesTable<Series>;
  readonly #overflow: Series;
  readonly #none: Series;
  #heldCount = 0;
  /** Collections so far, and the time of the last one. */
  #collections = 0;
  #collectedMs = 0;

  constructor(options: StreamOptions) {
    const { aggregation } = options;
    this.descriptor = options.descriptor;
    this.#aggregation = aggregation;
    this.#temporality = options.temporality;
    this.#limit = options.cardinalityLimit - 1;
    this.#processors = options.processors;
    this.#letsGo = options.temporality === TEMPORALITY.DELTA && !options.isObserved;
    this.#rule = new ValueRule(options.descriptor);
    const { mayBeNegative, mayBeFraction } = this.#rule;
    this.#home = { mayBeNegative, mayBeFraction, takeFor: (series, given) => this.#takeFor(series, given) };
    this.#table = new SeriesTable((attributes, text) => aggregation.create({ attributes, text, home: this.#home }));
    this.#overflow = this.#create(OVERFLOW);
    this.#none = this.#create({});
    this.#table.add(this.#overflow);
  }

  /** Takes a value. This and `Series.record` are the hot path: no allocation, no clock where the series is active. */
  record(value: number, attributes: Attributes | undefined, given: Context | undefined): void {
    const wanted = this.#processors.length === 0 ? attributes : this.#process(attributes, given);
    const series = wanted === undefined ? this.#none : this.#table.find(wanted);
    if (series !== undefined) series.record(value);
    // What is no measurement makes no series.
    else if (wanted !== undefined && this.#rule.applyTo(value) !== undefined) this.#findSlow(wanted).record(value);
  }

  /** The series of a set, for whoever keeps it. */
  bind(attributes: Attributes): Series {
    const wanted = this.#process(attributes, undefined);
    return this.#table.findSlow(wanted, this.#hasRoom()) ?? this.#create(wanted);
  }

  #takeFor(given: Series, value: number): void {
    try {
      const taken = this.#rule.applyTo(value);
      if (taken !== undefined) this.#activate(given, Date.now()).take(taken);
    } catch (error) {
      diag.warn(`metric ${this.descriptor.name}: a measurement was lost`, error);
    }
  }

  /** The series that takes measurements for the given one from now on: it, its successor, or the one of all that is too much. */
  #activate(given: Series, timeMs: number): Series {
    if (given.active) return given;
    const present = this.#table.get(given.text);
    const isFull = !(present ?? given).held && !this.#hasRoom();
    const series = isFull ? this.#overflow : (present ?? given);
    if (series.active) return series;
    if (series !== present && series !== this.#overflow) this.#table.add(series);
    if (!series.held && series !== this.#overflow) {
      series.held = true;
      this.#heldCount += 1;
    }
    series.activate(timeMs);
    return series;
  }

  /** Takes what one run of a callback said, at this time. */
  observe(values: ReadonlyMap<string, Observation>, timeMs: number): void {
    const processed = this.#processors.length === 0 ? values : this.#processAll(values);
    let excess: number | undefined;
    for (const { attributes, value } of processed.values()) {
      const known = this.#table.find(attributes) ?? this.#findSlow(attributes);
      const series = this.#activate(known, timeMs);
      // The totals of all sets that are too much make one total.
      if (series === this.#overflow && this.#aggregation.addsUp) excess = (excess ?? 0) + value;
      else series.observe(value, timeMs);
    }
    if (excess !== undefined) this.#overflow.observe(excess, timeMs);
  }

  /** What there is to report; undefined for nothing. */
  collect(timeMs: number): MetricData | undefined {
    const isDelta = this.#temporality === TEMPORALITY.DELTA;
    const reported = [...this.#table.all()].filter(({ active }) => active);
    const endTime = hrTimeOf(timeMs);
    const lastTime = hrTimeOf(this.#collectedMs);
    const last = this.#collections - 1;
    const place: Place = (series, value) => ({
      attributes: series.attributes,
      startTime: isDelta && last >= 0 && series.reportedIn === last ? lastTime : hrTimeOf(series.startMs),
      endTime,
      value,
    });
    const frame = { descriptor: this.descriptor, aggregationTemporality: this.#temporality };
    const data = reported.length === 0 ? undefined : this.#aggregation.toMetricData(frame, reported, place);
    for (const series of isDelta ? reported : []) this.#close(series);
    if (this.#letsGo) this.#heldCount = 0;
    this.#collections += 1;
    this.#collectedMs = timeMs;
    return data;
  }

  #close(series: Series): void {
    series.close(this.#collections);
    if (this.#letsGo) series.held = false;
  }

  #findSlow(attributes: Attributes): Series {
    if (this.#letsGo && this.#table.size > REMEMBERED * this.#limit) {
      // Those reported last are kept: their next interval begins where that one ended.
      const last = this.#collections - 1;
      this.#table.keepOnly((series) => series.active || series.reportedIn === last || series === this.#overflow);
    }
    return this.#table.findSlow(attributes, this.#hasRoom()) ?? this.#overflow;
  }

  #hasRoom(): boolean {
    return this.#heldCount < this.#limit;
  }

  #create(given: Attributes): Series {
    const { attributes, text } = canonicalOf(given);
    return this.#aggregation.create({ attributes, text, home: this.#home });
  }

  #process(attributes: Attributes = {}, given: Context | undefined): Attributes {
    if (this.#processors.length === 0) return attributes;
    const active = given ?? context.active();
    return this.#processors.reduce((all, processor) => processor.process(all, active), attributes);
  }

  #processAll(values: ReadonlyMap<string, Observation>): ReadonlyMap<string, Observation> {
    const all = new Map<string, Observation>();
    for (const { attributes, value } of values.values()) {
      const fewer = this.#process(attributes, undefined);
      all.set(canonicalOf(fewer).text, { attributes: fewer, value });
    }
    return all;
  }
}

/** What a callback said of one set. */
export interface Observation {
  readonly attributes: Attributes;
  readonly value: number;
}

function hrTimeOf(ms: number): HrTime {
  const seconds = Math.trunc(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

import { diag, ValueType } from '@opentelemetry/api';
import type { Attributes, Context, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
import { checkedValue } from './descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import { INSTRUMENT } from './kinds.ts';
import type { Series } from './series.ts';
import type { Stream } from './stream.ts';

/** An instrument with its attributes fixed, for hot paths: nothing is looked up at a call. */
export interface BoundInstrument {
  /** Adds or records a value, under the rules of the instrument. Never throws. */
  record(value: number): void;
}

/** Which values an instrument takes. */
class ValueRule {
  readonly #descriptor: Descriptor;
  readonly #mayBeNegative: boolean;
  readonly #mayBeFraction: boolean;

  constructor(descriptor: Descriptor) {
    const { type, valueType } = descriptor;
    this.#descriptor = descriptor;
    this.#mayBeNegative = type !== INSTRUMENT.COUNTER && type !== INSTRUMENT.HISTOGRAM;
    this.#mayBeFraction = valueType !== ValueType.INT;
  }

  /** Whether nothing is to be said of the value: asked at each call. NaN is not below zero. */
  accepts(value: number): boolean {
    return this.#mayBeFraction && typeof value === 'number' && (this.#mayBeNegative || !(value < 0));
  }

  /** What is recorded of another value, once it has been warned of. */
  repaired(value: number): number | undefined {
    if (this.#mayBeNegative || !(value < 0)) return checkedValue(value, this.#descriptor);
    diag.warn(`metric ${this.#descriptor.name}: the value must be 0 or more, got ${value}; nothing was recorded`);
    return undefined;
  }

  failed(error: unknown): void {
    diag.warn(`metric ${this.#descriptor.name}: a measurement was lost`, error);
  }
}

/** A counter, up-down counter, gauge or histogram: its kind is in its rule and in what its streams do. */
export class Instrument implements Counter, UpDownCounter, Gauge, Histogram {
  readonly #rule: ValueRule;
  /** One stream a reader: nearly always one in all, which therefore has a field of its own. */
  readonly #stream: Stream | undefined;
  readonly #others: readonly Stream[];

  constructor(descriptor: Descriptor, [stream, ...others]: readonly Stream[]) {
    this.#rule = new ValueRule(descriptor);
    this.#stream = stream;
    this.#others = others;
  }

  add(value: number, attributes?: Attributes, context?: Context): void {
    this.record(value, attributes, context);
  }

  /** Takes a value. Never throws, whatever is given. */
  record(given: number, attributes?: Attributes, context?: Context): void {
    try {
      const value = this.#rule.accepts(given) ? given : this.#rule.repaired(given);
      if (value === undefined || this.#stream === undefined) return;
      this.#stream.seriesOf(attributes, context).record(value);
      for (let at = 0; at < this.#others.length; at += 1) {
        this.#others[at]?.seriesOf(attributes, context).record(value);
      }
    } catch (error) {
      this.#rule.failed(error);
    }
  }

  /**
   * The same instrument with attributes fixed now: they are copied, and views see them without a context. Costs as much as
   * many recordings; keep what it gives.
   */
  bind(attributes: Attributes): BoundInstrument {
    const all = (this.#stream === undefined ? [] : [this.#stream, ...this.#others]).map(
      (stream) => new BoundStream(this.#rule, stream, attributes),
    );
    const [only] = all;
    if (only !== undefined && all.length === 1) return only;
    return {
      record(value) {
        for (const one of all) one.record(value);
      },
    };
  }
}

class BoundStream implements BoundInstrument {
  readonly #rule: ValueRule;
  readonly #stream: Stream;
  #series: Series;

  constructor(rule: ValueRule, stream: Stream, attributes: Attributes) {
    this.#rule = rule;
    this.#stream = stream;
    this.#series = stream.bind(attributes);
  }

  record(value: number): void {
    // Two checks and a call that V8 inlines: an active series takes all that the rule has nothing to say of.
    if (this.#series.active && this.#rule.accepts(value)) this.#series.record(value);
    else this.#recordSlowly(value);
  }

  #recordSlowly(given: number): void {
    try {
      const value = this.#rule.accepts(given) ? given : this.#rule.repaired(given);
      if (value === undefined) return;
      const series = this.#stream.activate(this.#series, Date.now());
      series.record(value);
      // Another text is that of all sets which are too much: the next interval may have room again.
      if (series.text === this.#series.text) this.#series = series;
    } catch (error) {
      this.#rule.failed(error);
    }
  }
}

import { diag } from '@opentelemetry/api';
import type { Attributes, Context, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
import type { Stream } from './stream.ts';

/** An instrument with its attributes fixed, for hot paths: nothing is looked up at a call. */
export interface BoundInstrument {
  /** Adds or records a value, under the rules of the instrument. Never throws. */
  record(value: number): void;
}

/** A counter, up-down counter, gauge or histogram: its kind is in what its streams do. */
export class Instrument implements Counter, UpDownCounter, Gauge, Histogram {
  readonly #name: string;
  /** One stream a reader: nearly always one in all, which therefore has a field of its own. */
  readonly #stream: Stream | undefined;
  readonly #others: readonly Stream[];

  constructor(name: string, [stream, ...others]: readonly Stream[]) {
    this.#name = name;
    this.#stream = stream;
    this.#others = others;
  }

  add(value: number, attributes?: Attributes, context?: Context): void {
    this.record(value, attributes, context);
  }

  /** Takes a value. Never throws, whatever is given. */
  record(value: number, attributes?: Attributes, context?: Context): void {
    try {
      this.#stream?.record(value, attributes, context);
      for (let at = 0; at < this.#others.length; at += 1) this.#others[at]?.record(value, attributes, context);
    } catch (error) {
      diag.warn(`metric ${this.#name}: a measurement was lost`, error);
    }
  }

  /**
   * The same instrument with attributes fixed now: they are copied, and views see them without a context. Costs as much as
   * many recordings; keep what it gives.
   */
  bind(attributes: Attributes): BoundInstrument {
    const all = (this.#stream === undefined ? [] : [this.#stream, ...this.#others]).map((stream) =>
      stream.bind(attributes),
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

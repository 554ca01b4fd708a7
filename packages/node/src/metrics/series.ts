import type { Attributes } from '@opentelemetry/api';

/** What a series knows of the stream that it belongs to. */
export interface Home {
  /** Whether a value below zero is a measurement, too. */
  readonly mayBeNegative: boolean;
  /** Whether a value with a fraction is a measurement, too. */
  readonly mayBeFraction: boolean;
  /** Takes a value for a series that does not take it by itself: it is not active, or something is to be said of the value. */
  takeFor(series: Series, given: number): void;
}

/** Which series it is. */
export interface Identity {
  /** A copy of our own: the caller may change his object later. */
  readonly attributes: Attributes;
  /** The set as text: the same for the same keys and values in any order. */
  readonly text: string;
  readonly home: Home;
}

/**
 * One series: what an instrument holds for one set of attributes, and itself the instrument bound to this set. Each
 * aggregation extends it by what it counts; no further level follows, so that a call of `record` stays within what V8 inlines.
 */
export abstract class Series {
  readonly attributes: Attributes;
  readonly text: string;
  /**
   * Whether it holds measurements to report. It stands for the first one of an interval (delta) or of all time (cumulative),
   * and for a series that was given up meanwhile.
   */
  active = false;
  /** Whether it counts as one of the sets that a stream may hold. */
  held = false;
  /** Milliseconds since the Unix epoch at which it became active, or restarted from zero. */
  startMs = 0;
  /** Number of the collection that reported it last. */
  reportedIn = -1;
  /** The one thing that each recording checks: whether it is active, and takes every number from zero up. */
  #isReady = false;
  readonly #mayBeNegative: boolean;
  readonly #home: Home;

  constructor({ attributes, text, home }: Identity) {
    this.attributes = attributes;
    this.text = text;
    this.#home = home;
    this.#mayBeNegative = home.mayBeNegative;
  }

  /** Takes a value, under the rules of the instrument. Never throws. */
  record(value: number): void {
    // NaN is not below zero, yet where the sign counts it goes the other way, on which it is taken too.
    if (this.#isReady && typeof value === 'number' && (value >= 0 || this.#mayBeNegative)) this.take(value);
    else this.#home.takeFor(this, value);
  }

  /** Takes one measurement, of which there is nothing more to check. */
  abstract take(value: number): void;

  /** Takes what a callback of an observable instrument says at this time: of a sum, the total so far. */
  observe(value: number, _timeMs: number): void {
    this.take(value);
  }

  /** Begins to hold measurements. */
  activate(timeMs: number): void {
    this.active = true;
    this.#isReady = this.#home.mayBeFraction;
    this.startMs = timeMs;
  }

  /** Forgets what was reported, after a collection with delta temporality. */
  close(collection: number): void {
    this.clear();
    this.active = false;
    this.#isReady = false;
    this.reportedIn = collection;
  }

  protected abstract clear(): void;
}

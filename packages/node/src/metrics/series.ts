import type { Attributes } from '@opentelemetry/api';

/**
 * One series: what an instrument holds for one set of attributes. Each aggregation extends it by what it counts; no further
 * level follows, so that a call of `record` stays within what V8 inlines.
 */
export abstract class Series {
  /** A copy of our own: the caller may change his object later. */
  readonly attributes: Attributes;
  /** The set as text: the same for the same keys and values in any order. */
  readonly text: string;
  /**
   * Whether it holds measurements to report. The one thing that each recording checks: it stands for the first one of an
   * interval (delta) or of all time (cumulative), and for a series that was given up meanwhile.
   */
  active = false;
  /** Whether it counts as one of the sets that a stream may hold. */
  held = false;
  /** Milliseconds since the Unix epoch at which it became active, or restarted from zero. */
  startMs = 0;
  /** Number of the collection that reported it last. */
  reportedIn = -1;

  constructor(attributes: Attributes, text: string) {
    this.attributes = attributes;
    this.text = text;
  }

  /** Takes one measurement. */
  abstract record(value: number): void;

  /** Takes what a callback of an observable instrument says at this time: of a sum, the total so far. */
  observe(value: number, _timeMs: number): void {
    this.record(value);
  }

  /** Forgets what was reported, after a collection with delta temporality. */
  abstract clear(): void;
}

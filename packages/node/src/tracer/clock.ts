// Imported, because the global is an accessor: reading it costs half as much again as the clock.
import { performance } from 'node:perf_hooks';
import type { HrTime, TimeInput } from '@opentelemetry/api';

/**
 * Where the monotonic clock stood against the epoch. `performance.timeOrigin` is read once and drifts from then on (clock
 * corrections, a machine that slept), so a new trace takes an anchor that is at most a second old, and the whole trace keeps
 * it: spans of one trace never shift against each other.
 * https://github.com/open-telemetry/opentelemetry-js/issues/852
 */
export class Anchor {
  readonly #seconds: number;
  readonly #millis: number;

  /** @param offsetMs milliseconds since the epoch at the zero of `performance.now()` */
  constructor(offsetMs: number) {
    this.#seconds = Math.floor(offsetMs / 1000);
    this.#millis = offsetMs - this.#seconds * 1000;
  }

  /** Whole seconds since the epoch at this reading of `performance.now()`. */
  secondsAt(now: number): number {
    return this.#seconds + Math.floor((this.#millis + now) / 1000);
  }

  /** Whole milliseconds since the epoch. */
  millisAt(now: number): number {
    return this.#seconds * 1000 + Math.floor(this.#millis + now);
  }

  /** Nanoseconds beyond `secondsAt`. */
  nanosAt(now: number): number {
    const millis = this.#millis + now;
    return Math.floor((millis - Math.floor(millis / 1000) * 1000) * 1e6);
  }
}

const REREAD_AFTER_MS = 1000;
let offset = performance.timeOrigin;
let readAt = -Infinity;
let anchor = new Anchor(offset);

/** The anchor for a trace that begins now, at this reading of `performance.now()`. */
export function anchorAt(now: number): Anchor {
  if (now - readAt < REREAD_AFTER_MS) return anchor;
  readAt = now;
  // Date.now() cuts off what is below a millisecond: within that the old offset is as good, and keeps time smooth.
  const least = Date.now() - performance.now();
  if (offset >= least - 1 && offset <= least + 2) return anchor;
  offset = least + 0.5;
  anchor = new Anchor(offset);
  return anchor;
}

/** What a caller gave as a time, or undefined where that is no time. Numbers up to now are readings of `performance.now()`. */
export function givenTime(input: unknown, anchor: Anchor): HrTime | undefined {
  if (typeof input === 'number') {
    if (input <= performance.now()) return [anchor.secondsAt(input), anchor.nanosAt(input)];
    return timeOfMillis(input);
  }
  if (input instanceof Date) return timeOfMillis(input.getTime());
  return isHrTime(input) ? [input[0], input[1]] : undefined;
}

/** Milliseconds since the epoch, as seconds and nanoseconds. */
export function timeOfMillis(millis: number): HrTime {
  return [Math.trunc(millis / 1000), Math.round((millis % 1000) * 1e6)];
}

export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

function isHrTime(value: unknown): value is HrTime {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
}

import type { Attributes } from '@opentelemetry/api';
import { counter, decrement, increment, upDownCounter } from './counters.ts';
import type { CounterHandle, UpDownCounterHandle } from './counters.ts';
import { event } from './events.ts';
import { record } from './instruments.ts';
import type { Recording } from './instruments.ts';
import { time, timer, timing } from './timers.ts';
import type { Timer } from './timers.ts';
import { traced } from './traced.ts';

const GAUGE: Recording = { method: 'gauge', kind: 'gauge', divisor: 1 };
const HISTOGRAM: Recording = { method: 'histogram', kind: 'histogram', divisor: 1 };

/**
 * What a program says about itself, through whichever OpenTelemetry SDK is registered, also one that registers later.
 *
 * Without an SDK every call is a no-op that costs a few nanoseconds and checks nothing. With one, no call throws: a wrong
 * name or value is warned of once through OpenTelemetry's `diag`, is not recorded, and is counted in the metric
 * `sightglass.sdk.dropped`.
 *
 * **Names of metrics** follow OpenTelemetry: a letter, then up to 254 letters, digits or `_ . - /`; `sightglass.` at the
 * front is ours. Dots make groups (`cart.value`); what varies belongs into attributes. At most 2,000 names. A name's first
 * use decides what it stands for; another kind of use is refused.
 *
 * **Attributes** are copied: texts, numbers, booleans, arrays and plain objects. Each distinct set is a series of its own,
 * so nothing unbounded (ids, addresses) belongs into the attributes of a metric.
 */
export interface Monitor {
  /**
   * Records a level as it is now, such as a temperature or the length of a queue; the last one of an interval is sent.
   *
   * @param value a finite number, also negative.
   */
  readonly gauge: (name: string, value: number, attributes?: Attributes) => void;

  /**
   * Adds to a count that only goes up, such as orders: a monotonic Counter, from which rates are computed. Under a name that
   * goes up and down (see `upDownCounter`) it raises that one.
   *
   * @param by what is added, 0 or more. @defaultValue 1
   */
  readonly increment: (name: string, by?: number, attributes?: Attributes) => void;

  /**
   * Takes from a level that goes up and down, such as open connections: an UpDownCounter.
   *
   * A Counter cannot go down, and OpenTelemetry's kinds cannot be changed later, so the first use of a name decides: say
   * `monitor.upDownCounter(name)` before the first `increment` of such a name. After an `increment` without it, `decrement`
   * is refused with a warning that says so, rather than sending two streams of one name that no backend can add up.
   *
   * @param by what is taken away, 0 or more. @defaultValue 1
   */
  readonly decrement: (name: string, by?: number, attributes?: Attributes) => void;

  /**
   * Records one of many values whose distribution matters, such as the value of a basket.
   *
   * @param value a finite number of 0 or more.
   */
  readonly histogram: (name: string, value: number, attributes?: Attributes) => void;

  /**
   * Records a duration that was measured elsewhere. The histogram is in seconds (unit `s`), as OpenTelemetry asks, whatever
   * the parameter: milliseconds are what `Date.now()` and `performance.now()` differ by.
   *
   * @param milliseconds the duration, 0 or more.
   */
  readonly timing: (name: string, milliseconds: number, attributes?: Attributes) => void;

  /**
   * Starts a timer. Stopping it records the duration in seconds, under the rules of `timing`.
   *
   * @example
   * const stop = monitor.timer('pricing.duration', { currency: 'CHF' });
   * stop();
   * @example
   * using t = monitor.timer('pricing.duration');
   */
  readonly timer: (name: string, attributes?: Attributes) => Timer;

  /**
   * Does the work and records how long it took, in seconds: until it returns, or until the promise that it returns settles.
   * What it throws is recorded with `error.type` and goes on to the caller.
   *
   * @returns what the work returns; a promise is answered by one of the same outcome.
   */
  readonly time: <T>(name: string, work: () => T, attributes?: Attributes) => T;

  /**
   * Records that something happened: a log record with this EventName, severity INFO and a `log.record.uid`, in the trace
   * that is active.
   *
   * @param name 1 to 255 characters, of low cardinality. Names of the vocabulary (docs/events.md), such as `exception`, belong
   * to the SDKs and are refused.
   * @param attributes may be nested, up to 8 deep.
   */
  readonly event: (name: string, attributes?: Attributes) => void;

  /** A name that only goes up, kept for later calls; `bind` fixes its attributes for hot paths. */
  readonly counter: (name: string) => CounterHandle;

  /**
   * A name that goes up and down, such as the length of a queue. Call it before the name's first use: from then on
   * `monitor.increment` and `monitor.decrement` of this name agree.
   */
  readonly upDownCounter: (name: string) => UpDownCounterHandle;

  /** Makes a function, or with `@traced(name)` a method, that runs in a span of its own. */
  readonly traced: typeof traced;
}

/** {@inheritDoc Monitor} */
export const monitor: Monitor = {
  gauge: (name, value, attributes) => record(GAUGE, name, value, attributes),
  increment,
  decrement,
  histogram: (name, value, attributes) => record(HISTOGRAM, name, value, attributes),
  timing,
  timer,
  time,
  event,
  counter,
  upDownCounter,
  traced,
};

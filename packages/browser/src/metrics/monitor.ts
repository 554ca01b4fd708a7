import type { Monitor } from '@sightglass/api';
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER, isReservedEventName, SCOPE_API } from '@sightglass/api/semconv';
import { read } from '@sightglass/errors/browser/internal';
import { runningPage } from '../tracing/running.ts';
import { declareUpDown, isUpDown, record } from './series.ts';

const INFO = 9;
const MAX_NAME = 255;
const SCOPE = { name: SCOPE_API };

type Attributes = Parameters<Monitor['event']>[1];

/** `monitor` of `@sightglass/api`, without what makes spans. */
export type PageMonitor = Omit<Monitor, 'traced'>;

const add = (name: string, by: number, attributes: Attributes): void =>
  record(isUpDown(name) ? 'upDownCounter' : 'counter', name, by, attributes);
const take = (name: string, by: number, attributes: Attributes): void =>
  // Of what is no step down `record` says so, too.
  record('upDownCounter', name, by >= 0 ? -by : NaN, attributes);

/**
 * What a page says about itself: sums and histograms of what happened since they were last sent, with everything else that the page sends. No call
 * throws, and none does anything before `start`. What cannot be recorded (a name that is none, a value that is no number, a
 * name used for two kinds) is counted in `sightglass.sdk.dropped`.
 *
 * A name begins with a letter and has up to 255 letters, digits or `_ . - /`; its first use decides what it stands for. Each distinct set of
 * attributes is a series: of more than 200 of one name between two sendings the others become one, with `otel.metric.overflow`.
 */
export const monitor: PageMonitor = {
  gauge: (name, value, attributes) => record('gauge', name, value, attributes),
  increment: (name, by = 1, attributes) => add(name, by >= 0 ? by : NaN, attributes),
  decrement: (name, by = 1, attributes) => take(name, by, attributes),
  histogram: (name, value, attributes) => record('histogram', name, value, attributes),
  timing: (name, milliseconds, attributes) => record('timer', name, milliseconds / 1000, attributes),
  timer(name, attributes) {
    const started = performance.now();
    let passed: number | undefined;
    const stop = (more?: Attributes): number => {
      if (passed !== undefined) return passed;
      passed = performance.now() - started;
      record('timer', name, passed / 1000, { ...attributes, ...more });
      return passed;
    };
    // Browsers without `using` get it from a compiler, whose helpers look under this name where the symbol is missing.
    const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
    stop[dispose] = () => void stop();
    return stop;
  },
  time(name, work, attributes) {
    const stop = monitor.timer(name, attributes);
    const fail = (error: unknown): never => {
      const type = error instanceof Error && read(error, 'name');
      stop({ [ATTR_ERROR_TYPE]: typeof type === 'string' && type ? type : ERROR_TYPE_VALUE_OTHER });
      throw error;
    };
    try {
      const result = work();
      const then = read(result, 'then');
      if (typeof then !== 'function') {
        stop();
        return result;
      }
      const pass = (value: unknown): unknown => {
        stop();
        return value;
      };
      // A promise of the same outcome: a handler hung beside it would make the page's own handled.
      return Reflect.apply(then, result, [pass, fail]);
    } catch (error) {
      return fail(error);
    }
  },
  event(name, attributes) {
    const page = runningPage();
    if (typeof name === 'string' && name && name.length <= MAX_NAME && !isReservedEventName(name))
      page?.addLog(SCOPE, { eventName: name, severityNumber: INFO, attributes: { ...attributes } });
    else page?.countDropped('logs', 'unsendable', 1);
  },
  counter: (name) => ({
    increment: (by = 1, attributes) => monitor.increment(name, by, attributes),
    bind: (fixed) => ({ increment: (by = 1) => monitor.increment(name, by, fixed) }),
  }),
  upDownCounter(name) {
    declareUpDown(name);
    const steps = (fixed?: Attributes): ReturnType<PageMonitor['upDownCounter']> => ({
      increment: (by = 1, attributes = fixed) => monitor.increment(name, by, attributes),
      decrement: (by = 1, attributes = fixed) => monitor.decrement(name, by, attributes),
      bind: (attributes) => steps({ ...attributes }),
    });
    return steps();
  },
};

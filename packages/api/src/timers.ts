import type { Attributes } from '@opentelemetry/api';
import { errorTypeOf } from './error-type.ts';
import { record } from './instruments.ts';
import type { Recording } from './instruments.ts';
import { currentMeter } from './meter.ts';
import { observeOutcome } from './outcome.ts';
import { callText, refuse, show } from './refusal.ts';
import { ATTR_ERROR_TYPE } from './semconv/errors.ts';

const TIMING: Recording = { method: 'timing', kind: 'timer', divisor: 1000 };
const TIMER: Recording = { method: 'timer', kind: 'timer', divisor: 1000 };
const TIME: Recording = { method: 'time', kind: 'timer', divisor: 1000 };

/** A running timer: call it to stop it, or let `using` stop it at the end of the block. */
export interface Timer {
  /**
   * Stops the timer and records. Only the first stop records; later ones answer the same.
   *
   * @param attributes added to those that the timer was started with; they win over them.
   * @returns the time that passed, in milliseconds.
   */
  (attributes?: Attributes): number;
  [Symbol.dispose](): void;
}

export function timing(name: string, milliseconds: number, attributes?: Attributes): void {
  record(TIMING, name, milliseconds, attributes);
}

export function timer(name: string, attributes?: Attributes): Timer {
  const startedMs = performance.now();
  let elapsedMs: number | undefined;
  const stop = (more?: Attributes): number => {
    if (elapsedMs === undefined) {
      elapsedMs = performance.now() - startedMs;
      record(TIMER, name, elapsedMs, attributes, more);
    }
    return elapsedMs;
  };
  // Browsers without `using` get it from a compiler, whose helpers look under this name where the symbol is missing.
  const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
  stop[dispose] = () => void stop();
  return stop;
}

export function time<T>(name: string, work: () => T, attributes?: Attributes): T {
  if (typeof work !== 'function') return notAFunction(name, work);
  if (currentMeter() === undefined) return work();
  const startedMs = performance.now();
  return observeOutcome(work, (failure) => {
    const failed = failure && { [ATTR_ERROR_TYPE]: errorTypeOf(failure.error) };
    record(TIME, name, performance.now() - startedMs, attributes, failed);
  });
}

/** What was given instead of a function, a promise most likely, goes back as it is: the host must not stumble over a figure. */
function notAFunction<T>(name: string, work: T): T {
  const call = callText('time', name);
  refuse(
    'metrics',
    `time ${call}`,
    `${call}: a function that does the work is needed, got ${show(work)}; nothing is timed`,
  );
  return work;
}

import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { currentContext, storage } from '../../tracer/context/storage.ts';

/** Told once how a call went: what went wrong, if anything, and else the value of its promise, where it is one. */
export type Told = (error?: unknown, value?: unknown) => void;

export type Callback = (this: unknown, ...given: unknown[]) => unknown;

export function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

/**
 * The callback in the context of the caller, after its first argument was told as the error. Pools and connections call back from
 * whatever context their socket was made in.
 */
export function calledBack(callback: Callback, caller: Context, tell: Told): Callback {
  return function (this: unknown, ...given) {
    tell(given[0]);
    return currentContext() === caller
      ? Reflect.apply(callback, this, given)
      : storage.run(caller, () => Reflect.apply(callback, this, given));
  };
}

/** The callback as it is, after its first argument was told as the error: for those in which nothing of the program runs. */
export function toldBack(callback: Callback, tell: Told): Callback {
  return function (this: unknown, ...given) {
    tell(given[0]);
    return Reflect.apply(callback, this, given);
  };
}

/**
 * The promise that the program gets instead: settled as the one given, and unhandled where the program does not handle it. What is no
 * promise is given back as it is, and told as done.
 */
export function settled(result: unknown, tell: Told): unknown {
  if (!types.isPromise(result)) {
    tell();
    return result;
  }
  return result.then(
    (value) => {
      tell(undefined, value);
      return value;
    },
    (error: unknown) => {
      tell(error ?? new Error('rejected without a reason'));
      throw error;
    },
  );
}

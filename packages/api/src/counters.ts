import type { Attributes } from '@opentelemetry/api';
import { declareUpDown, record, recordBound } from './instruments.ts';
import type { Recording } from './instruments.ts';

const INCREMENT: Recording = { method: 'increment', kind: 'counter', divisor: 1 };
const DECREMENT: Recording = { method: 'decrement', kind: 'upDownCounter', divisor: -1 };
const RAISE: Recording = { method: 'increment', kind: 'upDownCounter', divisor: 1 };

/** A counter with its attributes fixed. */
export interface BoundCounter {
  /** Adds `by` (0 or more, default 1). */
  readonly increment: (by?: number) => void;
}

/** A name that only goes up. */
export interface CounterHandle {
  /** Adds `by` (0 or more, default 1). */
  readonly increment: (by?: number, attributes?: Attributes) => void;
  /** The same counter with attributes fixed: for hot paths, because nothing is looked up or copied at each call. */
  readonly bind: (attributes: Attributes) => BoundCounter;
}

/** An up-down counter with its attributes fixed. */
export interface BoundUpDownCounter extends BoundCounter {
  /** Takes `by` (0 or more, default 1) away. */
  readonly decrement: (by?: number) => void;
}

/** A name that goes up and down. */
export interface UpDownCounterHandle {
  /** Adds `by` (0 or more, default 1). */
  readonly increment: (by?: number, attributes?: Attributes) => void;
  /** Takes `by` (0 or more, default 1) away. */
  readonly decrement: (by?: number, attributes?: Attributes) => void;
  /** The same counter with attributes fixed: for hot paths, because nothing is looked up or copied at each call. */
  readonly bind: (attributes: Attributes) => BoundUpDownCounter;
}

export function increment(name: string, by = 1, attributes?: Attributes): void {
  record(INCREMENT, name, by, attributes);
}

export function decrement(name: string, by = 1, attributes?: Attributes): void {
  record(DECREMENT, name, by, attributes);
}

export function counter(name: string): CounterHandle {
  return {
    increment: (by = 1, attributes) => record(INCREMENT, name, by, attributes),
    bind(attributes) {
      const add = recordBound(INCREMENT, name, attributes);
      return { increment: (by = 1) => add(by) };
    },
  };
}

export function upDownCounter(name: string): UpDownCounterHandle {
  declareUpDown(name);
  return {
    increment: (by = 1, attributes) => record(RAISE, name, by, attributes),
    decrement: (by = 1, attributes) => record(DECREMENT, name, by, attributes),
    bind(attributes) {
      const add = recordBound(RAISE, name, attributes);
      const take = recordBound(DECREMENT, name, attributes);
      return { increment: (by = 1) => add(by), decrement: (by = 1) => take(by) };
    },
  };
}

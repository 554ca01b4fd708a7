import { useSyncExternalStore } from 'react';

/** Something learnt from the answers themselves, which components show. */
export interface Noted<Value> {
  readonly note: (value: Value) => void;
  readonly use: () => Value;
}

export function createNoted<Value>(first: Value): Noted<Value> {
  const listeners = new Set<() => void>();
  let current = first;
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    note(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, () => current),
  };
}

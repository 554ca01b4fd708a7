/** Whether the server answers, learnt from the questions themselves: no ping while all is well. */
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let awaySince: number | null = null;

export function noteAway(): void {
  if (awaySince !== null) return;
  awaySince = Date.now();
  for (const listener of listeners) listener();
}

export function noteAnswer(): void {
  if (awaySince === null) return;
  awaySince = null;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Since when no question was answered, ms since the epoch; null while the server answers. */
export function useServerAway(): number | null {
  return useSyncExternalStore(subscribe, () => awaySince);
}

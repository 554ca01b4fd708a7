import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Capturer } from '../tracker.ts';

let watched = 0;

/** Listens to an event of the process until the tracker stops. */
export function listen(tracker: Capturer, name: string, run: (...given: unknown[]) => void): void {
  const listener = tracker.guarded(run);
  allowListeners(1);
  process.on(name, listener);
  tracker.onStop(() => {
    process.removeListener(name, listener);
    allowListeners(-1);
  });
}

/** Listens to a channel of Node's own until the tracker stops. */
export function listenToChannel(tracker: Capturer, name: string, run: (message: object) => void): void {
  const listener = tracker.guarded((message: unknown) => run(Object(message)));
  subscribe(name, listener);
  tracker.onStop(() => {
    unsubscribe(name, listener);
  });
}

/** Ours must not be the listener too many that makes Node warn on stderr: one more of each event. A limit of 0 means none. */
function allowListeners(more: 1 | -1): void {
  watched += more;
  const isFirstOrLast = more === 1 ? watched === 1 : watched === 0;
  const limit = process.getMaxListeners();
  if (isFirstOrLast && limit > 0) process.setMaxListeners(limit + more);
}

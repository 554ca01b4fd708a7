import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Suits V8's heap to a server through which telemetry passes: what passes lies outside of that heap, and every few dozen megabytes of it V8
 * marks the whole heap, small as it is. With helper threads that takes as much of the processors as reading telemetry does; without them it
 * happens more rarely, and in passing.
 */
export function markInPassing(): void {
  setFlagsFromString('--no-concurrent-marking');
}

/** Gives back what only the start needed: modules and schemas leave a heap behind that is three times as large as what stays in it. */
export function giveBackHeap(): void {
  // What V8 offers to whoever asks for it by a flag is there for new contexts from then on.
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

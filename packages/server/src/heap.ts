import { setFlagsFromString } from 'node:v8';

/**
 * Suits V8's heap to a server through which telemetry passes: what passes lies outside of that heap, and every few dozen megabytes of it V8
 * marks the whole heap, small as it is. With helper threads that takes as much of the processors as reading telemetry does; without them it
 * happens more rarely, and in passing.
 */
export function markInPassing(): void {
  setFlagsFromString('--no-concurrent-marking');
}

/** Gives back what only the start needed: modules and schemas leave a heap behind that is three times as large as what stays in it. */
export async function giveBackHeap(): Promise<void> {
  if (!process.features.inspector) return;
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  await new Promise((resolve) => session.post('HeapProfiler.collectGarbage', resolve));
  session.disconnect();
}

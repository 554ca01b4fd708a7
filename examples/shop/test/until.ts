import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until `look` gives something; fails with `what` after `deadlineMs`. */
export async function until<T>(what: string, look: () => T | undefined | false, deadlineMs = 20_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await wait(50);
  }
}

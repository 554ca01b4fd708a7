/** The clock of live ranges: ticks while the page is seen and nobody holds it. */

const wakers = new Set<() => void>();
let holders = 0;
let heldAt = 0;

/** Now, or the moment since which the clock is held. */
export function readClock(): number {
  return holders > 0 ? heldAt : Date.now();
}

/** Stops live ranges from moving until the returned function is called: nothing shifts under a pointer or an open menu. */
export function holdClock(): () => void {
  if (holders === 0) heldAt = Date.now();
  holders += 1;
  let released = false;
  return () => {
    if (released) return;
    released = true;
    holders -= 1;
    if (holders === 0) for (const wake of wakers) wake();
  };
}

/** Calls `notify` just after each multiple of `tickMs` (shifted by `delayMs`), not while hidden or held, but then at once. */
export function onTick(tickMs: number, delayMs: number, notify: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isAsleep = (): boolean => document.hidden || holders > 0;
  const wait = (): void => {
    clearTimeout(timer);
    if (isAsleep()) return;
    const untilNext = tickMs - ((Date.now() - delayMs) % tickMs);
    timer = setTimeout(() => {
      if (!isAsleep()) notify();
      wait();
    }, untilNext + 20);
  };
  const wake = (): void => {
    if (!isAsleep()) notify();
    wait();
  };
  document.addEventListener('visibilitychange', wake);
  wakers.add(wake);
  wait();
  return () => {
    clearTimeout(timer);
    wakers.delete(wake);
    document.removeEventListener('visibilitychange', wake);
  };
}

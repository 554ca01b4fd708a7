/**
 * Runs what can wait until the program has started. The time counts from its first turn of the event loop: a timer that runs out
 * while the program loads its libraries would fire right behind them, before the first request. Keeps no process alive.
 *
 * @returns Calls it off.
 */
export function onceStarted(run: () => void, afterMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const turn = setImmediate(() => {
    timer = setTimeout(run, afterMs).unref();
  }).unref();
  return () => {
    clearImmediate(turn);
    clearTimeout(timer);
  };
}

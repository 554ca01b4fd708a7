import { isMainThread } from 'node:worker_threads';

/** What can still be done when the program ends. */
export interface AtEnd {
  /** Sends what waits. The event loop is held for it. */
  flush(): Promise<void>;
  /** Saves what waits while the thread stands still, for at most `budgetMs`: nothing comes after it. */
  save(budgetMs: number): void;
  /** An error that nobody handles ends the program: told before that, in the context in which it was thrown. */
  crash?(error: unknown): void;
}

/** Longest delay of the end of the program, in milliseconds, over all clients and all ways of ending together. */
const END_BUDGET_MS = 2000;

const clients = new Set<AtEnd>();
let leftMs = END_BUDGET_MS;

/**
 * Flushes a client when the program ends: by itself, by `process.exit`, by an uncaught error, by a signal. Exit code, signal, output and the
 * program's own listeners stay as they are without us.
 *
 * @returns Stops watching.
 */
export function watchEnd(client: AtEnd): () => void {
  clients.add(client);
  if (clients.size === 1) {
    allowListeners(1);
    process.on('beforeExit', onBeforeExit);
    process.on('exit', onExit);
    process.on('uncaughtExceptionMonitor', onUncaught);
    if (isMainThread) signals.watch();
  }
  return () => {
    if (!clients.delete(client) || clients.size > 0) return;
    signals.stop();
    process.removeListener('beforeExit', onBeforeExit);
    process.removeListener('exit', onExit);
    process.removeListener('uncaughtExceptionMonitor', onUncaught);
    allowListeners(-1);
  };
}

function onBeforeExit(): void {
  // Waiting makes Node emit this event again: somebody else's listener must not run twice because of us.
  if (process.listenerCount('beforeExit') > 1) return;
  process.removeListener('beforeExit', onBeforeExit);
  void flushAll();
}

/** Node tells listeners of `exit` as well, where this ends the program: what is left to send is sent there. */
function onUncaught(error: unknown): void {
  if (process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()) return;
  for (const client of clients) client.crash?.(error);
}

function onExit(): void {
  for (const client of clients) {
    const since = performance.now();
    client.save(Math.max(0, leftMs));
    leftMs -= performance.now() - since;
  }
}

/** Holds the event loop until everybody is done, or the time is used up. */
async function flushAll(): Promise<void> {
  if (leftMs <= 0) return;
  const since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, leftMs);
  });
  await Promise.race([Promise.allSettled([...clients].map((client) => client.flush())), over]);
  clearTimeout(timer);
  leftMs -= performance.now() - since;
}

/** Ours must not be the listener too many that makes Node warn on stderr. A limit of 0 means none. */
function allowListeners(more: number): void {
  const limit = process.getMaxListeners();
  if (limit > 0) process.setMaxListeners(limit + more);
}

/**
 * Listens for a signal only while nobody else does. With a listener of the program's own, the program decides, and other libraries that count
 * listeners (signal-exit among them) must find the number they know.
 */
const signals = watchSignals(['SIGTERM', 'SIGINT', 'SIGHUP']);

function watchSignals(names: readonly NodeJS.Signals[]): { watch(): void; stop(): void } {
  let isEnding = false;
  const end = (signal: NodeJS.Signals): void => {
    stop();
    // Without a listener this is the default, the end; somebody who began to listen meanwhile gets the signal after all.
    if (process.listenerCount(signal) === 0) onExit();
    process.kill(process.pid, signal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // Impatience: a signal again.
    if (isEnding) return end(signal);
    isEnding = true;
    void flushAll().finally(() => end(signal));
  };
  const isWatched = (name: string | symbol): name is NodeJS.Signals => names.some((watched) => watched === name);
  const onNewListener = (name: string | symbol, listener: unknown): void => {
    if (!isWatched(name) || listener === onSignal) return;
    // Not at once: Node stops watching a signal with the last listener, and theirs is only about to be added.
    queueMicrotask(() => {
      if (process.listenerCount(name) > 1) process.removeListener(name, onSignal);
    });
  };
  const onRemoveListener = (name: string | symbol, listener: unknown): void => {
    if (isWatched(name) && listener !== onSignal && process.listenerCount(name) === 0) process.on(name, onSignal);
  };
  const stop = (): void => {
    process.removeListener('newListener', onNewListener);
    process.removeListener('removeListener', onRemoveListener);
    for (const name of names) process.removeListener(name, onSignal);
  };
  return {
    watch: () => {
      for (const name of names) if (process.listenerCount(name) === 0) process.on(name, onSignal);
      process.on('newListener', onNewListener);
      process.on('removeListener', onRemoveListener);
    },
    stop,
  };
}

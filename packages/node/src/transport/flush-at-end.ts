import { isMainThread } from 'node:worker_threads';

/** What can still be done with telemetry when the program ends. */
export interface Flushable {
  /** Sends everything held; resolves when it is settled. */
  flush(): Promise<void>;
  /** Sends everything held while the thread stands still, for at most `budgetMs`. */
  flushBlocking(budgetMs: number): void;
}

/** Longest delay of the end of the program, in milliseconds, over all ways of ending together. */
const END_BUDGET_MS = 2000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
type EndSignal = (typeof SIGNALS)[number];

/**
 * Sends what is held when the program ends: by itself, by `process.exit`, by an uncaught error, by a signal. Exit code,
 * signal, output and the program's own listeners stay as they are without us.
 *
 * @returns Stops watching.
 */
export function startFlushAtEnd(target: Flushable): () => void {
  const budget = createBudget();
  allowListeners(1);
  const stopSignals = isMainThread ? watchSignals(() => budget.spend(() => target.flush())) : () => {};

  const onBeforeExit = (): void => {
    // Waiting makes Node emit this event again: somebody else's listener must not run twice because of us.
    if (process.listenerCount('beforeExit') > 1 || budget.isSpent()) return;
    process.removeListener('beforeExit', onBeforeExit);
    void budget.spend(() => target.flush());
  };
  const onExit = (): void => budget.spendBlocking((ms) => target.flushBlocking(ms));

  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  return () => {
    stopSignals();
    process.removeListener('beforeExit', onBeforeExit);
    process.removeListener('exit', onExit);
    allowListeners(-1);
  };
}

/** Ours must not be the listener too many that makes Node warn on stderr. A limit of 0 means none. */
function allowListeners(more: number): void {
  const limit = process.getMaxListeners();
  if (limit > 0) process.setMaxListeners(limit + more);
}

interface Budget {
  /** Runs `work`, holds the event loop open for it, and resolves when it is done or the time is used up. */
  spend(work: () => Promise<void>): Promise<void>;
  spendBlocking(work: (ms: number) => void): void;
  isSpent(): boolean;
}

function createBudget(): Budget {
  let leftMs = END_BUDGET_MS;
  const take = (since: number): void => {
    leftMs -= performance.now() - since;
  };
  return {
    spend: async (work) => {
      if (leftMs <= 0) return;
      const since = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, leftMs);
      });
      await Promise.race([work().catch(() => {}), over]);
      clearTimeout(timer);
      take(since);
    },
    spendBlocking: (work) => {
      const since = performance.now();
      // Under 20 ms no worker gets going: not worth its cost.
      if (leftMs > 20) work(leftMs);
      take(since);
    },
    isSpent: () => leftMs <= 0,
  };
}

/**
 * Listens for a signal only while nobody else does. With a listener of the program's own, the program decides, and other
 * libraries that count listeners (signal-exit among them) must find the number they know.
 */
function watchSignals(flush: () => Promise<void>): () => void {
  const listeners = new Map<EndSignal, NodeJS.SignalsListener>();
  let ending = false;

  const end = (signal: EndSignal): void => {
    stop();
    // Without a listener this is the default, the end; somebody who began to listen meanwhile gets the signal after all.
    process.kill(process.pid, signal);
  };
  const onSignal = (signal: EndSignal): void => {
    // Impatience: the same signal again.
    if (ending) return end(signal);
    ending = true;
    void flush().finally(() => end(signal));
  };
  const listenerOf = (signal: EndSignal): NodeJS.SignalsListener => {
    const known = listeners.get(signal) ?? ((): void => onSignal(signal));
    listeners.set(signal, known);
    return known;
  };

  const onNewListener = (name: string | symbol, listener: unknown): void => {
    const signal = SIGNALS.find((candidate) => candidate === name);
    if (signal === undefined || listener === listenerOf(signal)) return;
    // Not at once: Node stops watching a signal with the last listener, and theirs is only about to be added.
    queueMicrotask(() => {
      if (process.listenerCount(signal) > 1) process.removeListener(signal, listenerOf(signal));
    });
  };
  const onRemoveListener = (name: string | symbol, listener: unknown): void => {
    const signal = SIGNALS.find((candidate) => candidate === name);
    if (signal === undefined || listener === listenerOf(signal)) return;
    if (process.listenerCount(signal) === 0) process.on(signal, listenerOf(signal));
  };
  const stop = (): void => {
    process.removeListener('newListener', onNewListener);
    process.removeListener('removeListener', onRemoveListener);
    for (const signal of SIGNALS) process.removeListener(signal, listenerOf(signal));
  };

  for (const signal of SIGNALS) {
    if (process.listenerCount(signal) === 0) process.on(signal, listenerOf(signal));
  }
  process.on('newListener', onNewListener);
  process.on('removeListener', onRemoveListener);
  return stop;
}

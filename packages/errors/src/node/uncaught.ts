import { isMainThread } from 'node:worker_threads';
import type { Capturer } from '../tracker.ts';
import { listen } from './listen.ts';

/** Captures what nobody caught. What becomes of the program is decided as without us: the monitor only looks on. */
export function watchUncaught(tracker: Capturer): void {
  listen(tracker, 'uncaughtExceptionMonitor', (error, origin) => {
    const goesOn = process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    // A thread ends by it, not the program: that ends by the error which its parent is given.
    const isLast = !goesOn && isMainThread;
    const mechanism = origin === EVENT ? REJECTION : 'uncaughtException';
    const level = isLast ? 'fatal' : 'error';
    // It often comes after many other errors, which have used up the limit.
    tracker.capture(error, { level, handled: false, mechanism }, () => '', isLast);
  });
  watchRejections(tracker);
}

const EVENT = 'unhandledRejection';
/** The name that pages have for it, so that it is one mechanism for all. */
const REJECTION = 'unhandledrejection';

/**
 * Captures rejections of a program that listens to them itself; all others reach the monitor. One listener alone would change what Node does with
 * them, so ours is there only while one of the program's is, and stands before it: that one may end the program.
 */
function watchRejections(tracker: Capturer): void {
  const onRejection = tracker.guarded((reason: unknown) => {
    tracker.capture(reason, { level: 'error', handled: false, mechanism: REJECTION }, () => '');
  });
  const leave = (): void => {
    process.removeListener(EVENT, onRejection);
  };
  const standFirst = (): void => {
    if (process.listeners(EVENT)[0] === onRejection) return;
    leave();
    process.prependListener(EVENT, onRejection);
  };
  /** How many others listen. */
  const others = (): number => process.listeners(EVENT).filter((listener) => listener !== onRejection).length;

  if (others() > 0) standFirst();
  listen(tracker, 'newListener', (name, listener) => {
    if (name !== EVENT || listener === onRejection) return;
    // Theirs is only about to be added, and may be put in front.
    standFirst();
    queueMicrotask(() => {
      if (others() > 0 && process.listeners(EVENT).includes(onRejection)) standFirst();
      else leave();
    });
  });
  listen(tracker, 'removeListener', (name, listener) => {
    if (name === EVENT && listener !== onRejection && others() === 0) leave();
  });
  tracker.onStop(leave);
}

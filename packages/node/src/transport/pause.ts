const PAUSES_MS = [1000, 2000, 5000] as const;

/** When a receiver that could not take something is tried again. */
export interface Pause {
  /** Milliseconds until the next attempt; 0 for now. */
  leftMs(): number;
  /** Whether the last attempt failed. */
  isFailing(): boolean;
  /** Milliseconds since the last failure; Infinity where it works. */
  sinceFailureMs(): number;
  worked(): void;
  /** @param afterMs what the receiver asked for */
  failed(afterMs?: number): void;
  /** Ends the pause, unless the receiver asked for it. */
  wake(): void;
}

/** One, two, then five seconds each time, up to a quarter more or less, so that many processes do not come back at the same moment. */
export function createPause(now: () => number = () => performance.now()): Pause {
  let failures = 0;
  let failedAt = -Infinity;
  let until = 0;
  let isAsked = false;
  const leftMs = (): number => Math.max(0, until - now());
  return {
    leftMs,
    isFailing: () => failures > 0,
    sinceFailureMs: () => now() - failedAt,
    worked: () => {
      failures = until = 0;
      failedAt = -Infinity;
      isAsked = false;
    },
    failed: (afterMs) => {
      failedAt = now();
      // Two requests that were under way together are one failure of the receiver.
      if (leftMs() > 0) return;
      failures++;
      isAsked = afterMs !== undefined;
      const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
      until = failedAt + (afterMs ?? pauseMs * (0.75 + Math.random() / 2));
    },
    wake: () => {
      if (!isAsked) until = 0;
    },
  };
}

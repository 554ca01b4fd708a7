import type { ClientOptions } from './client.ts';
import type { Answer } from './platform.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A receiver may ask for no more: timers of more than 24 days go off at once. */
const LONGEST_ASKED_MS = 86_400_000;

/** Whether a batch shall be sent again after an answer. */
export function isRetryable({ status }: Answer): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** How many of so many records the receiver did not take: all but after 2xx, where OTLP's `partial_success` tells. */
export function rejectedOf({ status, text }: Answer, records: number): number {
  return status < 300 ? Number((text && /"rejected\w+"\s*:\s*"?(\d+)/.exec(text)?.[1]) ?? 0) : records;
}

/** How long the receiver asks to wait, in milliseconds: a number of seconds, or a date; a day at most. 0 if it does not say. */
export function askedPauseMs(answer: Answer | undefined): number {
  const text = answer?.retryAfter;
  return text ? Math.min(LONGEST_ASKED_MS, Math.max(0, Number(text) * 1000 || Date.parse(text) - Date.now() || 0)) : 0;
}

/** How long to wait after so many failures in a row: longer each time, and not all clients equally long. */
export function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

/** Tells the host of answers, or of none, that are no good; of each kind once. */
export function createTell(onProblem: ClientOptions['onProblem']): (answer: Partial<Answer> | undefined) => void {
  const told = new Set<unknown>();
  return ({ status, text = '' } = {}) => {
    if (told.has(status)) return;
    told.add(status);
    try {
      onProblem?.(`receiver of telemetry: ${status ?? 'no answer'} ${text.slice(0, 200)}`);
    } catch {
      // It is the host's, and may do what it likes.
    }
  };
}

import type { Answer } from './platform.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** What an answer means for the batch: it arrived, shall be sent again, or never will be taken. */
export function verdictOn(answer: Answer | undefined): 'arrived' | 'again' | 'refused' {
  const status = answer?.status ?? 500;
  if (status >= 500 || status === 429 || status === 408) return 'again';
  return status < 300 ? 'arrived' : 'refused';
}

/** Records of a batch that arrived but were not taken: OTLP's `partial_success`. */
export function rejectedOf(answer: Answer | undefined): number {
  return Number(/"rejected\w+"\s*:\s*"?(\d+)/.exec(answer?.text ?? '')?.[1] ?? 0);
}

/** How long the receiver asks to wait, in milliseconds: a number of seconds, or a date. 0 if it does not say. */
export function askedPauseMs(answer: Answer | undefined, now: number): number {
  const text = answer?.retryAfter;
  return text ? Math.max(0, Number(text) * 1000 || Date.parse(text) - now || 0) : 0;
}

/** How long to wait after so many failures in a row: longer each time, and not all clients equally long. */
export function pauseMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

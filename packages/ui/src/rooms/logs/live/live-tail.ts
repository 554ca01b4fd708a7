/** The newest lines while they arrive: what is shown, what waits until the reader is back at the top, what was left out. */
import { keyOfLine, type LogLine } from '../log-line.ts';

export interface Tail {
  /** The newest first, at most `MOST_HELD`. */
  readonly shown: readonly LogLine[];
  /** Arrived while the reader was elsewhere; the newest first, at most `MOST_HELD`. */
  readonly waiting: readonly LogLine[];
  /** Lines that came too fast, left out by the server or here. */
  readonly dropped: number;
  /** Whether older lines were let go to make room for newer ones. */
  readonly isFull: boolean;
}

export const MOST_HELD = 2000;
export const EMPTY_TAIL: Tail = { shown: [], waiting: [], dropped: 0, isFull: false };

/** Takes what arrived, the newest last. While the reader is reading, nothing that is shown changes. */
export function withArrived(tail: Tail, arrived: readonly LogLine[], dropped: number, isReading: boolean): Tail {
  const fresh = unknown(arrived.toReversed(), [...tail.shown, ...tail.waiting]);
  if (fresh.length === 0 && dropped === 0) return tail;
  const waiting = [...fresh, ...tail.waiting];
  const left = Math.max(0, waiting.length - MOST_HELD);
  const next = { ...tail, waiting: waiting.slice(0, MOST_HELD), dropped: tail.dropped + dropped + left };
  return isReading ? next : withWaitingShown(next);
}

/** Shows what waits. */
export function withWaitingShown(tail: Tail): Tail {
  if (tail.waiting.length === 0) return tail;
  const shown = [...tail.waiting, ...tail.shown];
  return {
    ...tail,
    shown: shown.slice(0, MOST_HELD),
    waiting: [],
    isFull: tail.isFull || shown.length > MOST_HELD,
  };
}

/** Puts the lines that were there before below those that have arrived since. */
export function withOlder(tail: Tail, older: readonly LogLine[]): Tail {
  const more = unknown(older, [...tail.shown, ...tail.waiting]);
  return more.length === 0 ? tail : { ...tail, shown: [...tail.shown, ...more].slice(0, MOST_HELD) };
}

function unknown(lines: readonly LogLine[], known: readonly LogLine[]): LogLine[] {
  const seen = new Set(known.map(keyOfLine));
  return lines.filter((line) => {
    const key = keyOfLine(line);
    return !seen.has(key) && seen.add(key);
  });
}

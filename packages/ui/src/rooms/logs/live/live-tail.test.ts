import { describe, expect, test } from 'vitest';
import type { LogLine } from '../log-line.ts';
import { EMPTY_TAIL, MOST_HELD, withArrived, withOlder, withWaitingShown, type Tail } from './live-tail.ts';

const line = (n: number): LogLine => ({ uid: `u${n}`, timeUnixNano: String(n) }) as LogLine;
const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, at) => line(from + at));
const ids = ({ shown }: Tail): string[] => shown.map(({ uid }) => uid);

describe('a tail', () => {
  test('has the newest on top while it is followed', () => {
    const tail = withArrived(withArrived(EMPTY_TAIL, lines(1, 2), 0, false), lines(3, 4), 0, false);
    expect(ids(tail)).toEqual(['u4', 'u3', 'u2', 'u1']);
    expect(tail.waiting).toEqual([]);
  });

  test('does not change what is being read, and shows what waited when asked', () => {
    const before = withArrived(EMPTY_TAIL, lines(1, 2), 0, false);
    const reading = withArrived(withArrived(before, lines(3, 3), 0, true), lines(4, 5), 0, true);
    expect(reading.shown).toBe(before.shown);
    expect(reading.waiting).toHaveLength(3);
    expect(ids(withWaitingShown(reading))).toEqual(['u5', 'u4', 'u3', 'u2', 'u1']);
    expect(withWaitingShown(reading).waiting).toEqual([]);
  });

  test('takes what comes twice once: from the list, from a stream that went on, from both', () => {
    const tail = withArrived(EMPTY_TAIL, [...lines(5, 6), line(6)], 0, false);
    const whole = withOlder(tail, lines(3, 6).toReversed());
    expect(ids(whole)).toEqual(['u6', 'u5', 'u4', 'u3']);
    expect(withArrived(whole, lines(4, 6), 0, true)).toBe(whole);
  });

  test('holds a bounded number, counts what was left out, and says that older ones went', () => {
    const full = withArrived(EMPTY_TAIL, lines(1, MOST_HELD), 0, false);
    expect(full.isFull).toBe(false);
    const more = withArrived(full, lines(MOST_HELD + 1, MOST_HELD + 10), 7, false);
    expect(more.shown).toHaveLength(MOST_HELD);
    expect(more.shown[0]?.uid).toBe(`u${MOST_HELD + 10}`);
    expect(more.isFull).toBe(true);
    // Letting go of the oldest that was shown is no loss to the reader; what the server left out is.
    expect(more.dropped).toBe(7);
    const waiting = withArrived(more, lines(3000, 3000 + MOST_HELD + 4), 1, true);
    expect(waiting.waiting).toHaveLength(MOST_HELD);
    expect(waiting.waiting[0]?.uid).toBe(`u${3000 + MOST_HELD + 4}`);
    expect(waiting.dropped).toBe(7 + 1 + 5);
  });
});

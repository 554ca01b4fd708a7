import { expect, test } from 'vitest';
import { activityIn, idleBetween } from './idle.ts';

test('only what a person does counts as activity', () => {
  const events = [
    { type: 4, timestamp: 1, data: { href: '/' } },
    { type: 2, timestamp: 2, data: {} },
    { type: 3, timestamp: 3, data: { source: 0 } }, // the page changes by itself
    { type: 3, timestamp: 4, data: { source: 1, positions: [] } },
    { type: 3, timestamp: 5, data: { source: 5, text: 'a' } },
    { type: 3, timestamp: 6 },
    { type: 5, timestamp: 7, data: { source: 1 } },
  ];
  expect(activityIn(events)).toEqual([4, 5]);
});

test('what is idle is skipped but for a second on both sides, however long it is', () => {
  const hours = 35 * 3_600_000;
  expect(idleBetween([5000, 9000, 9000 + hours], { fromMs: 0, toMs: 9000 + hours + 4000 })).toEqual([
    { fromMs: 10_000, toMs: 8000 + hours },
  ]);
});

test('a short pause is no idleness, and a recording in which nobody does anything is all idle', () => {
  expect(idleBetween([0, 9000, 18_000], { fromMs: 0, toMs: 20_000 })).toEqual([]);
  expect(idleBetween([], { fromMs: 0, toMs: 60_000 })).toEqual([{ fromMs: 1000, toMs: 59_000 }]);
});

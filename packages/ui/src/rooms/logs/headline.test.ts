import { expect, test } from 'vitest';
import { headlineOf } from './headline.ts';

const HOUR = 3_600_000;
const line = (severity: string, ...counts: number[]) => ({
  name: 'logs',
  labels: { severity },
  unit: '1',
  points: counts.map((count, at) => [at, count]),
});
const answer = (total: number, ...series: unknown[]) => ({ total, series }) as never;

test.each([
  [
    answer(12_435, line('info', 12_117), line('error', 300, 10), line('fatal', 8)),
    { kind: 'live', ms: HOUR },
    '12.4K lines, 318 errors in the last hour',
  ],
  [answer(2000, line('info', 2000)), { kind: 'live', ms: 6 * HOUR }, '2\u202f000 lines, no errors in the last 6 hours'],
  [answer(1, line('error', 1)), { kind: 'fixed', from: 0, to: HOUR / 2 }, '1 line, 1 error in 30 min'],
  [answer(0), { kind: 'live', ms: 3 * 24 * HOUR }, 'No log lines in the last 3 days'],
  [answer(0), { kind: 'live', ms: 15_000 }, 'No log lines in the last 15 seconds'],
] as const)('says how many lines, how many errors and since when', (given, range, words) => {
  expect(headlineOf(given, range)).toBe(words);
});

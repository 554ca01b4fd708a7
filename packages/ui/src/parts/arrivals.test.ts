import { expect, test } from 'vitest';
import { arrivalsBetween, wordsOfArrivals } from './arrivals.ts';

const nothing = { received: { spans: 0, logRecords: 0, dataPoints: 0 }, refused: [] };
const refusal = { signal: 'traces' as const, reason: 'wrong key', requests: 3, records: 0, lastAtMs: 1 };

test('says what was received and what was refused, and why', () => {
  const arrivals = arrivalsBetween(nothing, {
    received: { spans: 22, logRecords: 0, dataPoints: 0 },
    refused: [refusal],
  });
  expect(wordsOfArrivals(arrivals)).toBe('22 spans received, 3 refused: wrong key');
});

test('counts from where the page began to wait', () => {
  const before = { received: { spans: 1000, logRecords: 5, dataPoints: 0 }, refused: [refusal] };
  const after = { received: { spans: 1001, logRecords: 5, dataPoints: 40 }, refused: [{ ...refusal, requests: 4 }] };
  expect(wordsOfArrivals(arrivalsBetween(before, after))).toBe('1 span, 40 data points received, 1 refused: wrong key');
  expect(wordsOfArrivals(arrivalsBetween(before, before))).toBeNull();
});

test('counts records where a body was looked into, requests where it was not', () => {
  const tooOld = { signal: 'logs' as const, reason: 'older than 30 days', requests: 1, records: 12, lastAtMs: 1 };
  expect(arrivalsBetween(nothing, { ...nothing, refused: [refusal, tooOld] })).toMatchObject({
    refused: 15,
    reasons: ['older than 30 days', 'wrong key'],
  });
});

test('a server that was started again counts from zero', () => {
  const before = { received: { spans: 1000, logRecords: 0, dataPoints: 0 }, refused: [refusal] };
  const after = { received: { spans: 7, logRecords: 0, dataPoints: 0 }, refused: [] };
  expect(wordsOfArrivals(arrivalsBetween(before, after))).toBe('7 spans received');
});

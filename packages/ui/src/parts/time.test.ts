import { expect, test } from 'vitest';
import { formatDayTime, formatInstant, formatMinute, formatTime, msOfNanos, zoneLabel } from './time.ts';

const AT = Date.UTC(2026, 10, 20, 3, 10, 41, 200);

test('writes instants with 24 hours in the zone that it is given', () => {
  expect(formatTime(AT, 'UTC')).toBe('03:10:41');
  expect(formatTime(AT, 'UTC', 3)).toBe('03:10:41.200');
  expect(formatMinute(AT, 'Asia/Kolkata')).toBe('08:40');
  expect(formatTime(Date.UTC(2026, 0, 1), 'UTC')).toBe('00:00:00');
});

test('names day and zone where a row or a title needs them', () => {
  expect(formatDayTime(AT, 'UTC')).toBe('20 Nov 03:10:41.200');
  expect(formatInstant(AT, 'UTC')).toBe('20 Nov 2026 03:10:41.200 UTC');
  expect(formatInstant(AT, 'America/New_York')).toContain('19 Nov 2026 22:10:41.200');
  expect(zoneLabel(AT, 'UTC')).toBe('UTC');
});

test('shows a dash for what is no instant', () => {
  expect(formatTime(Number.NaN, 'UTC')).toBe('–');
  expect(formatInstant(8.64e15 + 1, 'UTC')).toBe('–');
});

test('keeps the milliseconds of nanoseconds that no double holds', () => {
  expect(msOfNanos('1795251681927000001')).toBeCloseTo(1_795_251_681_927, 3);
  expect(msOfNanos('1795251681927500000')).toBe(1_795_251_681_927.5);
  expect(msOfNanos('')).toBeNaN();
  expect(msOfNanos('12 or so')).toBeNaN();
});

import { describe, expect, test } from 'vitest';
import { judgeFailing, judgeSilent, judgeSlow, slowSince, type Block, type Minute } from './rules.ts';

const MINUTE = 60_000;
const endMs = 2_000_000 * MINUTE;

/** Minutes that end now, each with the given requests and failures. */
function minutes(...parts: [count: number, requests: number, errors: number, weight?: number][]): Minute[] {
  const all = parts.flatMap(([count, requests, errors, weight = 1]) =>
    Array.from({ length: count }, () => ({
      requests: requests * weight,
      errors: errors * weight,
      sampled: requests,
      sampledErrors: errors,
    })),
  );
  return all.map((minute, i) => ({ ...minute, atMs: endMs - (all.length - i) * MINUTE }));
}

const at = (minutesAgo: number): number => endMs - minutesAgo * MINUTE;

describe('failing', () => {
  test('says since when a share is above its usual, and leaves what came after out of the usual', () => {
    const found = judgeFailing(minutes([600, 100, 1], [45, 100, 8]), endMs);
    expect(found).toEqual({ now: 0.08, usual: 0.01, onsetMs: at(45), isChronic: false });
  });

  test('names a service of minutes by its failures alone, with no usual', () => {
    expect(judgeFailing(minutes([3, 60, 5]), endMs)).toMatchObject({ now: 5 / 60, usual: null, onsetMs: at(3) });
    expect(judgeFailing(minutes([15, 60, 5]), endMs)).toMatchObject({ usual: null });
  });

  test('keeps naming what fails too much every day, as chronic', () => {
    expect(judgeFailing(minutes([600, 100, 8]), endMs)).toMatchObject({ now: 0.08, usual: 0.08, isChronic: true });
  });

  test('is silent on a usual share of failures, however small the failures or the service', () => {
    expect(judgeFailing(minutes([600, 100, 1]), endMs)).toBeUndefined();
    expect(judgeFailing(minutes([600, 100, 0], [10, 100, 0]), endMs)).toBeUndefined();
    // Four failures are an accident, and three of ten requests may be one.
    expect(judgeFailing(minutes([600, 1, 0], [4, 1, 1]), endMs)).toBeUndefined();
    // Three times the usual, but less than a percentage point more.
    expect(judgeFailing(minutes([600, 10_000, 10], [10, 10_000, 30]), endMs)).toBeUndefined();
    // Over: the last ten minutes are well again.
    expect(judgeFailing(minutes([600, 100, 1], [45, 100, 8], [10, 100, 1]), endMs)).toBeUndefined();
  });

  test('counts spans as evidence, and what they stand for as shares', () => {
    // Six sampled failures of thirty, each for a hundred: the share is 20 %, the evidence that of 30.
    const sampled = minutes([600, 3, 0, 100], [10, 3, 0, 100]).map((minute, i) =>
      i >= 604 ? { ...minute, errors: 100, sampledErrors: 1 } : minute,
    );
    expect(judgeFailing(sampled, endMs)?.now).toBeCloseTo(0.2, 12);
    // Failures kept by the tail sampler at weight 1, the rest at 100: 0.1 % fail, not 9 %.
    const tail = minutes([600, 100, 0, 100], [10, 110, 0]).map((minute, i) =>
      i >= 600 ? { ...minute, requests: 10_010, errors: 10, sampledErrors: 10 } : minute,
    );
    expect(judgeFailing(tail, endMs)).toBeUndefined();
  });
});

describe('slow', () => {
  const block = (back: number, sampled: number, p95Ms: number, p90Ms = p95Ms * 0.9, p75Ms = p95Ms * 0.7): Block => ({
    back,
    sampled,
    p75Ms,
    p90Ms,
    p95Ms,
  });
  const usual = Array.from({ length: 6 }, (_, i) => block(i + 1, 500, 300));

  test('compares with the median of blocks as long as now', () => {
    expect(judgeSlow([block(0, 500, 908), ...usual])).toEqual({ nowMs: 908, usualMs: 300 });
    // Half an hour of slowness already does not become the usual.
    expect(judgeSlow([block(0, 500, 908), block(1, 500, 900), block(2, 500, 900), ...usual.slice(2)])).toMatchObject({
      usualMs: 300,
    });
  });

  test('wants the difference to be sure and to matter', () => {
    expect(judgeSlow([block(0, 500, 440), ...usual])).toBeUndefined();
    // A few outliers lift the 95th percentile of a block, but not what surely lies below it.
    expect(judgeSlow([block(0, 500, 908, 250), ...usual])).toBeUndefined();
    expect(judgeSlow([block(0, 60, 908, 800, 250), ...usual])).toBeUndefined();
    expect(judgeSlow([block(0, 60, 908, 800, 400), ...usual])).toBeDefined();
    expect(judgeSlow([block(0, 19, 908), ...usual])).toBeUndefined();
    expect(judgeSlow([block(0, 500, 4, 3.9), ...usual.map((one) => ({ ...one, p95Ms: 1 }))])).toBeUndefined();
  });

  test('is not what a service does every few hours', () => {
    const swinging = Array.from({ length: 40 }, (_, i) => block(i + 1, 500, 300 + 250 * Math.sin(i / 3)));
    expect(judgeSlow([block(0, 500, 560), ...swinging])).toBeUndefined();
    expect(judgeSlow([block(0, 500, 2000), ...swinging])).toBeDefined();
  });

  test('has no usual in the first half hour', () => {
    expect(judgeSlow([block(0, 500, 908), ...usual.slice(0, 2)])).toBeUndefined();
    expect(judgeSlow([block(0, 500, 908), ...usual.map((one) => ({ ...one, sampled: 10 }))])).toBeUndefined();
    expect(judgeSlow([])).toBeUndefined();
  });

  test('began with the first of the slow minutes, not with a slow one long before', () => {
    const p95 = (minutesAgo: number): number => (minutesAgo <= 25 || minutesAgo === 80 ? 900 : 300);
    const all = Array.from({ length: 120 }, (_, i) => ({ atMs: at(120 - i), p95Ms: p95(120 - i) }));
    expect(slowSince(all, { nowMs: 908, usualMs: 300 }, endMs)).toBe(at(25));
  });
});

describe('silent', () => {
  const regular = Array.from({ length: 60 }, (_, i) => ({
    atMs: at(72 - i),
    requests: 30,
    errors: 0,
    sampled: 30,
    sampledErrors: 0,
  }));

  test('is a service that used to get requests and gets none for longer than it ever did', () => {
    expect(judgeSilent(regular, endMs)).toEqual({ lastMinuteMs: at(13), silentMs: 12 * MINUTE, usualMs: 2000 });
  });

  test('is not one whose pauses are long, or that has only just begun', () => {
    const bursts = regular.filter((_, i) => i % 12 === 0 || i > 55);
    expect(judgeSilent(bursts, endMs)).toBeUndefined();
    expect(judgeSilent(regular.slice(0, 9), endMs)).toBeUndefined();
    expect(
      judgeSilent(
        regular.map((minute) => ({ ...minute, atMs: minute.atMs + 9 * MINUTE })),
        endMs,
      ),
    ).toBeUndefined();
    expect(judgeSilent([], endMs)).toBeUndefined();
  });
});

import { expect, test } from 'vitest';
import { createUuidV7 } from './uuid-v7.ts';

test('carries its time as RFC 9562 lays it out', () => {
  // The example of RFC 9562, appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
  expect(createUuidV7(1_645_557_742_000)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('sorts by time, also beyond 32 bits', () => {
  const times = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 1_790_000_000_000, 2 ** 48 - 1];
  const ids = times.map((time) => createUuidV7(time));
  expect([...ids].sort()).toEqual(ids);
  expect(ids.at(-1)).toMatch(/^ffffffff-ffff-7/);
});

test('does not repeat within one millisecond', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => createUuidV7(5)));
  expect(ids.size).toBe(10_000);
});

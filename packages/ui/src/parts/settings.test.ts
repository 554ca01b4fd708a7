import { expect, test } from 'vitest';
import { settle, zoneName } from './settings.ts';

const defaults = { theme: 'system', density: 'normal', zone: 'utc', letterKeys: true, wrapLines: false };

test('takes what is valid of what was stored, and leaves the rest as by default', () => {
  expect(
    settle({ theme: 'dark', density: 'tiny', zone: 'local', letterKeys: false, wrapLines: true, other: 1 }),
  ).toEqual({
    ...defaults,
    theme: 'dark',
    zone: 'local',
    letterKeys: false,
    wrapLines: true,
  });
  for (const nothing of [null, undefined, 'x', 7, []]) expect(settle(nothing)).toEqual(defaults);
});

test('names the zone that times are written in', () => {
  expect(zoneName({ zone: 'utc' })).toBe('UTC');
  expect(zoneName({ zone: 'local' })).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
});

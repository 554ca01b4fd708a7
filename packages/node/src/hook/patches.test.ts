import { expect, test } from 'vitest';
import { CAPTURES } from '../capture/captures.ts';
import { PATCHES } from './patches.ts';
import { isInRange } from './versions.ts';

test('bundlers make the same changes as the agent', () => {
  expect(new Set(PATCHES)).toEqual(new Set(CAPTURES.flatMap(({ patches = [] }) => patches)));
});

test.each(PATCHES.map((patch) => [patch.module, patch.versions] as const))(
  'the versions of %s can be read: %s',
  (_module, versions) => {
    // A bound that cannot be read would leave every version out.
    const bounds = versions.split(/\s*\|\|\s*|\s+/);
    expect(bounds.filter((bound) => isInRange(bound.replace(/^[<>=]+/, ''), '>=0'))).toEqual(bounds);
  },
);

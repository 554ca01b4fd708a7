import { describe, expect, it } from 'vitest';
import { propagationRule } from './propagation.ts';

const is = (targets: (string | RegExp)[], url: string): boolean => propagationRule(targets)(new URL(url));

describe('a request tells its span', () => {
  it('to nobody who is not named', () => {
    expect(is([], 'https://example.com/')).toBe(false);
  });

  it.each([
    ['https://a.b', 'https://a.b/any/path?q', true],
    ['https://a.b/', 'https://a.b/any', true],
    ['https://a.b', 'https://a.b.c/', false],
    ['https://a.b', 'http://a.b/', false],
    ['https://a.b', 'https://a.b:8443/', false],
    ['https://a.b/c', 'https://a.b/c', true],
    ['https://a.b/c', 'https://a.b/c/d', true],
    ['https://a.b/c/', 'https://a.b/c', true],
    ['https://a.b/c', 'https://a.b/cd', false],
    ['https://a.b/c', 'https://x.y/?next=https://a.b/c', false],
    [/\.b\/c$/g, 'https://a.b/c?x', true],
    [/token/, 'https://a.b/c?token=1#token', false],
  ] as const)('%s: to %s %s', (target, url, expected) => {
    expect(is([target], url)).toBe(expected);
  });

  it('by a pattern that remembers where it was as often as it is asked', () => {
    const rule = propagationRule([/a\.b/g]);
    expect([1, 2, 3].map(() => rule(new URL('https://a.b/')))).toEqual([true, true, true]);
  });

  it('not where the option is wrong, which is said at once', () => {
    expect(() => propagationRule(['a.b/c'])).toThrow(
      new TypeError('propagateTo must hold addresses such as https://api.example.com, or patterns, got a.b/c'),
    );
  });
});

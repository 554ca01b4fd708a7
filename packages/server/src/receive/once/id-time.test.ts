import { describe, expect, it } from 'vitest';
import { timeOfId } from './id-time.ts';

describe('timeOfId', () => {
  it('reads the vectors of the specifications', () => {
    // RFC 9562, appendix A.6: 2022-02-22T14:22:22.00-05:00.
    expect(timeOfId('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')).toBe(Date.parse('2022-02-22T14:22:22.000-05:00'));
    // https://github.com/ulid/javascript: ulid(1469918176385) begins with 01ARYZ6S41.
    expect(timeOfId('01ARYZ6S41TSV4RRFFQ69G5FAV')).toBe(1_469_918_176_385);
    expect(timeOfId('01aryz6s41tsv4rrffq69g5fav')).toBe(1_469_918_176_385);
  });

  it.each([
    '',
    'abc',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    '017F22E2-79B0-4CC3-98C4-DC0C0C07398F',
    '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    '01ARYZ6S41TSV4RRFFQ69G5FAU',
  ])('finds no time in %j', (id) => {
    expect(timeOfId(id)).toBeUndefined();
  });
});

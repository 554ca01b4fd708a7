import { beforeEach, describe, expect, it } from 'vitest';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

let seconds: number;
let limit: RateLimit;
beforeEach(() => {
  seconds = 1000;
  limit = createRateLimit(100, () => seconds);
});

describe('a limit of 100 records a second', () => {
  it('lets ten seconds’ worth through at once, and no more', () => {
    limit.check('a');
    limit.spend('a', 999);
    limit.check('a');
    limit.spend('a', 1);
    expect(() => limit.check('a')).toThrow('100 records a second; send again in 1 s');
  });

  it('says how long a sender has to wait, and lets it in then', () => {
    limit.spend('a', 1450);
    expect(() => limit.check('a')).toThrow(
      expect.objectContaining({ status: 429, retryAfterS: 5, reason: 'over the rate limit' }),
    );
    seconds += 4.4;
    expect(() => limit.check('a')).toThrow('send again in 1 s');
    seconds += 0.2;
    expect(() => limit.check('a')).not.toThrow();
  });

  it('holds each sender to its own', () => {
    limit.spend('a', 5000);
    expect(() => limit.check('a')).toThrow('send again');
    expect(() => limit.check('b')).not.toThrow();
  });

  it('does not save up more than that for who was silent', () => {
    limit.check('a');
    seconds += 3600;
    limit.spend('a', 1001);
    expect(() => limit.check('a')).toThrow('send again');
  });

  it('lets as much through as it says, over a long time', () => {
    let taken = 0;
    for (; seconds < 2000; seconds += 0.5) {
      try {
        limit.check('a');
        limit.spend('a', 70);
        taken += 70;
      } catch {
        // Comes again.
      }
    }
    expect(taken).toBeGreaterThanOrEqual(100_000);
    expect(taken).toBeLessThanOrEqual(101_070);
  });
});

it('a limit of 0 is none', () => {
  const none = createRateLimit(0);
  none.spend('a', 1e12);
  expect(() => none.check('a')).not.toThrow();
});

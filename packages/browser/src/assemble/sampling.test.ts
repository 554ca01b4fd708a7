import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSampled, traceStateOf } from './sampling.ts';

/** As sessions have them, but the same in every run: of random ones a share would be far off once in 16,000 runs. */
const ids = Array.from({ length: 20_000 }, (_, index) => {
  const time = (1_800_000_000_000 + index).toString(16).padStart(12, '0');
  const random = createHash('sha256').update(String(index)).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
});
const chosen = (ratio: number): Set<string> => new Set(ids.filter((id) => isSampled(id, ratio)));

describe('the sample of sessions', () => {
  it.each([0.01, 0.1, 0.5, 0.9])('is a share of %d of them', (ratio) => {
    // Four standard deviations of a binomial distribution.
    const spread = 4 * Math.sqrt((ratio * (1 - ratio)) / ids.length);
    expect(Math.abs(chosen(ratio).size / ids.length - ratio)).toBeLessThan(spread);
  });

  it('is all of them at 1 and none at 0', () => {
    expect(chosen(1).size).toBe(ids.length);
    expect(chosen(0).size).toBe(0);
  });

  it('of a larger share holds that of a smaller one', () => {
    const large = chosen(0.5);
    expect([...chosen(0.1)].every((id) => large.has(id))).toBe(true);
  });

  it('says what each sampled session stands for, as OpenTelemetry writes it', () => {
    for (const id of chosen(0.25)) {
      const [, threshold = '', random = ''] = /^ot=th:([\da-f]+);rv:([\da-f]{14})$/.exec(
        traceStateOf(id, 0.25) ?? '',
      ) ?? [''];
      // The specification's own example: a probability of 1/4 is the threshold c.
      expect(threshold).toBe('c');
      expect(random >= threshold.padEnd(14, '0')).toBe(true);
    }
    expect(traceStateOf(ids[0] ?? '', 1)).toBeUndefined();
  });

  it('says nothing of sessions that are not sampled: their spans stand for none', () => {
    const sampled = chosen(0.25);
    const others = ids.filter((id) => !sampled.has(id));
    expect(others.length).toBeGreaterThan(10_000);
    expect(others.filter((id) => traceStateOf(id, 0.25) !== undefined)).toEqual([]);
  });

  it('begins with the 32-bit FNV-1a of the id', () => {
    // From the reference's test vectors: fnv1a("foobar") is bf9cf968.
    expect(traceStateOf('foobar', 0.3) ?? '').toMatch(/rv:bf9cf968/);
  });
});

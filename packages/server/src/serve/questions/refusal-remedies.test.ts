import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { remedyOf } from './refusal-remedies.ts';

const OF_THE_FORMAT = remedyOf('span_id is not 8 bytes, or zero');

/** What the doors count refusals under, as their sources write it. */
function reasonsOf(file: string, pattern: RegExp): string[] {
  const source = readFileSync(new URL(`../../receive/${file}`, import.meta.url), 'utf8');
  return [...source.matchAll(pattern)].map(([, reason = '']) => reason);
}

describe('the remedy of a refusal', () => {
  const files = readdirSync(new URL('../../receive/', import.meta.url)).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const reasons = [
    ...reasonsOf('refusal.ts', /^ {2}\d{3}: '([^']+)'/gm),
    ...reasonsOf('door.ts', /(?:unauthenticated|forbidden)\(\s*'([^']+)'/g),
    ...files.flatMap((file) => reasonsOf(file, /reason(?:: string =|:) '([^']+)'/g)),
  ];

  it('is known for every reason of the doors', () => {
    expect(reasons.length).toBeGreaterThan(15);
    expect(reasons.filter((reason) => remedyOf(reason) === OF_THE_FORMAT)).toEqual([]);
  });

  it('is known for times and pauses, and is the format for every other record', () => {
    for (const reason of [
      'time is older than what is kept',
      'time is more than 1 hour ahead of the clock of the server',
      'the project shop is paused',
    ]) {
      expect([reason, remedyOf(reason)]).not.toEqual([reason, OF_THE_FORMAT]);
    }
    expect(remedyOf('scale is not between -10 and 20')).toBe(OF_THE_FORMAT);
  });
});

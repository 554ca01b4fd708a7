import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('fixtures/cost.mjs', import.meta.url));

it('a capture costs less than a millisecond, and 10,000 in a loop, most of them beyond the limit, neither a second nor memory', () => {
  const args = ['--expose-gc', '--conditions=@sightglass/source', PROGRAM];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const { within, beyond, moreMb } = JSON.parse(printed) as Record<'within' | 'beyond' | 'moreMb', number>;
  expect(within).toBeLessThan(1);
  expect(beyond).toBeLessThan(0.1);
  expect(moreMb).toBeLessThan(5);
});

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('fixtures/cost.mjs', import.meta.url));

it('a capture takes a program less than a millisecond, beyond the limit less than a tenth, and 10,000 do not fill its memory', () => {
  const printed = execFileSync(process.execPath, ['--expose-gc', '--conditions=@sightglass/source', PROGRAM], {
    encoding: 'utf8',
  });
  const { unlimited, limited, heapMb } = JSON.parse(printed) as Record<'unlimited' | 'limited' | 'heapMb', number>;
  expect(unlimited).toBeLessThan(1);
  expect(limited).toBeLessThan(0.1);
  expect(heapMb).toBeLessThan(200);
});

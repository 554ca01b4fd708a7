import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

// The enum becomes more lines than it was: places in what runs are others than in the source.
const SOURCE = `enum Size {
  Small,
  Large,
}
function order(size: Size): never {
  throw new RangeError('size ' + size);
}
setTimeout(() => order(Size.Large), 1);
`;

let folder: string;
let sink: Sink;
let program: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightglass-maps-')));
  sink = await startSink();
  program = join(folder, 'order.cjs');
  const sourceUrl = join(folder, 'order.ts');
  await writeFile(program, stripTypeScriptTypes(SOURCE, { mode: 'transform', sourceMap: true, sourceUrl }));
});
afterAll(async () => {
  await sink.close();
  await rm(folder, { recursive: true });
});

async function stackOf(env: Readonly<Record<string, string>>): Promise<{ stack: string; stderr: string }> {
  const before = sink.logs.length;
  const { stderr } = await run(program, { agent: '--require', env: { SIGHTGLASS_ENDPOINT: sink.url, ...env } });
  expect(sink.logs).toHaveLength(before + 1);
  return { stack: String(sink.logs.at(-1)?.attributes['exception.stacktrace']), stderr };
}

test.each([[{ NODE_OPTIONS: '--enable-source-maps' }], [{ SIGHTGLASS_SOURCE_MAPS: 'true' }]])(
  'with %o a stack names places of the source',
  async (env) => {
    const { stack, stderr } = await stackOf(env);
    expect(stack).toContain(`RangeError: size 1\n    at order (${join(folder, 'order.ts')}:6:9)`);
    expect(stderr).toContain('order.ts:6:9');
  },
);

test('without them a stack names places of what runs, and what is printed stays as it was', async () => {
  const { stack, stderr } = await stackOf({});
  expect(stack).toMatch(/at order \(.*order\.cjs:\d+:\d+\)/);
  expect(stack).not.toContain('order.cjs:6:');
  expect(stderr).toBe((await run(program, {})).stderr);
});

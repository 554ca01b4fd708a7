// What is found out about a process after its start stands on what is sent at its end, however short it was.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

const COMMIT = '9ab2c0d1e2f30415263748596a7b8c9d0e1f2a3b';
let folder: string;
let sink: Sink;

beforeAll(async () => {
  sink = await startSink();
  folder = mkdtempSync(join(tmpdir(), 'sightglass-late-'));
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'HEAD'), COMMIT);
  for (const file of ['ending.cjs', 'ways-to-end.cjs']) {
    copyFileSync(fileURLToPath(new URL(`fixtures/${file}`, import.meta.url)), join(folder, file));
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sink.close();
});

test.each(['normal', 'exit 3', 'throw', 'SIGTERM'])('the commit, of a program that ends soon: %s', async (way) => {
  const env = { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_SERVICE: way };
  await run(join(folder, 'ending.cjs'), { agent: '--require', args: [way], env });
  const records = [...sink.spans, ...sink.metrics].map(({ resource }) => resource);
  const own = records.filter((resource) => resource['service.name'] === way);
  expect(own.length).toBeGreaterThan(2);
  for (const resource of own) expect(resource).toMatchObject({ 'vcs.ref.head.revision': COMMIT });
});

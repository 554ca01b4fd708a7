// What the agent adds to the start of a program, by counts: times belong to bench/, on a quiet machine.

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { run } from './run.ts';

interface Loaded {
  readonly files: string[];
  readonly builtin: string[];
}
const loaded = async (env: Readonly<Record<string, string>> = {}): Promise<Loaded> => {
  const { stdout } = await run('loaded.cjs', {
    agent: '--require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...env },
  });
  return JSON.parse(stdout) as Loaded;
};

test('two files of ours and nothing else is read before the program', async () => {
  const { files } = await loaded();
  expect(files.map((file) => basename(file)).sort((a, b) => a.localeCompare(b))).toEqual(['agent.cjs', 'register.cjs']);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(230 * 1024);
});

test('parts of Node that take long to load are loaded where they are needed', async () => {
  const { builtin } = await loaded();
  for (const name of ['crypto', 'tls', 'https', 'zlib', 'inspector', 'child_process', 'http2', 'dns', 'fs/promises']) {
    expect([name, builtin.includes(name)]).toEqual([name, false]);
  }
});

test.each([
  [{ SIGHTGLASS_TRACER: 'stock' }, 'stock.cjs'],
  [{ OTEL_TRACES_EXPORTER: 'console' }, 'stock.cjs'],
])('%o loads %s besides', async (env, file) => {
  const { files } = await loaded(env);
  expect(files.map((path) => basename(path))).toContain(file);
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

let folder: string;
let sink: Sink;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile-'));
  sink = await startSink();
});
afterEach(async () => {
  await sink.close();
  await rm(folder, { recursive: true });
});

const profiled = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  run('profiled.mjs', {
    agent: '--import',
    args: [args[0] ?? '', folder, ...args.slice(1)],
    env: { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_PROFILE_DIR: folder, ...env },
  });

/** Names of functions that samples of a file name. */
async function functionsIn(file: string): Promise<string[]> {
  const profile = Profile.decode(gunzipSync(await readFile(join(folder, file))));
  return profile.function.map(({ name }) => profile.stringTable.strings[Number(name)] ?? '');
}

test('[PF-11] a program that ends before the profile does leaves it all the same, and says so', async () => {
  const ended = await profiled(['short'], { SIGHTGLASS_PROFILE: 'cpu' });
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const files = await readdir(folder);
  expect(files).toEqual([expect.stringMatching(/^sightglass-cpu-\d{4}-.*\.pb\.gz$/)]);
  expect(await functionsIn(files[0] ?? '')).toContain('first');
  const told = sink.logs.filter(({ scope }) => scope === '@sightglass/node/profile');
  expect(told.map(({ attributes }) => attributes['sightglass.profile.file'])).toEqual([join(folder, files[0] ?? '')]);
});

test('process.exit does not lose it, and its code stays', async () => {
  expect(await profiled(['short', 'exit'], { SIGHTGLASS_PROFILE: 'heap' })).toMatchObject({ code: 7, stderr: '' });
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^sightglass-heap-/)]);
});

test('a signal begins a profile, the same again ends it, and the program’s own listener is called each time', async () => {
  const ended = await profiled(['signal'], { SIGHTGLASS_PROFILE: 'cpu', SIGHTGLASS_PROFILE_SIGNAL: 'SIGUSR2' });
  expect(ended).toMatchObject({ code: 0, stdout: 'mine too\n'.repeat(4), stderr: '' });
  // Their names begin with the time.
  const files = (await readdir(folder)).toSorted();
  expect(files).toHaveLength(2);
  expect(await functionsIn(files[0] ?? '')).toContain('first');
  expect(await functionsIn(files[1] ?? '')).toContain('second');
});

test('a signal that is not asked for does what it does without the agent', async () => {
  const ended = await profiled(['default'], {});
  expect(ended).toMatchObject({ code: null, signal: 'SIGUSR2', stderr: '' });
  expect(await readdir(folder)).toEqual([]);
});

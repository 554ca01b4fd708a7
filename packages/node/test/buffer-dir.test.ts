import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCollector } from './away-collector.ts';
import type { Collector } from './away-collector.ts';
import { run } from './run.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const SPANS = 2000;

let collector: Collector;
let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  collector = await startCollector();
  folder = mkdtempSync(join(tmpdir(), 'sightglass-outage-'));
  env = {
    SIGHTGLASS_ENDPOINT: collector.url,
    SIGHTGLASS_KEY: 'of-this-test',
    SIGHTGLASS_BUFFER_DIR: folder,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    // What a killed process had in its hands is its own for as long as a request may take, and five seconds more.
    OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
  };
});
afterEach(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

const make = (ending: string): ReturnType<typeof run> =>
  run('numbered.mjs', { agent: '--import', args: [`${SPANS}`, ending], env });

/** Spans in the folder, as the names of its files tell: `<id>_<due>_<at>_<records>_…`. */
const spansInFolder = (): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.pb'))
    .reduce((sum, name) => sum + Number(name.split('_')[3]), 0);

/** Starts a program and kills it once what it made is in the folder. */
async function makeAndBeKilled(): Promise<void> {
  const before = spansInFolder();
  const child = spawn(
    process.execPath,
    ['--import', '@sightglass/node/register', 'numbered.mjs', `${SPANS}`, 'waits'],
    {
      cwd: FIXTURES,
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: 'ignore',
    },
  );
  try {
    await expect.poll(spansInFolder, { timeout: 20_000 }).toBe(before + SPANS);
  } finally {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

/** What has arrived and what has not, after one more program, which has nothing to do but to look into the folder. */
async function afterAnother(): Promise<unknown> {
  await run('numbered.mjs', { agent: '--import', args: ['0', 'returns'], env });
  return { arrived: collector.spans(), inFolder: spansInFolder() };
}

test('with a buffer folder nothing is lost while the collector is away and programs end, be it by kill -9', async () => {
  await collector.goAway('refused');
  const codes: unknown[] = [];
  for (const ending of ['returns', 'exits', 'throws']) codes.push((await make(ending)).code);
  await makeAndBeKilled();
  expect(codes).toEqual([0, 0, 1]);
  expect(spansInFolder()).toBe(4 * SPANS);

  await collector.comeBack();
  // What was killed may seem to have something in its hands for a while.
  await expect.poll(afterAnother, { timeout: 60_000 }).toEqual({ arrived: 4 * SPANS, inFolder: 0 });
});

test('a collector that hangs has its programs killed, and everything arrives when it answers again', async () => {
  await collector.goAway('hanging');
  await makeAndBeKilled();
  await collector.comeBack();
  await expect.poll(afterAnother, { timeout: 60_000 }).toEqual({ arrived: SPANS, inFolder: 0 });
});

import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ending, Script } from '../packages/otlp/test/fixtures/program.ts';
import { collectorPrograms, startCollector } from './kit/collector.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { shown, stopProgram } from './kit/processes.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { smallDisk } from './kit/small-disk.ts';
import { startSink, type Sink } from './kit/sink.ts';
import { until } from './kit/until.ts';
import { survivesOutage } from './otlp-outage.ts';
import { commandOf, expectOnce, NODE_22, startHost, storedNumbers } from './otlp-program.ts';

let server: TemporaryServer;
let sink: Sink;
let folder: string;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());
beforeEach(async () => {
  sink = await startSink(server.url);
  folder = temporaryFolder('buffer');
});
afterEach(async () => {
  await sink.close();
  removeFolder(folder);
});

/** A way to end: how, and with what signal from outside. */
interface Way {
  readonly name: string;
  readonly ending: Ending;
  readonly signal?: NodeJS.Signals;
}

const THROWS: Way = { name: 'throws what nobody catches', ending: 'throws' };
const IS_ASKED: Way = { name: 'is asked to end', ending: 'waits', signal: 'SIGTERM' };
const WAYS: readonly Way[] = [
  { name: 'comes to its end', ending: 'returns' },
  { name: 'calls process.exit', ending: 'exits' },
  THROWS,
  { name: 'rejects what nobody catches', ending: 'rejects' },
  { name: 'throws what it catches, and exits', ending: 'catches' },
  IS_ASKED,
  { name: 'is interrupted', ending: 'waits', signal: 'SIGINT' },
  { name: 'is asked to end, and listens itself', ending: 'listens', signal: 'SIGTERM' },
];

/** Runs a program to its end, and says all that can be seen of it. */
async function ended(script: Script, signal?: NodeJS.Signals, node?: string): Promise<unknown> {
  const program = startHost(script, node);
  if (signal !== undefined) {
    await shown(program, /ready/);
    program.child.kill(signal);
  }
  return { end: await program.exited, ...program.output };
}

/** Runs a program that has nothing to do but to find what others left; again, as long as that may still be in their hands. */
async function runUntilEmpty(service: string, client: NonNullable<Script['client']>): Promise<void> {
  const run = async (): Promise<true | undefined> => {
    await ended({ client, service, count: 0, from: 0, ending: 'returns' });
    return readdirSync(folder).length === 0 ? true : undefined;
  };
  await until(40_000, run, 'an empty folder');
}

describe('a program with a client', () => {
  let services = 0;

  it.each(WAYS)('that $name ends as without it, and all its events arrive', async ({ ending, signal }) => {
    const service = `ending-${services++}`;
    const script: Script = { service, count: 10, from: 0, ending };
    const inMemory = { endpoint: sink.url };
    const onDisk = { endpoint: sink.url, bufferDir: folder };
    const [without, withMemory, withFolder] = await Promise.all([
      ended(script, signal),
      ended({ ...script, client: inMemory }, signal),
      ended({ ...script, client: onDisk, from: 10 }, signal),
    ]);
    expect(withMemory).toEqual(without);
    expect(withFolder).toEqual(without);
    await runUntilEmpty(service, onDisk);
    expectOnce(await storedNumbers(server, service), 20);
  });

  it.each([THROWS, IS_ASKED])(
    'on Node 22 that $name ends as without it, and all its events arrive',
    async ({ ending, signal }) => {
      const service = `node-22-${services++}`;
      const script: Script = { service, count: 10, from: 0, ending };
      const [without, withUs] = await Promise.all([
        ended(script, signal, NODE_22),
        ended({ ...script, client: { endpoint: sink.url } }, signal, NODE_22),
      ]);
      expect(withUs).toEqual(without);
      expectOnce(await storedNumbers(server, service), 10);
    },
  );

  it.each([...WAYS.slice(0, 3), IS_ASKED])(
    'that $name is not held up for long by a receiver that is silent',
    async ({ ending, signal }) => {
      sink.misbehave(() => 'hang');
      const script: Script = { service: 'silence', count: 10, from: 0, ending };
      const [[without, alone], [withUs, together]] = await Promise.all([
        timed(() => ended(script, signal)),
        timed(() => ended({ ...script, client: { endpoint: sink.url } }, signal)),
      ]);
      expect(withUs).toEqual(without);
      // Two seconds are what it may take, nine the request; the rest is for a machine that does other things meanwhile.
      expect(together - alone).toBeLessThan(6000);
    },
  );
});

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

describe('events with a folder to wait in', () => {
  it('outlive a receiver that is away, and every way to end, and are sent by one of the programs that come after', async () => {
    const EVENTS = 20_000;
    expectOnce(await survivesOutage(server, { events: EVENTS, overMs: 1500, awayMs: 0 }), EVENTS);
  });

  it('are sent from memory while the disk is full', async (context) => {
    const disk = await smallDisk(1024 * 1024, 'a client whose disk is full');
    context.skip(disk === undefined);
    try {
      disk?.fill(0);
      const service = 'disk-full';
      const client = { endpoint: sink.url, bufferDir: `${disk?.folder}/buffer` };
      const script: Script = { client, service, count: 500, from: 0, ending: 'waits' };
      await sink.goOffline();
      const [command, ...args] = commandOf(script);
      const program = disk?.start(command, args) ?? startHost(script);
      await shown(program, /ready/);
      await sink.goOnline();
      const isThere = async (): Promise<true | undefined> =>
        (await storedNumbers(server, service)).length > 0 ? true : undefined;
      await until(20_000, isThere, 'events');
      expect(await stopProgram(program)).toBe('SIGTERM');
      expect(program.output).toEqual({ stdout: 'ready\n', stderr: '' });
      expectOnce(await storedNumbers(server, service), 500);
    } finally {
      await disk?.stop();
    }
  });
});

describe('a Collector as the receiver', async () => {
  const programs = await collectorPrograms('a Collector as the receiver of @sightglass/otlp/node');

  it.runIf(programs)('gets everything, also what happened while it was dead', async () => {
    if (programs === undefined) return;
    const collector = await startCollector(programs, server.url);
    try {
      const client = { endpoint: collector.url, bufferDir: folder, isSightglass: false };
      const service = 'collected';
      const program = startHost({ client, service, count: 2000, from: 0, overMs: 2000, ending: 'waits' });
      await until(10_000, () => (readdirSync(folder).length > 0 ? true : undefined), 'a first event');
      await collector.kill();
      await shown(program, /ready/);
      await stopProgram(program);
      await collector.restart();
      await runUntilEmpty(service, client);
      await until(
        20_000,
        async () => ((await storedNumbers(server, service)).length >= 2000 ? true : undefined),
        'all events',
      );
      expectOnce(await storedNumbers(server, service), 2000);
    } finally {
      await collector.stop();
    }
  });
});

import { readdirSync } from 'node:fs';
import type { Ending } from '../packages/otlp/test/fixtures/program.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { shown, stopProgram, type Program } from './kit/processes.ts';
import type { TemporaryServer } from './kit/server.ts';
import { startSink } from './kit/sink.ts';
import { until } from './kit/until.ts';
import { startHost, storedNumbers } from './otlp-program.ts';

/** How much happens, and how long nobody can take it. */
export interface Outage {
  readonly events: number;
  /** Milliseconds over which the events happen. */
  readonly overMs: number;
  /** Milliseconds that the receiver is away at least; it comes back when all programs have ended. */
  readonly awayMs: number;
}

const SERVICE = 'away';

/**
 * Four programs share a folder. Their receiver goes away while they work; they end meanwhile, by SIGTERM, an error, process.exit, and kill -9.
 * Three that know nothing of it start before the receiver is back.
 *
 * @returns numbers of the events that the receiver has stored in the end, as often as it has.
 */
export async function survivesOutage(
  server: TemporaryServer,
  { events, overMs, awayMs }: Outage,
): Promise<readonly number[]> {
  const folder = temporaryFolder('buffer');
  const sink = await startSink(server.url);
  const client = { endpoint: sink.url, bufferDir: folder, maxRecords: events };
  const start = (ending: Ending, from: number, count: number): Program =>
    startHost({ client, service: SERVICE, count, from, overMs, ending });
  try {
    const part = events / 4;
    const asked = start('waits', 0, part);
    const killed = start('waits', part, part);
    const others = [start('throws', 2 * part, part), start('exits', 3 * part, part)];
    await until(30_000, () => sink.received[0], 'a first request');
    await sink.goOffline();
    const back = performance.now() + awayMs;

    await Promise.all([shown(asked, /ready/, overMs + 60_000), shown(killed, /ready/, overMs + 60_000)]);
    await stopProgram(asked, 'SIGTERM');
    // What happened in the last quarter of a second is at risk when a program is killed.
    await new Promise((resolve) => setTimeout(resolve, 250));
    await stopProgram(killed, 'SIGKILL');
    await Promise.all(others.map(({ exited }) => exited));

    const after = Array.from({ length: 3 }, () => start('waits', 0, 0));
    await Promise.all(after.map((program) => shown(program, /ready/)));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, back - performance.now())));
    await sink.goOnline();
    await until(120_000, () => (readdirSync(folder).length === 0 ? true : undefined), 'an empty folder');
    await Promise.all(after.map((program) => stopProgram(program)));
    return await storedNumbers(server, SERVICE);
  } finally {
    await sink.close();
    removeFolder(folder);
  }
}

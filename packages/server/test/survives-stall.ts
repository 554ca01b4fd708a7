/** What was acknowledged survives a database that stops answering for a while, under load, and the server goes on by itself. */
import { fileURLToPath } from 'node:url';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { startProgram, stopProgram } from '../../../test/kit/processes.ts';
import { listening } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { connectClickHouse } from '../src/store/clickhouse/engine.ts';
import { fillParams } from '../src/store/literals.ts';
import { damageOf, type Damage } from './load/damage.ts';
import { type Sent, startLoad } from './load/senders.ts';
import { backlogOf, isReady, peakMemory, spawnServing } from './serving.ts';

const DOOR = fileURLToPath(new URL('fixtures/door.ts', import.meta.url));

/** How long the server may take to notice that the database has stopped, or answers again. */
const NOTICE_MS = 60_000;

/** How long it may take to store what waited. */
const DRAIN_MS = 300_000;

/** What a server went through. */
export interface Stall {
  damage: Damage;
  sent: Sent;
  seed: number;
  /** How the server ended when it was asked to. */
  end: number | NodeJS.Signals | null;
  /** Bodies that were acknowledged while the database did not answer. */
  takenMeanwhile: number;
  /** Requests that were told to come again meanwhile, because too much waited. */
  deferredMeanwhile: number;
  /** Most memory before and after the stall, bytes. */
  peakBefore: number;
  peakAfter: number;
  /** Time until everything was taken again, milliseconds. */
  recoveryMs: number;
}

/** How the database stops. */
export interface StallOptions {
  stallMs: number;
  /** Bytes that may wait for it. */
  backlogBytes: number;
  /** Pause of a client between two bodies, milliseconds. */
  pauseMs: number;
}

/** Stops the process of the database under a server (SIGSTOP: connections stay, and nothing answers), and lets it go on later. */
export async function survivesStall({ stallMs, backlogBytes, pauseMs }: StallOptions): Promise<Stall> {
  const seed = Date.now() >>> 0;
  const [database, dataDir] = [temporaryFolder('database'), temporaryFolder('stall')];
  const door = startProgram(process.execPath, ['--conditions=@sightglass/source', DOOR, database]);
  const clickhouseUrl = await listening(door);
  const spool = { maxAgeMs: 200, maxBacklogBytes: backlogBytes };
  const server = spawnServing({ port: 0, dataDir, clickhouseUrl, spool });
  const url = await listening(server);
  const memory = (): number => peakMemory(server.child.pid ?? 0);
  const load = startLoad({ url: () => url, seed, pauseMs });
  const { sent } = load;
  const more = (bodies: number): Promise<unknown> => {
    const goal = sent.acknowledged + bodies;
    const taken = until(NOTICE_MS, () => sent.acknowledged >= goal || undefined, 'bodies that are acknowledged');
    return Promise.race([taken, load.failed]);
  };
  await more(100);

  const before = { taken: sent.acknowledged, deferred: sent.deferred, peak: memory() };
  const stalledAt = performance.now();
  door.child.kill('SIGSTOP');
  await until(NOTICE_MS, async () => ((await isReady(url)) ? undefined : true), 'a server that says it is not ready');
  await until(stallMs + NOTICE_MS, () => sent.deferred > before.deferred || undefined, 'a backlog that is full');
  const rest = stallMs - (performance.now() - stalledAt);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, Math.max(0, rest))), load.failed]);
  const after = { taken: sent.acknowledged, deferred: sent.deferred, peak: memory() };
  const alive = server.child.exitCode === null;

  door.child.kill('SIGCONT');
  const resumedAt = performance.now();
  if (!alive) throw new Error(`the server ended: ${server.output.stderr}`);
  await until(NOTICE_MS, async () => (await isReady(url)) || undefined, 'a server that is ready again');
  await more(100);
  const recoveryMs = performance.now() - resumedAt;
  await load.stop(30_000);
  await until(DRAIN_MS, async () => ((await backlogOf(url)) === 0 ? true : undefined), 'an empty backlog');
  const end = await stopProgram(server, 'SIGTERM', 60_000);

  const engine = await connectClickHouse(clickhouseUrl);
  const damage = await damageOf(
    { database: 'otel', query: async (sql, params, limits) => engine.select(fillParams(sql, params), limits) },
    sent,
  );
  await engine.close();
  await stopProgram(door);
  for (const folder of [database, dataDir]) removeFolder(folder);
  return {
    damage,
    sent,
    seed,
    end,
    takenMeanwhile: after.taken - before.taken,
    deferredMeanwhile: after.deferred - before.deferred,
    peakBefore: before.peak,
    peakAfter: after.peak,
    recoveryMs,
  };
}

/** What was acknowledged survives kill -9 of the server, at any moment, again and again, and is there once. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../test/kit/free-port.ts';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { startServer } from '../src/start.ts';
import { damageOf, type Damage } from './load/damage.ts';
import { createRandom } from './population/population.ts';
import { type Sent, startLoad } from './load/senders.ts';
import { spawnServing } from './serving.ts';

/** A kill comes so many acknowledged bodies after the start, at most, and then so many milliseconds later: as long as spools live. */
const LONGEST_LIFE = 60;
const QUICK_SPOOL_MS = 100;
const USUAL_SPOOL_MS = 1000;

/** How many of the kills meet a start: migrations, what the last one left, repairs. */
const ODDS_OF_STARTING = 0.2;

/** What the kills met. */
export interface Kills {
  damage: Damage;
  sent: Sent;
  /** Makes the same moments again. */
  seed: number;
  /** Kills before the server listened. */
  whileStarting: number;
  /** Kills that left spool files behind. */
  withSpools: number;
  /** Kills that left a part of a table behind that was being written. */
  inInsert: number;
}

/** How kills are made. */
export interface KillOptions {
  kills: number;
  /** @defaultValue a new one */
  seed?: number;
  /** Every other server is started as people start it, with spools of a second; else all have quick spools. @defaultValue false */
  mixed?: boolean;
}

/** Kills a server under load, starts it again, and so on; then compares what it holds with what was sent. */
export async function survivesKills({ kills, seed = Date.now() >>> 0, mixed = false }: KillOptions): Promise<Kills> {
  const random = createRandom(seed);
  const folder = temporaryFolder('kill');
  const port = await freePort();
  const env = { ...process.env, NODE_COMPILE_CACHE: temporaryFolder('compiled') };
  const load = startLoad({ url: () => `http://127.0.0.1:${port}`, seed, pauseMs: 2 });
  let startMs = 0;
  const met = { whileStarting: 0, withSpools: 0, inInsert: 0 };
  for (let kill = 0; kill < kills; kill++) {
    const isQuick = !mixed || kill % 2 === 0;
    const running = isQuick
      ? spawnServing({ port, dataDir: folder, spool: { maxAgeMs: QUICK_SPOOL_MS } }, { env })
      : spawnServer(['--port', String(port), '--data', folder]);
    const begun = performance.now();
    const [bodies, afterMs] = [random() * LONGEST_LIFE, random() * 1.5 * (isQuick ? QUICK_SPOOL_MS : USUAL_SPOOL_MS)];
    const moment =
      kill > 0 && random() < ODDS_OF_STARTING
        ? pause(random() * startMs)
        : listening(running).then(async () => {
            startMs = performance.now() - begun;
            const goal = load.sent.acknowledged + bodies;
            await until(60_000, () => load.sent.acknowledged >= goal || undefined, 'bodies that are acknowledged');
            await pause(afterMs);
          });
    await Promise.race([moment, load.failed]);
    running.child.kill('SIGKILL');
    if ((await running.exited) !== 'SIGKILL') throw new Error(`it ended by itself: ${running.output.stderr}`);
    if (!running.output.stdout.includes('listening')) met.whileStarting++;
    if (holds(join(folder, 'spool'), /\.native$/)) met.withSpools++;
    if (holds(join(folder, 'clickhouse', 'store'), /^tmp_insert/, true)) met.inInsert++;
  }
  const server = await startServer({ port, dataDir: folder });
  await load.stop(60_000);
  await server.store.flush();
  const { problem, quarantined } = server.store.health();
  const damage = await damageOf(server.store, load.sent);
  if (problem !== '' || quarantined > 0) damage.lost.push(`${quarantined} spools put aside, ${problem}`);
  await server.close();
  removeFolder(folder);
  return { damage, sent: load.sent, seed, ...met };
}

function holds(folder: string, name: RegExp, recursive = false): boolean {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' }).some((path) => name.test(path.split('/').at(-1) ?? ''));
  } catch {
    // Killed before it was made.
    return false;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

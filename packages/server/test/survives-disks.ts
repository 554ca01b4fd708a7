/** What was acknowledged survives a disk that fills up or can no longer be written, under load, and the server goes on by itself. */
import { join } from 'node:path';
import { freePort } from '../../../test/kit/free-port.ts';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { stopProgram } from '../../../test/kit/processes.ts';
import { listening } from '../../../test/kit/server.ts';
import { smallDisk } from '../../../test/kit/small-disk.ts';
import { until } from '../../../test/kit/until.ts';
import { openStore } from '../src/store/open.ts';
import { damageOf, type Damage } from './load/damage.ts';
import { createRandom } from './population/population.ts';
import { type Load, type Sent, startLoad } from './load/senders.ts';
import { isReady, peakMemory, serveCommand } from './serving.ts';

const MEGABYTE = 1024 ** 2;
const DISK_BYTES = 128 * MEGABYTE;

/** Below this share of free room the server takes nothing, so that it never runs out half-way. */
const RESERVE = 0.05;

/** How long the server may take to notice that a disk is full or has room again. */
const NOTICE_MS = 15_000;

/** What a server went through. */
export interface Disks {
  damage: Damage;
  sent: Sent;
  seed: number;
  /** How it ended when it was asked to. */
  end: number | NodeJS.Signals | null;
  /** Most memory that it had, bytes. */
  peakBytes: number;
  /** How long, at most, it went on refusing when the disk could be written again, milliseconds. */
  recoveryMs: number;
}

/** Fills the disk of a server under load, and makes its spool read-only, `times` times each. Undefined where no disk can be made. */
export async function survivesDisks(times: number, seed: number = Date.now() >>> 0): Promise<Disks | undefined> {
  const disk = await smallDisk(DISK_BYTES, 'a server on a full disk');
  if (disk === undefined) return undefined;
  const random = createRandom(seed);
  const port = await freePort();
  const server = disk.start(...serveCommand({ port, dataDir: join(disk.folder, 'data'), spool: { maxAgeMs: 100 } }));
  const url = await listening(server);
  const load = startLoad({ url: () => url, seed, pauseMs: 10 });
  let recoveryMs = 0;
  const recovers = async (): Promise<void> => {
    const from = performance.now();
    await until(NOTICE_MS, async () => (await isReady(url)) || undefined, 'a server that is ready again');
    await moreTaken(load, 20);
    recoveryMs = Math.max(recoveryMs, performance.now() - from);
  };
  const refuses = async (why: string, keepSo: () => void = () => undefined): Promise<void> => {
    const isRefusing = async (): Promise<true | undefined> => {
      keepSo();
      return (await isReady(url)) ? undefined : true;
    };
    await until(NOTICE_MS, isRefusing, `a server that says ${why}`);
    const { deferred } = load.sent;
    await until(NOTICE_MS, () => load.sent.deferred > deferred || undefined, 'senders that are told to come again');
    const answer = await fetch(`${url}/api/v1/services`);
    if (!answer.ok) throw new Error(`questions are not answered while it refuses: ${await answer.text()}`);
  };
  for (let time = 0; time < times; time++) {
    await moreTaken(load, 50);
    // To the last byte the first time: nothing at all can be written then.
    const left = time === 0 ? 0 : random() * RESERVE * DISK_BYTES * 0.9;
    // Again and again: what the store has merged it removes, which may give back more than is missing.
    await refuses('that its disk is full', () => disk.fill(left));
    disk.empty();
    await recovers();
    await disk.protect('data/spool');
    await refuses('that its spool cannot be written');
    await disk.release('data/spool');
    await recovers();
  }
  await load.stop(30_000);
  const peakBytes = peakMemory(server.child.pid ?? 0);
  const end = await stopProgram(server, 'SIGTERM', 60_000);
  const copy = temporaryFolder('copy');
  disk.copy(copy);
  await disk.stop();
  const damage = await damageIn(join(copy, 'data'), load.sent);
  removeFolder(copy);
  return { damage, sent: load.sent, seed, end, peakBytes, recoveryMs };
}

async function moreTaken({ sent, failed }: Load, bodies: number): Promise<void> {
  const goal = sent.acknowledged + bodies;
  await Promise.race([
    until(NOTICE_MS, () => sent.acknowledged >= goal || undefined, 'bodies that are acknowledged'),
    failed,
  ]);
}

async function damageIn(dataDir: string, sent: Sent): Promise<Damage> {
  const store = await openStore({ dataDir });
  try {
    await store.flush();
    return await damageOf(store, sent);
  } finally {
    await store.close();
  }
}

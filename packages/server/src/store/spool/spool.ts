import { mkdir, rm } from 'node:fs/promises';
import { ServerError } from '../../errors.ts';
import { NO_METER, type Meter } from '../../self/meter.ts';
import type { Block } from '../store.ts';
import { createDiskWatch, type DiskSpace, type DiskWatchOptions } from './disk.ts';
import { createInserter } from './inserter.ts';
import { createJournal } from './journal.ts';
import { createKeyMemory, type KeyMemory } from './key-memory.ts';
import type { Key } from './key-set.ts';
import { INSERT_AGE_MS, SPOOL_LIMITS, type Durability, type SpoolLimits } from './limits.ts';
import { timeOf } from './names.ts';
import { storeSpool, type Insert, type PutAside } from './poison.ts';
import { takeUp } from './take-up.ts';
import { createWriter } from './writer.ts';

/** The write-ahead log between receiver and database. */
export interface Spool {
  /** Appends blocks, all of them or none; `keys` are remembered for ten minutes from then on. */
  keep(blocks: readonly Block[], keys: readonly Key[]): Promise<void>;
  /** What was kept in the last ten minutes, by this process or those before it. */
  readonly memory: Pick<KeyMemory, 'has' | 'completeSince'>;
  /** Hands everything appended so far to the database and waits until it is stored or put aside. */
  flush(): Promise<void>;
  /** Closes; what the database has not taken within `drainMs` stays for the next start. */
  close(drainMs: number): Promise<void>;
  state(): SpoolState;
}

/** How a spool is. */
export interface SpoolState {
  /** Bytes and files that are not in the database yet. */
  backlogBytes: number;
  backlogFiles: number;
  /** What the database refused since the start. */
  putAside: Readonly<PutAside>;
  /** Why {@link Spool.keep} takes nothing; empty when it does. */
  refusal: string;
  /** The last failure of the database; empty once it works again. */
  problem: string;
  disk: DiskSpace | undefined;
}

/** What the spool needs. */
export interface SpoolOptions {
  /** Folder for the files; made if missing. */
  dir: string;
  /** Folder for rows that the database refuses; made when needed. */
  quarantineDir: string;
  insert: Insert;
  /** @defaultValue 'spool' */
  durability?: Durability;
  limits?: Partial<SpoolLimits>;
  /** How the disk is looked at. */
  disk?: Omit<DiskWatchOptions, 'dir'>;
  /** Hears what goes into the database, and what does not. @defaultValue nobody */
  meter?: Meter;
  /** Told of rows that were put aside. */
  report?: (error: unknown) => void;
}

/** Opens the spool and takes up what a former process left. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, quarantineDir, insert, durability = 'spool', meter = NO_METER, report = () => undefined } = options;
  const limits = {
    ...SPOOL_LIMITS,
    ...(durability === 'insert' ? { maxAgeMs: INSERT_AGE_MS } : {}),
    ...options.limits,
  };
  await mkdir(dir, { recursive: true });
  const left = await takeUp(dir);
  const oldestNeededMs = (): number =>
    Math.min(...[inserter.oldest, writer.oldest].map((name) => (name === undefined ? Infinity : timeOf(name))));
  const memory = createKeyMemory(oldestNeededMs);

  const putAside: PutAside = { files: 0, rows: 0 };
  const inserter = createInserter({
    store: (spool, signal) =>
      storeSpool(spool, { insert: measured(insert, meter), quarantineDir, putAside, meter, report }, signal),
    discard: ({ path }) => rm(path, { force: true }),
  });
  for (const spool of left.spools) void inserter.add(spool);

  const journal = createJournal({
    dir,
    isSynced: durability === 'fsync',
    old: left.journals,
    oldestNeededMs,
  });
  const writer = createWriter({
    dir,
    durability,
    limits,
    journal,
    inserter,
    onWritten(keys) {
      const now = Date.now();
      for (const key of keys) memory.add(key, now);
    },
  });
  for (const { key, atMs } of left.keys) memory.add(key, atMs);
  const disk = createDiskWatch({ dir, ...options.disk });
  await disk.look();
  const backlogBytes = (): number => inserter.bytes + writer.bytes();
  // Whatever the next block is: who is told that data is taken must not be refused because of its size.
  const isFull = (): boolean => backlogBytes() >= limits.maxBacklogBytes;
  let isClosed = false;

  const check = (): void => {
    if (isClosed) throw new ServerError('SIGHTGLASS_CLOSED', 'the store is closed');
    if (disk.refusal !== '') throw diskError(disk.refusal);
    if (isFull()) throw overloaded(limits.maxBacklogBytes);
  };
  const keep = async (blocks: readonly Block[], keys: readonly Key[]): Promise<void> => {
    check();
    try {
      await writer.write(blocks, keys);
    } catch (cause) {
      if (cause instanceof ServerError) throw cause;
      disk.failed(cause);
      throw diskError(disk.refusal, cause);
    }
  };

  return {
    memory,
    keep,
    async flush() {
      await writer.handOverAll();
      await inserter.idle();
    },
    async close(drainMs) {
      isClosed = true;
      disk.stop();
      await writer.handOverAll();
      await inserter.stop(drainMs);
      await journal.close();
    },
    state: () => ({
      backlogBytes: backlogBytes(),
      backlogFiles: inserter.count,
      putAside: { ...putAside },
      refusal: refusalOf(isClosed, disk.refusal, isFull()),
      problem: inserter.problem,
      disk: disk.space,
    }),
  };
}

function measured(insert: Insert, meter: Meter): Insert {
  return async (table, path, token, signal, rows) => {
    const started = performance.now();
    try {
      await insert(table, path, token, signal, rows);
      meter.inserted(table, rows, (performance.now() - started) / 1000);
    } catch (error) {
      meter.insertFailed(table);
      throw error;
    }
  };
}

function refusalOf(isClosed: boolean, disk: string, isFull: boolean): string {
  if (isClosed) return 'the store is closed';
  return disk || (isFull ? 'too much data waits to be stored' : '');
}

function overloaded(maxBacklogBytes: number): ServerError {
  return new ServerError('SIGHTGLASS_OVERLOADED', `more than ${maxBacklogBytes} bytes wait to be stored`, {
    remedy: 'send again in a few seconds',
  });
}

function diskError(why: string, cause?: unknown): ServerError {
  return new ServerError('SIGHTGLASS_DISK', why, { remedy: 'make room on the disk', cause });
}

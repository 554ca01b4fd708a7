import { rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { TableName } from '../native/tables.ts';
import type { Block } from '../store.ts';
import type { Inserter } from './inserter.ts';
import type { Journal } from './journal.ts';
import type { Key } from './key-set.ts';
import type { Durability, SpoolLimits } from './limits.ts';
import type { BlockEntry } from './record.ts';
import { SpoolFile } from './spool-file.ts';

/** Writes blocks to the open files, one a table, and hands those to the database at their limits. */
export interface Writer {
  /** Resolves when all of the blocks are durable; rejects when none of them is. */
  write(blocks: readonly Block[], keys: readonly Key[]): Promise<void>;
  /** Hands everything written so far to the database. */
  handOverAll(): Promise<void>;
  /** Bytes that the inserter has not got yet. */
  bytes(): number;
  /** Name of the file that was begun first. */
  readonly oldest: string | undefined;
}

/** What a writer needs. */
export interface WriterOptions {
  dir: string;
  durability: Durability;
  limits: SpoolLimits;
  journal: Journal;
  inserter: Inserter;
  /** Told of what has become durable, before anybody who waits for it. */
  onWritten: (keys: readonly Key[]) => void;
}

/** How many times its age a file may reach while others wait for the database. */
const PATIENCE = 3;

/** Blocks and whom to tell when they are safe. */
interface Waiting {
  blocks: readonly Block[];
  keys: readonly Key[];
  done: PromiseWithResolvers<void>;
}

/** A file with the blocks that it gets now. */
interface Share {
  file: SpoolFile;
  parts: Uint8Array[];
  entries: BlockEntry[];
}

/**
 * Everything goes through one loop: what arrives while it writes goes out together with the next round, so that a busy receiver pays a few
 * system calls for many requests, and nothing happens to a file while it is written.
 */
export function createWriter(options: WriterOptions): Writer {
  const { dir, durability, limits, journal, inserter } = options;
  const open = new Map<TableName, { file: SpoolFile; timer: NodeJS.Timeout }>();
  const due = new Set<TableName>();
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isWorking = false;
  let roundOver = Promise.withResolvers<void>();

  const handOver = (table: TableName): void => {
    const current = open.get(table);
    if (current === undefined) return;
    open.delete(table);
    clearTimeout(current.timer);
    const spool = current.file.close();
    if (spool.bytes > 0) current.file.stored.resolve(inserter.add(spool));
    // Nothing of it counts; what cannot be removed now is removed at the next start.
    else void rm(spool.path, { force: true }).catch(() => undefined);
  };
  /** Hands a file over when it is old enough; later while others wait, because one large part costs the database less than two small ones. */
  const ripen = (table: TableName, file: SpoolFile, ageMs: number, waitMs: number): void => {
    const timer = setTimeout(() => {
      const nextMs = ageMs + waitMs;
      if (inserter.count > 0 && nextMs < limits.maxAgeMs * PATIENCE) {
        ripen(table, file, nextMs, limits.maxAgeMs / 10);
        return;
      }
      due.add(table);
      start();
    }, waitMs);
    open.set(table, { file, timer });
  };
  const fileOf = async (table: TableName): Promise<SpoolFile> => {
    const current = open.get(table);
    if (current !== undefined) return current.file;
    const file = await SpoolFile.create(dir, table, durability === 'fsync');
    ripen(table, file, 0, limits.maxAgeMs);
    return file;
  };
  const shareOut = async (round: readonly Waiting[]): Promise<Share[]> => {
    const shares = new Map<TableName, Share>();
    for (const { table, bytes, rows } of round.flatMap(({ blocks }) => blocks)) {
      const share = shares.get(table) ?? { file: await fileOf(table), parts: [], entries: [] };
      shares.set(table, share);
      const from = share.entries.at(-1)?.end ?? share.file.bytes;
      share.parts.push(bytes);
      share.entries.push({ file: share.file.name, end: from + bytes.length, rows, crc: crc32(bytes) });
    }
    return [...shares.values()];
  };
  const writeRound = async (round: readonly Waiting[]): Promise<void> => {
    const tables = new Set(round.flatMap(({ blocks }) => blocks.map(({ table }) => table)));
    const keys = round.flatMap((one) => one.keys);
    try {
      const shares = await shareOut(round);
      await allOf(shares.map(({ file, parts }) => file.write(parts)));
      if (shares.length > 0) await journal.append({ blocks: shares.flatMap(({ entries }) => entries), keys });
      for (const { file, entries } of shares) {
        file.accept(entries);
        if (file.bytes >= limits.maxBytes || file.rows >= limits.maxRows) due.add(file.table);
      }
      options.onWritten(keys);
      for (const { blocks, done } of round) {
        const files = durability === 'insert' ? shares.filter(({ file }) => isIn(file, blocks)) : [];
        done.resolve(Promise.all(files.map(({ file }) => file.stored.promise)).then(() => undefined));
      }
    } catch (error) {
      // What was accepted before stays; the bytes behind it are cut off before the database sees the file.
      for (const table of tables) due.add(table);
      for (const { done } of round) done.reject(error);
    }
  };
  const work = async (): Promise<void> => {
    do {
      const round = waiting;
      waiting = [];
      if (round.length > 0) {
        await writeRound(round);
        waitingBytes -= bytesOf(round);
      }
      for (const table of due) handOver(table);
      due.clear();
      roundOver.resolve();
      roundOver = Promise.withResolvers();
    } while (waiting.length > 0 || due.size > 0);
    isWorking = false;
  };
  const start = (): void => {
    if (isWorking) return;
    isWorking = true;
    void work();
  };
  const write = (blocks: readonly Block[], keys: readonly Key[]): Promise<void> => {
    const one: Waiting = { blocks, keys, done: Promise.withResolvers() };
    waiting.push(one);
    waitingBytes += bytesOf([one]);
    start();
    return one.done.promise;
  };

  return {
    write,
    async handOverAll() {
      // Everything that waits now is in a file when this one's turn is over.
      await write([], []);
      for (const table of open.keys()) due.add(table);
      const over = roundOver.promise;
      start();
      await over;
    },
    bytes() {
      let bytes = waitingBytes;
      for (const { file } of open.values()) bytes += file.bytes;
      return bytes;
    },
    get oldest() {
      let oldest: string | undefined;
      for (const { file } of open.values()) if (oldest === undefined || file.name < oldest) oldest = file.name;
      return oldest;
    },
  };
}

function isIn(file: SpoolFile, blocks: readonly Block[]): boolean {
  return blocks.some(({ table }) => table === file.table);
}

function bytesOf(round: readonly Waiting[]): number {
  let sum = 0;
  for (const { blocks } of round) for (const { bytes } of blocks) sum += bytes.length;
  return sum;
}

/** Like `Promise.all`, but settles only when all have: nobody may still write to a file that is given up. */
async function allOf(promises: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises)) if (result.status === 'rejected') throw result.reason;
}

import { open, readdir, readFile, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ClosedSpool, SpoolRange } from './inserter.ts';
import type { OldJournal } from './journal.ts';
import type { Key } from './key-set.ts';
import { isAside, isJournal, tableOf, timeOf } from './names.ts';
import { decodeRecords, type BlockEntry, type CommitRecord } from './record.ts';

/** What a former process left. */
export interface Left {
  /** Oldest first, each cut to what was acknowledged. */
  spools: ClosedSpool[];
  journals: OldJournal[];
  /** Keys of what was acknowledged, by when at the latest. */
  keys: { key: Key; atMs: number }[];
}

/**
 * Reads what a former process left in a folder. A block without a whole record, or without the bytes that its record speaks of, was never
 * acknowledged (or, after a power cut, is lost): its file is cut there, and files with no block are removed.
 */
export async function takeUp(dir: string, nowMs: number = Date.now()): Promise<Left> {
  const names = (await readdir(dir)).toSorted();
  const journals = await readJournals(dir, names.filter(isJournal), nowMs);
  const records = journals.flatMap((journal) => journal.records);
  const blocksOf = Map.groupBy(
    records.flatMap(({ blocks }) => blocks),
    ({ file }) => file,
  );
  const spools: ClosedSpool[] = [];
  /** Where files end that are still there; all others are in the database. */
  const ends = new Map<string, number>();
  for (const name of names) {
    const path = join(dir, name);
    if (name.endsWith('.native.part')) await rm(path, { force: true });
    const table = tableOf(name);
    if (table === undefined) continue;
    const blocks = isAside(name) ? [await wholeFile(path)] : await soundBlocks(path, blocksOf.get(name) ?? []);
    const bytes = blocks.at(-1)?.end ?? 0;
    ends.set(name, bytes);
    if (bytes === 0) await rm(path, { force: true });
    else spools.push({ table, path, name, bytes, rows: sumRows(blocks), blocks, isTorn: false });
  }
  const keys = journals.flatMap((journal) =>
    journal.records
      .filter(({ blocks }) => blocks.every(({ file, end }) => end <= (ends.get(file) ?? Infinity)))
      .flatMap((record) => record.keys.map((key) => ({ key, atMs: journal.closedMs }))),
  );
  return { spools, journals: journals.map(({ path, closedMs }) => ({ path, closedMs })), keys };
}

async function readJournals(
  dir: string,
  names: readonly string[],
  nowMs: number,
): Promise<(OldJournal & { records: CommitRecord[] })[]> {
  return Promise.all(
    names.map(async (name, i) => {
      const next = names[i + 1];
      const path = join(dir, name);
      return {
        path,
        closedMs: next === undefined ? nowMs : timeOf(next),
        records: decodeRecords(await readFile(path)),
      };
    }),
  );
}

async function wholeFile(path: string): Promise<SpoolRange> {
  const { size } = await stat(path);
  return { end: size, rows: 0 };
}

/** Reads the file's blocks until one is not what was written, and cuts there. */
async function soundBlocks(path: string, blocks: readonly BlockEntry[]): Promise<SpoolRange[]> {
  const { size } = await stat(path);
  const sound: SpoolRange[] = [];
  let start = 0;
  const file = await open(path);
  try {
    for (const { end, rows, crc } of blocks) {
      if (end <= start || end > size || (await crcOf(file, start, end)) !== crc) break;
      sound.push({ end, rows });
      start = end;
    }
  } finally {
    await file.close();
  }
  if (start > 0 && start < size) await truncate(path, start);
  return sound;
}

async function crcOf(file: FileHandle, start: number, end: number): Promise<number> {
  const bytes = Buffer.allocUnsafe(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  return crc32(bytes.subarray(0, bytesRead));
}

function sumRows(blocks: readonly SpoolRange[]): number {
  return blocks.reduce((sum, { rows }) => sum + rows, 0);
}

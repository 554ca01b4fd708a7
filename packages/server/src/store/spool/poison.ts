/**
 * What to do with a file that the database refuses: one block in it may be to blame, and the others are as good as ever. Halves are tried,
 * and halves of the halves, each with a token of its own, so that a kill in the middle of it repeats nothing.
 */
import { mkdir, open, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerError } from '../../errors.ts';
import type { Meter } from '../../self/meter.ts';
import type { TableName } from '../native/tables.ts';
import type { ClosedSpool, SpoolRange } from './inserter.ts';
import { asideName } from './names.ts';
import { writeFully } from './write-fully.ts';

/** Stores a file's blocks in a table; the same token again stores nothing. */
export type Insert = (
  table: TableName,
  path: string,
  token: string,
  signal: AbortSignal,
  rows: number,
) => Promise<void>;

/** What was put aside since the start. */
export interface PutAside {
  files: number;
  rows: number;
}

/** What storing a file needs. */
export interface StoringOptions {
  insert: Insert;
  quarantineDir: string;
  putAside: PutAside;
  meter: Meter;
  /** Told of each piece that was put aside. */
  report: (error: unknown) => void;
}

/**
 * Stores a file; with `SIGHTGLASS_INSERT_REFUSED`, all of it but what the database refuses, which then lies in quarantine.
 *
 * @throws {@link ServerError} `SIGHTGLASS_INSERT_REFUSED` when something was put aside; any other error means: try again, nothing is lost.
 */
export async function storeSpool(spool: ClosedSpool, options: StoringOptions, signal: AbortSignal): Promise<void> {
  const { table, path, name, bytes, rows, blocks } = spool;
  if (spool.isTorn) await truncate(path, bytes);
  const why = await refusalOf(options.insert(table, path, name, signal, rows));
  if (why === undefined) return;
  const bad = blocks.length < 2 ? [{ from: 0, blocks, why }] : await storeHalves(spool, 0, blocks, options, signal);
  for (const { from, blocks: refused, why: reason } of bad) await putAside(spool, from, refused, reason, options);
  if (bad.length > 0) throw why;
}

/** Blocks that the database refuses. */
interface Bad {
  from: number;
  blocks: readonly SpoolRange[];
  why: ServerError;
}

async function storeHalves(
  spool: ClosedSpool,
  from: number,
  blocks: readonly SpoolRange[],
  options: StoringOptions,
  signal: AbortSignal,
): Promise<Bad[]> {
  const half = blocks.length >> 1;
  const bad: Bad[] = [];
  let start = from;
  for (const part of [blocks.slice(0, half), blocks.slice(half)]) {
    const end = part.at(-1)?.end ?? start;
    const why = await storePart(spool, start, end, rowsOf(part), options.insert, signal);
    if (why !== undefined && part.length === 1) bad.push({ from: start, blocks: part, why });
    else if (why !== undefined) bad.push(...(await storeHalves(spool, start, part, options, signal)));
    start = end;
  }
  return bad;
}

async function storePart(
  { table, path, name }: ClosedSpool,
  from: number,
  end: number,
  rows: number,
  insert: Insert,
  signal: AbortSignal,
): Promise<ServerError | undefined> {
  const part = `${path}.part`;
  await copyRange(path, part, from, end);
  try {
    return await refusalOf(insert(table, part, `${name}:${from}-${end}`, signal, rows));
  } finally {
    await rm(part, { force: true });
  }
}

async function putAside(
  { path, name, table }: ClosedSpool,
  from: number,
  blocks: readonly SpoolRange[],
  why: ServerError,
  { quarantineDir, putAside: counts, meter, report }: StoringOptions,
): Promise<void> {
  const aside = join(quarantineDir, asideName(name, table, from));
  await mkdir(quarantineDir, { recursive: true });
  await copyRange(path, `${aside}.part`, from, blocks.at(-1)?.end ?? from);
  await rename(`${aside}.part`, aside);
  const rows = rowsOf(blocks);
  counts.files++;
  counts.rows += rows;
  meter.quarantined(table, rows);
  report(
    new ServerError(
      'SIGHTGLASS_INSERT_REFUSED',
      `the database refused ${rows} rows for ${table}, which now lie in ${aside}: ${why.message}`,
      { remedy: 'move the file to the spool folder to have it tried again at the next start', cause: why },
    ),
  );
}

async function refusalOf(insert: Promise<void>): Promise<ServerError | undefined> {
  try {
    await insert;
    return undefined;
  } catch (error) {
    if (error instanceof ServerError && error.code === 'SIGHTGLASS_INSERT_REFUSED') return error;
    throw error;
  }
}

/** Parts of a file of at most this many bytes are in memory at a time. */
const PIECE_BYTES = 4 * 1024 * 1024;

async function copyRange(from: string, to: string, start: number, end: number): Promise<void> {
  const [source, target] = [await open(from), await open(to, 'w')];
  try {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - start));
    for (let at = start; at < end;) {
      const { bytesRead } = await source.read(piece, 0, Math.min(piece.length, end - at), at);
      if (bytesRead === 0) throw new Error(`${from} is shorter than it was`);
      await writeFully(target, [piece.subarray(0, bytesRead)], at - start);
      at += bytesRead;
    }
  } finally {
    await source.close();
    await target.close();
  }
}

function rowsOf(blocks: readonly SpoolRange[]): number {
  return blocks.reduce((sum, { rows }) => sum + rows, 0);
}

import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TableName } from '../native/tables.ts';
import { removeSpool } from './index-file.ts';
import type { Inserter } from './inserter.ts';
import { SpoolFile } from './spool-file.ts';

/** When a spool is closed and handed to the database, and how much may wait. */
export interface SpoolLimits {
  /** Age, in milliseconds. @defaultValue 1000 */
  maxAgeMs: number;
  /** @defaultValue 65_536 */
  maxRows: number;
  /** @defaultValue 32 MiB */
  maxBytes: number;
  /** Bytes that may wait for the database; over it, appends are refused. @defaultValue 256 MiB */
  maxBacklogBytes: number;
}

/** Defaults of {@link SpoolLimits}. */
export const SPOOL_LIMITS: Readonly<SpoolLimits> = Object.freeze({
  maxAgeMs: 1000,
  maxRows: 65_536,
  maxBytes: 32 * 1024 * 1024,
  maxBacklogBytes: 256 * 1024 * 1024,
});

/** The files that are being written, one a table. */
export interface OpenFiles {
  append(table: TableName, bytes: Uint8Array, rows: number): Promise<void>;
  /** Hands all to the database. */
  closeAll(): Promise<void>;
  /** Bytes in files that the inserter has not got yet. */
  bytes(): number;
}

/** Opens a file for a table when its first block comes, and hands it to the inserter at its limits. */
export function createOpenFiles(dir: string, limits: SpoolLimits, inserter: Inserter): OpenFiles {
  const open = new Map<TableName, { file: SpoolFile; timer: NodeJS.Timeout }>();
  const closing = new Map<Promise<void>, SpoolFile>();

  const rotate = (table: TableName): void => {
    const current = open.get(table);
    if (current === undefined) return;
    open.delete(table);
    clearTimeout(current.timer);
    const done = handOver(table, current.file, inserter).finally(() => closing.delete(done));
    closing.set(done, current.file);
  };
  const fileFor = (table: TableName): SpoolFile => {
    const current = open.get(table);
    if (current !== undefined && !current.file.isBroken) return current.file;
    rotate(table);
    const file = new SpoolFile(join(dir, newName(table)));
    open.set(table, { file, timer: setTimeout(rotate, limits.maxAgeMs, table) });
    return file;
  };

  return {
    append(table, bytes, rows) {
      const file = fileFor(table);
      const written = file.append(bytes, rows);
      if (file.bytes >= limits.maxBytes || file.rows >= limits.maxRows) rotate(table);
      return written;
    },
    async closeAll() {
      for (const table of open.keys()) rotate(table);
      await Promise.all(closing.keys());
    },
    bytes() {
      let bytes = 0;
      for (const { file } of open.values()) bytes += file.bytes;
      for (const file of closing.values()) bytes += file.bytes;
      return bytes;
    },
  };
}

async function handOver(table: TableName, file: SpoolFile, inserter: Inserter): Promise<void> {
  try {
    const { bytes } = await file.close();
    if (bytes > 0) inserter.add({ table, path: file.path, name: basename(file.path), bytes });
    else await removeSpool(file.path);
  } catch {
    // The file stays as it is; the next start takes it up.
    inserter.report(`the spool file ${file.path} could not be closed`);
  }
}

/** `<time>-<random>.<table>.native`: sorts by age, and is never used twice, because it is the token that makes a replay harmless. */
function newName(table: TableName): string {
  return `${Date.now().toString().padStart(15, '0')}-${randomBytes(6).toString('hex')}.${table}.native`;
}

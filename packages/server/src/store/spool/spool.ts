import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ServerError } from '../../errors.ts';
import { TABLES, type TableName } from '../native/tables.ts';
import { cutToAcknowledged, indexPath, removeSpool } from './index-file.ts';
import { createInserter, type ClosedSpool, type Inserter } from './inserter.ts';
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

/** The write-ahead log between receiver and database. */
export interface Spool {
  append(table: TableName, bytes: Uint8Array, rows: number): Promise<void>;
  /** Hands everything appended so far to the database and waits until it is stored or put aside. */
  flush(): Promise<void>;
  /** Closes; what the database has not taken within `drainMs` stays for the next start. */
  close(drainMs: number): Promise<void>;
  /** Whether {@link Spool.append} takes data. */
  readonly isAccepting: boolean;
  /** Bytes that wait, the open files' included. */
  backlogBytes(): number;
  readonly inserter: Inserter;
}

/** What the spool needs. */
export interface SpoolOptions {
  /** Folder for the files; made if missing. */
  dir: string;
  /** Folder for files that the database refuses; made when needed. */
  quarantineDir: string;
  /** Stores a file's blocks in a table; the same token again stores nothing. */
  insert: (table: TableName, path: string, token: string, signal: AbortSignal) => Promise<void>;
  limits?: Partial<SpoolLimits>;
  /** Told of files that were put aside. */
  report?: (error: unknown) => void;
}

/** Opens the spool and takes up what a former process left. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { dir, quarantineDir, insert, report = () => undefined } = options;
  const limits = { ...SPOOL_LIMITS, ...options.limits };
  await mkdir(dir, { recursive: true });
  const inserter = createInserter({
    insert: ({ table, path, name }, signal) => insert(table, path, name, signal),
    discard: ({ path }) => removeSpool(path),
    async quarantine({ path, name }, why) {
      const aside = join(quarantineDir, name);
      await moveAside(path, aside, quarantineDir);
      report(refused(aside, why));
    },
  });
  for (const left of await takeUp(dir)) inserter.add(left);

  const open = new Map<TableName, { file: SpoolFile; timer: NodeJS.Timeout }>();
  const closing = new Map<Promise<void>, SpoolFile>();
  let isClosed = false;

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
  const backlogBytes = (): number => {
    let bytes = inserter.bytes;
    for (const { file } of open.values()) bytes += file.bytes;
    for (const file of closing.values()) bytes += file.bytes;
    return bytes;
  };
  const rotateAll = async (): Promise<void> => {
    for (const table of open.keys()) rotate(table);
    await Promise.all(closing.keys());
  };

  return {
    inserter,
    backlogBytes,
    get isAccepting() {
      return !isClosed && backlogBytes() < limits.maxBacklogBytes;
    },
    async append(table, bytes, rows) {
      if (isClosed) throw new ServerError('SIGHTGLASS_CLOSED', 'the store is closed');
      if (backlogBytes() + bytes.length > limits.maxBacklogBytes) throw overloaded(limits.maxBacklogBytes);
      const file = fileFor(table);
      const written = file.append(bytes, rows);
      if (file.bytes >= limits.maxBytes || file.rows >= limits.maxRows) rotate(table);
      await written.catch((cause: unknown) => {
        throw diskError(cause, dir);
      });
    },
    async flush() {
      await rotateAll();
      await inserter.idle();
    },
    async close(drainMs) {
      isClosed = true;
      await rotateAll();
      await inserter.stop(drainMs);
    },
  };
}

async function handOver(table: TableName, file: SpoolFile, inserter: Inserter): Promise<void> {
  try {
    const { bytes } = await file.close();
    if (bytes > 0) inserter.add({ table, path: file.path, name: nameOf(file.path), bytes });
    else await removeSpool(file.path);
  } catch {
    // The file stays as it is; the next start takes it up.
    inserter.report(`the spool file ${file.path} could not be closed`);
  }
}

/** Spools of a former process, oldest first, each cut to what was acknowledged. */
async function takeUp(dir: string): Promise<ClosedSpool[]> {
  const names = (await readdir(dir)).toSorted();
  const spools: ClosedSpool[] = [];
  for (const name of names) {
    const path = join(dir, name);
    if (name.endsWith('.native.idx') && !names.includes(name.slice(0, -'.idx'.length))) await rm(path, { force: true });
    const table = tableOf(name);
    if (table === undefined) continue;
    const { bytes } = await cutToAcknowledged(path);
    if (bytes > 0) spools.push({ table, path, name, bytes });
  }
  return spools;
}

async function moveAside(from: string, to: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rename(from, to);
  await rm(indexPath(from), { force: true });
}

/** `<time>-<random>.<table>.native`: sorts by age, and is never used twice, because it is the token that makes a replay harmless. */
function newName(table: TableName): string {
  return `${Date.now().toString().padStart(15, '0')}-${randomBytes(6).toString('hex')}.${table}.native`;
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function tableOf(name: string): TableName | undefined {
  return TABLES.find((table) => name.endsWith(`.${table}.native`));
}

function refused(aside: string, why: ServerError): ServerError {
  return new ServerError(
    'SIGHTGLASS_INSERT_REFUSED',
    `the database refused a file of rows, which now lies in ${aside}: ${why.message}`,
    {
      remedy: 'move it back to the spool folder to have it tried again at the next start',
      cause: why,
    },
  );
}

function overloaded(maxBacklogBytes: number): ServerError {
  return new ServerError('SIGHTGLASS_OVERLOADED', `more than ${maxBacklogBytes} bytes wait to be stored`, {
    remedy: 'send again in a few seconds',
  });
}

function diskError(cause: unknown, dir: string): ServerError {
  const why = messageOf(cause);
  return new ServerError('SIGHTGLASS_DISK', `the spool in ${dir} cannot be written: ${why}`, {
    remedy: 'make room on the disk',
    cause,
  });
}

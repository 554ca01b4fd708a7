import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ServerError } from '../../errors.ts';
import { TABLES, type TableName } from '../native/tables.ts';
import { cutToAcknowledged, indexPath, removeSpool } from './index-file.ts';
import { createInserter, type ClosedSpool, type Inserter } from './inserter.ts';
import { createOpenFiles, SPOOL_LIMITS, type SpoolLimits } from './open-files.ts';

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

  const files = createOpenFiles(dir, limits, inserter);
  const backlogBytes = (): number => inserter.bytes + files.bytes();
  let isClosed = false;

  return {
    inserter,
    backlogBytes,
    get isAccepting() {
      return !isClosed && backlogBytes() < limits.maxBacklogBytes;
    },
    async append(table, bytes, rows) {
      if (isClosed) throw new ServerError('SIGHTGLASS_CLOSED', 'the store is closed');
      if (backlogBytes() + bytes.length > limits.maxBacklogBytes) throw overloaded(limits.maxBacklogBytes);
      await files.append(table, bytes, rows).catch((cause: unknown) => {
        throw diskError(cause, dir);
      });
    },
    async flush() {
      await files.closeAll();
      await inserter.idle();
    },
    async close(drainMs) {
      isClosed = true;
      await files.closeAll();
      await inserter.stop(drainMs);
    },
  };
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

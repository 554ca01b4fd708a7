import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { ServerError } from '../errors.ts';
import { NO_METER, type Meter } from '../self/meter.ts';
import { openChdb } from './chdb/engine.ts';
import type { Engine } from './engine.ts';
import { takeFolder } from './folder.ts';
import { fillParams, identifier, quoted } from './literals.ts';
import { cutGhosts } from './keeping/ghosts.ts';
import { startKeeping } from './keeping/keeping.ts';
import { mendViews } from './keeping/mend.ts';
import type { Place } from './keeping/place.ts';
import { createRepair } from './keeping/repair.ts';
import { FOREVER, type Retention } from './keeping/retention.ts';
import { applyRetention } from './keeping/ttl.ts';
import { migrate } from './migrations/migrate.ts';
import { COLUMNS } from './native/tables.ts';
import type { DiskWatchOptions } from './spool/disk.ts';
import type { Durability, SpoolLimits } from './spool/limits.ts';
import { openSpool, type SpoolState } from './spool/spool.ts';
import type { Store, StoreHealth } from './store.ts';

/** Where and how telemetry is kept. */
export interface StoreOptions {
  /** Data folder: the embedded database, the spool and what was put aside. Made if missing. */
  dataDir: string;
  /** A ClickHouse server instead of the embedded engine: `http://user:password@host:8123`. */
  clickhouseUrl?: string | undefined;
  /** Database of the tables. @defaultValue 'otel' */
  database?: string;
  /** Cluster over which the tables of a ClickHouse server are spread. @defaultValue none */
  cluster?: string | undefined;
  /** Days that each kind is kept; without it nothing is removed, and the tables go on as they were told before. */
  retention?: Retention;
  /** Bytes that all tables may take on disk. @defaultValue no limit */
  maxDiskBytes?: number | undefined;
  /** Folder in which backups are made. @defaultValue `backups` in the data folder */
  backupsDir?: string;
  /** Memory of the embedded engine, bytes. @defaultValue half of the machine's, 1.5 GB at most */
  maxMemoryBytes?: number | undefined;
  /** When spools are closed and how many bytes may wait. */
  spool?: Partial<SpoolLimits>;
  /** When data counts as kept. @defaultValue 'spool' */
  durability?: Durability;
  /** How the disk of the spool is looked at. */
  disk?: Omit<DiskWatchOptions, 'dir'>;
  /** Hears what goes into the database, and what does not. @defaultValue nobody */
  meter?: Meter;
  /** Told of rows that had to be put aside. @defaultValue nobody */
  report?: (error: unknown) => void;
}

const GIGABYTE = 1024 ** 3;

/** How long a closing store waits for the database to take what waits. */
const DRAIN_MS = 10_000;

/**
 * Opens the store: database, tables, spool. What a former process acknowledged but did not store is stored now, in the background.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NO_ENGINE`, `SIGHTGLASS_DATA_FOLDER`, `SIGHTGLASS_DATA_LOCKED`, `SIGHTGLASS_CLICKHOUSE_UNREACHABLE`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { database = 'otel', clickhouseUrl } = options;
  const dataDir = resolve(options.dataDir);
  const { release, diedAtMs } = takeFolder(dataDir);
  try {
    if (diedAtMs !== undefined) cutGhosts(enginePath(dataDir));
    const engine =
      clickhouseUrl === undefined
        ? await openEmbedded(options, dataDir)
        : await connect(clickhouseUrl, options.cluster);
    try {
      return await openOn(engine, { ...options, database, dataDir, diedAtMs }, release);
    } catch (error) {
      await engine.close();
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

async function openOn(
  engine: Engine,
  {
    database,
    dataDir,
    spool: limits = {},
    durability = 'spool',
    disk = {},
    meter = NO_METER,
    cluster,
    retention,
    maxDiskBytes,
    report = () => undefined,
    clickhouseUrl,
    diedAtMs,
  }: StoreOptions & { database: string; diedAtMs: number | undefined },
  release: () => void,
): Promise<Store> {
  const place: Place = { database, cluster };
  await migrate(engine, database, { cluster, retention });
  if (retention !== undefined) await applyRetention(engine, place, retention);
  const db = identifier(database);
  const spoolDir = join(dataDir, 'spool');
  // A server elsewhere did not die with us, and others may write to it: replays complete there what they have to.
  const repair =
    clickhouseUrl === undefined
      ? createRepair({
          dir: dataDir,
          diedAtMs,
          mend: (sinceMs) => mendViews(engine, database, sinceMs),
          report,
        })
      : undefined;
  const spool = await openSpool({
    dir: spoolDir,
    quarantineDir: join(dataDir, 'quarantine'),
    limits,
    durability,
    disk,
    meter,
    report,
    insert(table, path, token, signal) {
      const run = (): Promise<void> => engine.insertFile(`${db}.${table}`, COLUMNS[table], path, token, signal);
      return repair === undefined ? run() : repair.around(token, run);
    },
  });
  repair?.taken();
  const keeper = startKeeping(engine, place, { retention: retention ?? FOREVER, maxDiskBytes }, report);
  let closing: Promise<void> | undefined;
  return {
    database,
    engine: engine.name,
    append: (table, bytes, rows) => spool.keep([{ table, bytes, rows }], []),
    keep: (blocks, keys) => spool.keep(blocks, keys),
    remembers: (key) => spool.memory.has(key),
    remembersSince: () => spool.memory.completeSince(Date.now()),
    query: async (sql, params, limits) => engine.select(fillParams(sql, params), limits),
    command: (sql) => engine.command(sql),
    async flush() {
      await spool.flush();
      await repair?.done();
    },
    health: () => healthOf(spool.state(), keeper.usedBytes, maxDiskBytes),
    keeping: () => keeper.state(),
    async backUp(dir) {
      if (clickhouseUrl !== undefined) throw notOurs(database);
      await spool.flush();
      await repair?.done();
      await engine.command(`BACKUP DATABASE ${db} TO File(${quoted(dir)})`);
    },
    close: () =>
      (closing ??= Promise.all([spool.close(DRAIN_MS).then(() => repair?.close()), keeper.close()])
        .then(() => engine.close())
        .finally(release)),
  };
}

function healthOf(
  { backlogBytes, backlogFiles, putAside, refusal, problem, disk }: SpoolState,
  diskUsedBytes: number,
  diskLimitBytes: number | undefined,
): StoreHealth {
  return {
    backlogBytes,
    backlogSpools: backlogFiles,
    quarantined: putAside.files,
    quarantinedRows: putAside.rows,
    accepting: refusal === '',
    reason: refusal,
    problem,
    diskFreeBytes: disk?.freeBytes,
    diskUsedBytes,
    diskLimitBytes,
  };
}

function notOurs(database: string): ServerError {
  return new ServerError('SIGHTGLASS_CONFLICT', 'telemetry lies on a ClickHouse server, which makes its own backups', {
    remedy: `run BACKUP DATABASE ${database} there; https://clickhouse.com/docs/operations/backup`,
  });
}

/** Folder of the embedded engine in a data folder. */
export function enginePath(dataDir: string): string {
  return join(dataDir, 'clickhouse');
}

/** Loaded only where it is used: the client of a server is of no use to the embedded engine. */
async function connect(url: string, cluster: string | undefined): Promise<Engine> {
  const { connectClickHouse } = await import('./clickhouse/engine.ts');
  return connectClickHouse(url, cluster !== undefined);
}

/** Opens the embedded engine of a data folder. */
export function openEmbedded(
  { maxMemoryBytes, backupsDir }: Pick<StoreOptions, 'maxMemoryBytes' | 'backupsDir'>,
  dataDir: string,
): Promise<Engine> {
  return openChdb({
    path: enginePath(dataDir),
    backupsPath: backupsDir ?? join(dataDir, 'backups'),
    readers: readerCount(),
    maxMemoryBytes: maxMemoryBytes ?? Math.min(1.5 * GIGABYTE, totalmem() / 2),
  });
}

/**
 * Each query in the engine holds a thread of libuv's pool while it runs. Writer, keeper and killer need one each, and files, compression
 * and name look-ups must find a free one; the rest may read.
 */
function readerCount(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  return Math.max(2, Math.min(threads - 6, 2 * availableParallelism(), 8));
}

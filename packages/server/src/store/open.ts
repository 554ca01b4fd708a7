import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { openChdb } from './chdb/engine.ts';
import type { Engine } from './engine.ts';
import { takeFolder } from './folder.ts';
import { fillParams, identifier } from './literals.ts';
import { migrate } from './migrations/migrate.ts';
import { COLUMNS } from './native/tables.ts';
import type { SpoolLimits } from './spool/open-files.ts';
import { openSpool } from './spool/spool.ts';
import type { Store } from './store.ts';

/** Where and how telemetry is kept. */
export interface StoreOptions {
  /** Data folder: the embedded database, the spool and what was put aside. Made if missing. */
  dataDir: string;
  /** A ClickHouse server instead of the embedded engine: `http://user:password@host:8123`. */
  clickhouseUrl?: string | undefined;
  /** Database of the tables. @defaultValue 'otel' */
  database?: string;
  /** Memory of the embedded engine, bytes. @defaultValue half of the machine's, 1.5 GB at most */
  maxMemoryBytes?: number;
  /** When spools are closed and how many bytes may wait. */
  spool?: Partial<SpoolLimits>;
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
  const release = takeFolder(dataDir);
  try {
    const engine = clickhouseUrl === undefined ? await openEmbedded(options, dataDir) : await connect(clickhouseUrl);
    try {
      return await openOn(engine, { ...options, database, dataDir }, release);
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
  { database, dataDir, spool: limits = {}, report }: StoreOptions & { database: string },
  release: () => void,
): Promise<Store> {
  await migrate(engine, database);
  const db = identifier(database);
  const spool = await openSpool({
    dir: join(dataDir, 'spool'),
    quarantineDir: join(dataDir, 'quarantine'),
    limits,
    ...(report === undefined ? {} : { report }),
    insert(table, path, token, signal) {
      const columns = COLUMNS[table].map(([name]) => name);
      return engine.insertFile(`${db}.${table}`, columns, path, token, signal);
    },
  });
  let closing: Promise<void> | undefined;
  return {
    database,
    engine: engine.name,
    append: (table, block, rows) => spool.append(table, block, rows),
    query: async (sql, params, limits) => engine.select(fillParams(sql, params), limits),
    command: (sql) => engine.command(sql),
    flush: () => spool.flush(),
    health: () => ({
      backlogBytes: spool.backlogBytes(),
      backlogSpools: spool.inserter.count,
      quarantined: spool.inserter.quarantined,
      accepting: spool.isAccepting,
      problem: spool.inserter.problem,
    }),
    close: () =>
      (closing ??= spool
        .close(DRAIN_MS)
        .then(() => engine.close())
        .finally(release)),
  };
}

/** Loaded only where it is used: the client of a server is of no use to the embedded engine. */
async function connect(url: string): Promise<Engine> {
  const { connectClickHouse } = await import('./clickhouse/engine.ts');
  return connectClickHouse(url);
}

function openEmbedded({ maxMemoryBytes }: StoreOptions, dataDir: string): Promise<Engine> {
  return openChdb({
    path: join(dataDir, 'clickhouse'),
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

import { messageOf, ServerError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { identifier } from '../literals.ts';
import { listPartitions } from './partitions.ts';
import type { Place } from './place.ts';
import type { Kept, Retention } from './retention.ts';
import { sweep, type Removed, type SweepLimits } from './sweep.ts';
import { KEPT_TABLES, overAt } from './tables.ts';

/** What is kept, for how long, and what was removed. */
export interface Keeping {
  /** Days by kind. */
  readonly retention: Retention;
  /** Bytes that all tables may take; undefined without a limit. */
  readonly maxDiskBytes: number | undefined;
  /** Bytes that they take on disk. */
  readonly usedBytes: number;
  readonly tables: readonly TableState[];
  /** The last hundred partitions that were removed since the start, newest first. */
  readonly removed: readonly Removed[];
}

/** One table as it is now. */
export interface TableState {
  readonly name: string;
  /** Which time of the retention holds; undefined for what is kept as long as the server. */
  readonly kept: Kept | undefined;
  readonly rows: number;
  /** On disk. */
  readonly bytes: number;
  /** Instants of its first and last row; null without rows, and where rows have no time. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  readonly days: number | null;
  /** When the oldest rows will have been removed, a minute more or less; null when none ever will be. */
  readonly nextRemovalMs: number | null;
}

/** Removes what is over, minute by minute. */
export interface Keeper {
  state(): Promise<Keeping>;
  /** Bytes that the tables took at the last look. */
  readonly usedBytes: number;
  /** Looks at once. */
  sweep(): Promise<void>;
  /** Waits for what is under way, and stops. */
  close(): Promise<void>;
}

const EACH_MS = 60_000;

/** Removals that are remembered. */
const REMEMBERED = 100;

/** Starts with a first look. */
export function startKeeping(
  engine: Engine,
  place: Place,
  limits: SweepLimits,
  report: (error: unknown) => void = () => undefined,
): Keeper {
  const removed: Removed[] = [];
  let usedBytes = 0;
  let looking: Promise<void> = Promise.resolve();
  let isFull = false;

  const look = async (): Promise<void> => {
    const swept = await sweep(engine, place, limits, Date.now());
    removed.unshift(...swept.removed.toReversed());
    removed.length = Math.min(removed.length, REMEMBERED);
    usedBytes = swept.usedBytes;
    for (const one of swept.removed) if (one.why === 'max-disk') report(makingRoom(one, limits.maxDiskBytes));
    const isOver = usedBytes > (limits.maxDiskBytes ?? Infinity);
    if (isOver && !isFull) report(tooMuchToday(usedBytes, limits.maxDiskBytes));
    isFull = isOver;
  };
  const lookNext = (): Promise<void> => {
    looking = looking.then(look).catch((error: unknown) => {
      report(
        new ServerError('SIGHTGLASS_QUERY_FAILED', `what is over could not be removed: ${messageOf(error)}`, {
          cause: error,
        }),
      );
    });
    return looking;
  };
  const timer = setInterval(() => void lookNext(), EACH_MS).unref();
  void lookNext();

  return {
    async state() {
      const tables = await tableStates(engine, place, limits.retention);
      return {
        retention: limits.retention,
        maxDiskBytes: limits.maxDiskBytes,
        usedBytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
        tables,
        removed: [...removed],
      };
    },
    get usedBytes() {
      return usedBytes;
    },
    sweep: lookNext,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function tableStates(engine: Engine, place: Place, retention: Retention): Promise<TableState[]> {
  const [partitions, bounds] = await Promise.all([listPartitions(engine, place), timeBounds(engine, place)]);
  return KEPT_TABLES.map((table) => {
    const own = partitions.filter((partition) => partition.table === table);
    const rows = own.reduce((sum, partition) => sum + partition.rows, 0);
    const removals = own.flatMap((partition) => overAt(table, partition.name, retention) ?? []);
    const times = rows === 0 ? undefined : bounds.get(table.name);
    return {
      name: table.name,
      kept: table.kept,
      rows,
      bytes: own.reduce((sum, partition) => sum + partition.bytes, 0),
      oldestMs: times?.oldestMs ?? null,
      newestMs: times?.newestMs ?? null,
      days: table.kept === undefined ? null : retention[table.kept],
      nextRemovalMs: removals.length === 0 ? null : Math.min(...removals),
    };
  });
}

/** First and last instant of each table. They are part of the partition key: the engine knows them without reading a row. */
async function timeBounds(
  engine: Engine,
  { database }: Place,
): Promise<Map<string, { oldestMs: number; newestMs: number }>> {
  const selects = KEPT_TABLES.filter(({ time }) => time !== '').map(({ name, time }) => {
    const ms = (bound: string): string => `toUnixTimestamp64Milli(toDateTime64(${bound}(${time}), 3, 'UTC'))`;
    return `SELECT '${name}' AS name, ${ms('min')} AS oldest, ${ms('max')} AS newest FROM ${identifier(database)}.${name}`;
  });
  const { rows } = await engine.select<{ name: string; oldest: string; newest: string }>(selects.join(' UNION ALL '));
  return new Map(
    rows.map(({ name, oldest, newest }) => [name, { oldestMs: Number(oldest), newestMs: Number(newest) }]),
  );
}

function makingRoom({ table, partition, rows, bytes }: Removed, limit: number | undefined): ServerError {
  return new ServerError(
    'SIGHTGLASS_MAX_DISK',
    `more than ${limit} bytes were stored: removed ${partition} of ${table} (${rows} rows, ${bytes} bytes)`,
    { remedy: 'allow more with --max-disk, or keep less with --retention' },
  );
}

function tooMuchToday(used: number, limit: number | undefined): ServerError {
  return new ServerError(
    'SIGHTGLASS_MAX_DISK',
    `${used} bytes are stored, more than ${limit}, and nothing older than today is left to remove`,
    { remedy: 'allow more with --max-disk, or send less' },
  );
}

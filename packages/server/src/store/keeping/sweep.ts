import type { Engine } from '../engine.ts';
import { dropPartition, listPartitions, type Partition } from './partitions.ts';
import type { Place } from './place.ts';
import type { Retention } from './retention.ts';
import { endOf, overAt } from './tables.ts';

/** What may be kept. */
export interface SweepLimits {
  readonly retention: Retention;
  /** Bytes on disk of all tables together. */
  readonly maxDiskBytes: number | undefined;
}

/** A partition that was removed. */
export interface Removed {
  readonly table: string;
  readonly partition: string;
  readonly rows: number;
  readonly bytes: number;
  readonly atMs: number;
  readonly why: 'retention' | 'max-disk';
}

/** What a sweep found and did. */
export interface Swept {
  readonly removed: readonly Removed[];
  /** Bytes on disk that are left. */
  readonly usedBytes: number;
}

/**
 * Removes what is over, and then the oldest there is until the rest fits the disk.
 *
 * The tables remove rows by themselves, too (`ttl.ts`), but only from files that were written under the TTL they have now: after the
 * retention was shortened, the old ones would stay.
 */
export async function sweep(engine: Engine, place: Place, limits: SweepLimits, nowMs: number): Promise<Swept> {
  const partitions = await listPartitions(engine, place);
  const removed: Removed[] = [];
  const remove = async (partition: Partition, why: Removed['why']): Promise<void> => {
    await dropPartition(engine, place, partition);
    const { name, rows, bytes, table } = partition;
    removed.push({ table: table.name, partition: name, rows, bytes, atMs: nowMs, why });
  };
  const over = new Set(
    partitions.filter(({ table, name }) => (overAt(table, name, limits.retention) ?? Infinity) <= nowMs),
  );
  for (const partition of over) await remove(partition, 'retention');

  const left = partitions.filter((partition) => !over.has(partition));
  let usedBytes = left.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const partition of inOrderOfAge(left, limits, nowMs)) {
    if (usedBytes <= (limits.maxDiskBytes ?? Infinity)) break;
    await remove(partition, 'max-disk');
    usedBytes -= partition.bytes;
  }
  return { removed, usedBytes };
}

/** Less than this share of the limit makes no room: years of deployments may take less than an hour of spans. */
const WORTHWHILE = 1 / 1000;

/** What may go to make room, oldest first: nothing that today still writes to. */
function inOrderOfAge(partitions: readonly Partition[], limits: SweepLimits, nowMs: number): Partition[] {
  const today = new Date(nowMs).setUTCHours(0, 0, 0, 0);
  const least = (limits.maxDiskBytes ?? 0) * WORTHWHILE;
  return partitions
    .flatMap((partition) => {
      const end = endOf(partition.table.cut, partition.name);
      return end === undefined || end > today || partition.bytes < least ? [] : [{ partition, end }];
    })
    .toSorted((a, b) => a.end - b.end || b.partition.bytes - a.partition.bytes)
    .map(({ partition }) => partition);
}

import type { Engine } from '../engine.ts';
import { quoted } from '../literals.ts';
import { alterable, localName, systemParts, type Place } from './place.ts';
import { KEPT_TABLES, type KeptTable } from './tables.ts';

/** A piece of a table that can be dropped at once. */
export interface Partition {
  readonly table: KeptTable;
  /** As the partition key prints it. */
  readonly name: string;
  readonly id: string;
  readonly rows: number;
  /** On disk. On a cluster: of one replica. */
  readonly bytes: number;
}

/** All partitions of what is kept. */
export async function listPartitions(engine: Engine, place: Place): Promise<Partition[]> {
  const { rows } = await engine.select<{ table: string; name: string; id: string; rows: string; bytes: string }>(
    `SELECT table, partition AS name, partition_id AS id, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM ${systemParts(place)} ` +
      `WHERE database = ${quoted(place.database)} AND active GROUP BY table, partition, partition_id`,
  );
  const tables = new Map(KEPT_TABLES.map((table) => [localName(place, table.name), table]));
  return rows.flatMap(({ table: name, rows: count, bytes, ...partition }) => {
    const table = tables.get(name);
    return table === undefined ? [] : [{ ...partition, table, rows: Number(count), bytes: Number(bytes) }];
  });
}

/** Removes a partition with all its rows. */
export function dropPartition(engine: Engine, place: Place, { table, id }: Partition): Promise<void> {
  return engine.command(`ALTER TABLE ${alterable(place, table.name)} DROP PARTITION ID ${quoted(id)}`);
}

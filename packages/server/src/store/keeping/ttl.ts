import type { Engine } from '../engine.ts';
import { quoted } from '../literals.ts';
import { alterable, localName, type Place } from './place.ts';
import type { Retention } from './retention.ts';
import { KEPT_TABLES } from './tables.ts';

/**
 * Makes the tables forget rows by themselves when they are over. Only tables that say something else are altered, and no row is looked at:
 * what lies there already is removed by partitions (`sweep.ts`).
 *
 * @returns the tables that were altered.
 */
export async function applyRetention(engine: Engine, place: Place, retention: Retention): Promise<string[]> {
  const { rows } = await engine.select<{ name: string; definition: string }>(
    `SELECT name, engine_full AS definition FROM system.tables WHERE database = ${quoted(place.database)} AND engine LIKE '%MergeTree'`,
  );
  const definitions = new Map(rows.map(({ name, definition }) => [name, definition]));
  const altered: string[] = [];
  for (const { name, kept, over } of KEPT_TABLES) {
    // A table that somebody made in another way, over a cluster of his own, is his to keep.
    const definition = definitions.get(localName(place, name));
    if (kept === undefined || definition === undefined) continue;
    const ttl = ttlOf(over, retention[kept]);
    if (`${definition} `.includes(` TTL ${ttl} `)) continue;
    await engine.command(
      `ALTER TABLE ${alterable(place, name)} MODIFY TTL ${ttl} SETTINGS materialize_ttl_after_modify = 0`,
    );
    altered.push(name);
  }
  return altered;
}

/**
 * A CREATE TABLE of the schema with what it is to forget, so that a new database needs no ALTER.
 *
 * @param statement any statement of it.
 */
export function withTtl(statement: string, retention: Retention): string {
  const name = /^CREATE TABLE IF NOT EXISTS \S+?\.(\w+)/.exec(statement)?.[1];
  const table = KEPT_TABLES.find((one) => one.name === name);
  if (table?.kept === undefined) return statement;
  return statement.replace(/(?=\sSETTINGS [^)]*$)/, ` TTL ${ttlOf(table.over, retention[table.kept])}`);
}

function ttlOf(over: string, days: number): string {
  return `${over} + toIntervalDay(${days})`;
}

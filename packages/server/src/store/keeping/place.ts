import { identifier, quoted } from '../literals.ts';

/** Where the tables are. */
export interface Place {
  readonly database: string;
  /** Name of the cluster over which they are spread, where they are. */
  readonly cluster: string | undefined;
}

/** What the tables that hold the rows of a shard are called: the plain name is that of the table over all shards. */
export const LOCAL = '_local';

/** Name of the table that holds the rows. */
export function localName(place: Place, table: string): string {
  return place.cluster === undefined ? table : `${table}${LOCAL}`;
}

/** The table that holds the rows, for ALTER: on all machines of the cluster. */
export function alterable(place: Place, table: string): string {
  const name = `${identifier(place.database)}.${identifier(localName(place, table))}`;
  return place.cluster === undefined ? name : `${name} ON CLUSTER ${quoted(place.cluster)}`;
}

/** `system.parts` of one replica of each shard. */
export function systemParts({ cluster }: Place): string {
  return cluster === undefined ? 'system.parts' : `cluster(${quoted(cluster)}, system.parts)`;
}

import { placeOfLabel } from '../attributes.ts';
import type { Binder } from '../statement.ts';

/** How a column is taken: as it is, or as that of any row of a group. */
type Taken = (column: string) => string;

const asItIs: Taken = (column) => column;

/** `any(column)`: all points of a series have the same labels. */
export const ofSeries: Taken = (column) => `any(${column})`;

/** The values of labels as SQL, in the order of their keys; an empty text where one is absent. */
export function labelsSql(bind: Binder, keys: readonly string[], taken: Taken = asItIs): string[] {
  return keys.map((label) => {
    const { map, key, column } = placeOfLabel(label);
    return column === undefined ? `${taken(map)}[${bind('String', key)}]` : taken(column);
  });
}

/** Columns `k0`, `k1` … that lines are told apart by. */
export interface Keys {
  /** What a statement selects to have them. */
  readonly select: string;
  /** What the statements around it call them. */
  readonly names: string;
}

/**
 * Texts as columns to group by. Repeated for each point of a series they cost little, because only their number in a dictionary is.
 *
 * @param texts SQL; of none there is one column that is the same for all.
 */
export function keysOf(texts: readonly string[]): Keys {
  const all = texts.length === 0 ? ["''"] : texts;
  return {
    select: all.map((text, i) => `toLowCardinality(toString(${text})) AS k${i}`).join(', '),
    names: all.map((_, i) => `k${i}`).join(', '),
  };
}

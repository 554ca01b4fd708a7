import { placeOfLabel } from '../attributes.ts';
import type { Binder } from '../statement.ts';

/** The value of a label of a point, as SQL; an empty text where it is absent. */
export function labelSql(bind: Binder, key: string): string {
  const { map, key: name, column } = placeOfLabel(key);
  return column ?? `${map}[${bind('String', name)}]`;
}

/** Labels of one series as an array of texts, in the order of the keys. */
export function labelsSql(bind: Binder, keys: readonly string[]): string {
  if (keys.length === 0) return 'emptyArrayString()';
  return `[${keys.map((key) => `toString(${labelSql(bind, key)})`).join(', ')}]`;
}

import type { QueryParams, Store } from '../store/store.ts';

/** What a question needs of the store. `serve/` hands in one that counts rows and stops with the connection. */
export type Source = Pick<Store, 'query' | 'database'>;

/** Types of the values that our statements bind. */
export type BoundType = 'String' | 'Int64' | 'UInt32' | 'Float64';

/** Collects the values of one statement: `bind('String', name)` gives the placeholder that stands for it in the SQL. */
export interface Binder {
  (type: BoundType, value: string | number): string;
  readonly values: QueryParams;
}

/** Makes an empty {@link Binder}. One a statement: equal values share a placeholder. */
export function createBinder(): Binder {
  const values: Record<string, string | number> = {};
  const names = new Map<string, string>();
  const bind = (type: BoundType, value: string | number): string => {
    const key = `${type}:${value}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `p${names.size}`;
    const placeholder = `{${name}:${type}}`;
    names.set(key, placeholder);
    values[name] = value;
    return placeholder;
  };
  return Object.assign(bind, { values });
}

/** `column IN (…)` over bound strings, `column = …` of a single one; `undefined` when there are none, because then nothing is narrowed. */
export function anyOf(bind: Binder, column: string, values: readonly string[]): string | undefined {
  const [first, ...more] = values;
  if (first === undefined) return undefined;
  // A set, also of one, takes the engine longer to make and to look into.
  if (more.length === 0) return `${column} = ${bind('String', first)}`;
  return `${column} IN (${values.map((value) => bind('String', value)).join(', ')})`;
}

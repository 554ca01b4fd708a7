import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import { IS_ENTRY } from '../requests.ts';
import type { Scope, TimeRange } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';

/** A request that is looked for: the first or the last one of a service in a short range that meets a condition. */
export interface Wanted {
  readonly service: string;
  readonly hasEntries: boolean;
  readonly range: TimeRange;
  readonly which: 'first' | 'last' | 'first failed' | { readonly slowerThanMs: number } | { readonly release: string };
}

/**
 * The exact moments of some requests, which the roll-up knows to the minute only.
 *
 * @returns nanoseconds since the epoch, in the order of `wanted`; `undefined` where there is no such request (any more).
 */
export async function momentsOf(
  source: Source,
  scope: Scope,
  wanted: readonly Wanted[],
): Promise<(string | undefined)[]> {
  if (wanted.length === 0) return [];
  const bind = createBinder();
  const filters = filtersSql(bind, scope, 'spans') ?? [];
  const each = wanted.map(({ service, hasEntries, range, which }, i) => {
    const conditions = [`ServiceName = ${bind('String', service)}`, hasEntries ? IS_ENTRY : 'IsRoot', ...filters];
    if (which === 'first failed') conditions.push("StatusCode = 'Error'");
    if (typeof which === 'object' && 'release' in which) conditions.push(`Release = ${bind('String', which.release)}`);
    if (typeof which === 'object' && 'slowerThanMs' in which) {
      conditions.push(`Duration > ${bind('Float64', which.slowerThanMs * 1e6)}`);
    }
    const edge = which === 'last' ? 'max' : 'min';
    return `SELECT ${i} AS i, toString(toUnixTimestamp64Nano(${edge}(Timestamp))) AS nano, count() > 0 AS known
      ${bounded(source, bind, 'otel_traces', { ...scope, range }, conditions)}`;
  });
  const { rows } = await source.query<{ i: number; nano: string; known: number | boolean }>(
    each.join(' UNION ALL '),
    bind.values,
  );
  const found = new Map(rows.filter((row) => Boolean(row.known)).map((row) => [row.i, row.nano]));
  return wanted.map((_, i) => found.get(i));
}

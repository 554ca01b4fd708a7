import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Scope } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';
import { textSql, type TextTerm } from './text.ts';

/** What is searched besides the filters of the scope. */
export interface LogSearch {
  readonly terms: readonly TextTerm[];
}

/** The conditions of a search, once for all its statements. */
export async function conditionsOf(source: Source, bind: Binder, scope: Scope, search: LogSearch): Promise<string[]> {
  return [...(filtersSql(bind, scope, 'logs') ?? []), ...(await textSql(source, bind, scope, search.terms))];
}

/** `FROM … WHERE …`: the lines that a search finds. */
export async function foundLines(source: Source, bind: Binder, scope: Scope, search: LogSearch): Promise<string> {
  return bounded(source, bind, 'otel_logs', scope, await conditionsOf(source, bind, scope, search));
}

/** What the page of logs asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../ask/ask.ts';
import { filterParams } from '../../ask/params.ts';
import type { Question } from '../../ask/use-ask.tsx';
import { paramsOfLogQ } from '../../url/q.ts';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

const ROWS = '200';

export interface LogsParams {
  /** Filters and search without a range: what a live tail follows. */
  readonly filters: Params;
  /** Of counts: filters, search and range. */
  readonly found: Params;
  readonly list: Params;
}

export function logsParams(address: Address, bounds: Bounds): LogsParams {
  const { from = '', to = '', ...rest } = filterParams({ ...address, q: '' }, bounds);
  const filters = { ...rest, ...paramsOfLogQ(address.q) };
  const found = { from, to, ...filters };
  return { filters, found, list: { ...found, order: 'newest', limit: ROWS } };
}

export function logsQuestions(address: Address, bounds: Bounds): readonly Question[] {
  const { found, list } = logsParams(address, bounds);
  return [
    ['logs', list],
    ['logs/histogram', found],
    ['logs/facets', found],
  ];
}

/** What the page of the metrics asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../ask/ask.ts';
import { filterParams } from '../../ask/params.ts';
import type { KeyedParams, Question } from '../../ask/use-ask.tsx';
import { formatQ, parseQ } from '../../url/q.ts';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';
import { viewOf, type QueryRow } from './view.ts';

/** Series that one query shows; the answer says how many there are. */
const SERIES = '20';
/** A formula matches series by their labels: more of them find their counterpart. */
const SERIES_OF_FORMULA = '100';
const METRICS = '200';

export function listParams(address: Address, bounds: Bounds): Params {
  const { q, ...filters } = address;
  return { ...filterParams(filters, bounds), q, limit: METRICS };
}

/** A metric with its labels in the range. */
export function detailParams({ query }: QueryRow, address: Address, bounds: Bounds): Params {
  const { q: _, ...filters } = address;
  return { ...filterParams(filters, bounds), name: query.metric, kind: query.kind, unit: query.unit };
}

/** Without a step the server takes one that fits how often the metric is sent. */
export function seriesParams({ query }: QueryRow, address: Address, bounds: Bounds): Params {
  return {
    ...filterParams({ ...address, q: termsOf(query.filter) }, bounds),
    name: query.metric,
    kind: query.kind,
    unit: query.unit,
    agg: query.agg,
    by: query.by,
    limit: (address.page['formula'] ?? '') === '' ? SERIES : SERIES_OF_FORMULA,
  };
}

/** Only the terms with keys: words have no meaning for a metric. */
const termsOf = (filter: string): string => formatQ(parseQ(filter).filter(({ kind }) => kind === 'key'));

/** The words in a filter, which mean nothing for a metric. */
export function wordsOfFilter(filter: string): string[] {
  return parseQ(filter).flatMap((term) => (term.kind === 'word' ? [term.text] : []));
}

/** One question a query; the key of one that asks of another metric is another. */
export function keyed(
  rows: readonly QueryRow[],
  paramsOf: (row: QueryRow, address: Address, bounds: Bounds) => Params,
  address: Address,
  bounds: Bounds,
): KeyedParams[] {
  return rows.map((row) => ({
    key: `${row.letter} ${row.query.metric}`,
    params: paramsOf(row, address, bounds),
  }));
}

export function metricsQuestions(address: Address, bounds: Bounds): readonly Question[] {
  const { rows } = viewOf(address);
  if (rows.length === 0) return [['metrics', listParams(address, bounds)]];
  return rows.flatMap((row): Question[] => [
    ['metrics/:name/series', seriesParams(row, address, bounds)],
    ['metrics/:name', detailParams(row, address, bounds)],
  ]);
}

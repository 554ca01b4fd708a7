/** What the list of traces asks, in one place: the shell asks it while the code of the page is on its way. */
import { filterParams } from '../../ask/params.ts';
import type { Params } from '../../ask/ask.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import { parseQ } from '../../url/q.ts';
import type { Address } from '../../url/search.ts';

export const ORDERS = ['newest', 'slowest', 'spans', 'errors'] as const;
export type Order = (typeof ORDERS)[number];

const ROWS = '100';

/** The order of the address; the newest first where it names none that we know. */
export function orderOf(address: Address): Order {
  return ORDERS.find((order) => order === address.page['order']) ?? 'newest';
}

/**
 * `-status:error` means traces in which nothing failed. As a condition on one span it would leave nothing out: nearly every failed trace
 * also has spans that went well.
 */
function statusOf({ page, q }: Address): string {
  const { status = '' } = page;
  if (status !== '') return status;
  const isUnwanted = parseQ(q).some(
    (term) =>
      term.kind === 'key' &&
      term.not &&
      term.key === 'status' &&
      term.operator === ':' &&
      term.values.some((value) => value.toLowerCase() === 'error'),
  );
  return isUnwanted ? 'ok' : '';
}

export function tracesParams(address: Address, bounds: Bounds): { readonly list: Params; readonly facets: Params } {
  const { cursor = '' } = address.page;
  const facets = { ...filterParams(address, bounds), status: statusOf(address) };
  return { list: { ...facets, order: orderOf(address), limit: ROWS, cursor }, facets };
}

export function tracesQuestions(address: Address, bounds: Bounds): readonly Question[] {
  const { list, facets } = tracesParams(address, bounds);
  return [
    ['traces', list],
    ['traces/facets', facets],
  ];
}

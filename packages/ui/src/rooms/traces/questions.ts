/** What the list of traces asks, in one place: the shell asks it while the code of the page is on its way. */
import { filterParams } from '../../ask/params.ts';
import type { Params } from '../../ask/ask.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

export const ORDERS = ['newest', 'slowest', 'spans', 'errors'] as const;
export type Order = (typeof ORDERS)[number];

const ROWS = '100';

/** The order of the address; the newest first where it names none that we know. */
export function orderOf(address: Address): Order {
  return ORDERS.find((order) => order === address.page['order']) ?? 'newest';
}

export function tracesParams(address: Address, bounds: Bounds): { readonly list: Params; readonly facets: Params } {
  const { status = '', cursor = '' } = address.page;
  const facets = { ...filterParams(address, bounds), status };
  return { list: { ...facets, order: orderOf(address), limit: ROWS, cursor }, facets };
}

export function tracesQuestions(address: Address, bounds: Bounds): readonly Question[] {
  const { list, facets } = tracesParams(address, bounds);
  return [
    ['traces', list],
    ['traces/facets', facets],
  ];
}

/** What every question has in common: the range and the filters of the address, in the API's words. */
import { paramsOfQ } from '../url/q.ts';
import type { Bounds } from '../url/range.ts';
import type { Address } from '../url/search.ts';
import type { Params } from './ask.ts';

export function boundsParams({ from, to }: Pick<Bounds, 'from' | 'to'>): Params {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** Range and filters; `q` of the address only where the page has a search. */
export function filterParams(
  address: Omit<Address, 'q'> & { readonly q?: string },
  bounds: Pick<Bounds, 'from' | 'to'>,
): Params {
  const { where, q } = paramsOfQ(address.q ?? '');
  return {
    ...boundsParams(bounds),
    service: address.service,
    environment: address.env,
    release: address.release,
    where,
    q,
  };
}

/** What a click on a value of a facet means for the address: filters that go along to other pages, else a term of `q`. */
import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { toggleValue, valuesOf } from '../../url/q.ts';
import type { Address, AddressChange } from '../../url/search.ts';

const LISTS: Readonly<Record<string, 'service' | 'env' | 'release'>> = {
  service: 'service',
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'env',
  [ATTR_SERVICE_VERSION]: 'release',
};

export function isChosen(address: Address, key: string, value: string): boolean {
  const list = LISTS[key];
  if (list !== undefined) return address[list].includes(value);
  if (key === 'status') return address.page['status'] === value;
  return valuesOf(address.q, key).includes(value);
}

/** Adds the value to what is looked for, or takes it out; the list begins anew. */
export function toggleFacet(address: Address, key: string, value: string): AddressChange {
  const page = { cursor: '' };
  const list = LISTS[key];
  if (list !== undefined) {
    const values = address[list];
    return { [list]: values.includes(value) ? values.filter((other) => other !== value) : [...values, value], page };
  }
  if (key === 'status') return { page: { ...page, status: address.page['status'] === value ? '' : value } };
  return { q: toggleValue(address.q, key, value), page };
}

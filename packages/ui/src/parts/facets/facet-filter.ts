/** What a click on a value of a facet means for the address: filters that go along to other pages, else a term of `q`. */
import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { toggleValue, valuesOf } from '../../url/q.ts';
import type { Address, AddressChange } from '../../url/search.ts';

const LISTS: Readonly<Record<string, 'service' | 'env' | 'release'>> = {
  service: 'service',
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'env',
  [ATTR_SERVICE_VERSION]: 'release',
};

/** How `q` calls a key: the filters that have a place of their own in the address have short names there too. */
function nameInQ(key: string): string {
  return LISTS[key] ?? key;
}

export function isChosen(address: Address, key: string, value: string): boolean {
  const list = LISTS[key];
  if (list !== undefined) return address[list].includes(value);
  if (key === 'status') return address.page['status'] === value;
  return valuesOf(address.q, key).includes(value);
}

export function isExcluded(address: Address, key: string, value: string): boolean {
  return valuesOf(address.q, nameInQ(key), true).includes(value);
}

/** Adds the value to what is looked for, or takes it out; what was left out is taken in. The list begins anew. */
export function toggleFacet(address: Address, key: string, value: string): AddressChange {
  const page = { cursor: '' };
  const list = LISTS[key];
  const q = isExcluded(address, key, value) ? toggleValue(address.q, nameInQ(key), value, true) : address.q;
  if (list !== undefined) return { [list]: toggled(address[list], value), ...(q !== address.q && { q }), page };
  if (key === 'status') return { page: { ...page, status: address.page['status'] === value ? '' : value } };
  return { q: toggleValue(q, key, value), page };
}

/** Leaves the value out of what is found, or takes it in again. The list begins anew. */
export function toggleExcluded(address: Address, key: string, value: string): AddressChange {
  const chosen: AddressChange = isChosen(address, key, value) ? toggleFacet(address, key, value) : {};
  const q = toggleValue(chosen.q ?? address.q, nameInQ(key), value, true);
  return { ...chosen, q, page: { ...chosen.page, cursor: '' } };
}

function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

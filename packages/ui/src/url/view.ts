/** Saved views: the address of a page without what belongs to one moment of looking at it. */
import { targetOf, type Target } from './links.ts';
import { DEFAULT_RANGE } from './range.ts';
import { formatSearch, isRestless, type Address } from './search.ts';

/** Pages that can be saved as a view, by the first part of their path. */
const SAVABLE = ['traces', 'logs', 'metrics'];

/** The page whose views a path belongs to; null where nothing can be saved. */
export function pageOfViews(path: string): string | null {
  const name = path.slice(1);
  return SAVABLE.includes(name) ? name : null;
}

/** What is saved of an address: range, filters, search and what the page keeps, but no place in a list and no project. */
export function addressOfView(path: string, address: Address): string {
  const page = Object.fromEntries(Object.entries(address.page).filter(([key]) => !isRestless(key) && key !== 'cursor'));
  return path + formatSearch({ ...address, page, project: '' });
}

/** Where a saved view leads, all of it as it was saved; null when it is no page of ours. */
export function targetOfView(address: string): Target | null {
  const target = targetOf(address);
  if (target === null) return null;
  // Left out of an address is what is as by default: nothing of the present filters may come in its place.
  const { t, service = [], env = [], release = [] } = target;
  return { ...target, t: t ?? DEFAULT_RANGE, service, env, release };
}

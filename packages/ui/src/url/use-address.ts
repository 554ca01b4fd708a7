import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
// Not the one of the router, which decodes it once before anybody has taken it apart.
import { useSearch } from 'wouter/use-browser-location';
import { onTick, readClock } from './clock.ts';
import { hrefOf, type Target } from './links.ts';
import { ARRIVAL_MS, boundsOf, tickFor, type Bounds, type Range } from './range.ts';
import {
  changeAddress,
  formatSearch,
  historyModeOf,
  parseSearch,
  type Address,
  type AddressChange,
  type Broken,
} from './search.ts';

export interface AddressInUse {
  readonly path: string;
  readonly address: Address;
  readonly broken: readonly Broken[];
  /** Changes the address of this page; pushes or replaces by the rule of `historyModeOf`. */
  readonly change: (change: AddressChange, mode?: 'push' | 'replace') => void;
  /** Goes to another page; range and filters come along. */
  readonly go: (target: Target) => void;
}

/** The address as the state of the page, and the two ways to change it. */
export function useAddress(): AddressInUse {
  const search = useSearch();
  const [path, navigate] = useLocation();
  return useMemo(() => {
    const { address, broken } = parseSearch(search);
    return {
      path,
      address,
      broken,
      change(change, mode = historyModeOf(change)) {
        // Two changes in one event must not undo each other: the second builds on what the first wrote.
        const now = parseSearch(window.location.search).address;
        navigate(path + formatSearch(changeAddress(now, change)), { replace: mode === 'replace' });
      },
      go: (target) => navigate(hrefOf(target, address)),
    };
  }, [search, path, navigate]);
}

/** The bounds of the page's range; those of a live range move on by themselves while the page is seen. */
export function useBounds(range: Range): Bounds {
  const tick = range.kind === 'live' ? tickFor(range.ms) : 0;
  const subscribe = useCallback(
    (notify: () => void) => (tick === 0 ? () => undefined : onTick(tick, ARRIVAL_MS, notify)),
    [tick],
  );
  const { from, to, stepMs } = boundsOf(
    range,
    useSyncExternalStore(subscribe, () => lastTick(range)),
  );
  return useMemo(() => ({ from, to, stepMs }), [from, to, stepMs]);
}

/** A moment that stays equal between two ticks, as a snapshot must. */
function lastTick(range: Range): number {
  return range.kind === 'fixed' ? 0 : boundsOf(range, readClock()).to + ARRIVAL_MS;
}

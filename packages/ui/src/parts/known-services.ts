import { boundsParams } from '../ask/params.ts';
import type { Service } from '../ask/types.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { useAddress, useBounds } from '../url/use-address.ts';

const NONE: readonly Service[] = [];

/** All services of the range, whatever the filters: for menus and for the palette. */
export function useKnownServices(): readonly Service[] {
  const { address } = useAddress();
  const { data } = useAsk('services', boundsParams(useBounds(address.t)));
  return data?.items ?? NONE;
}

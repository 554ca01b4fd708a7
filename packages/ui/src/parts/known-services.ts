import { useEffect } from 'react';
import { boundsParams } from '../ask/params.ts';
import type { Service } from '../ask/types.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { useAddress, useBounds } from '../url/use-address.ts';
import { serviceSlots } from './service-slots.ts';

const NONE: readonly Service[] = [];

/** All services of the range, whatever the filters: for menus, for the palette, and to give each its colour. */
export function useKnownServices(): readonly Service[] {
  const { address } = useAddress();
  const { data } = useAsk('services', boundsParams(useBounds(address.t)));
  const known = data?.items ?? NONE;
  useEffect(() => serviceSlots.learn(known.map(({ service }) => service)), [known]);
  return known;
}

import { getNumberFromEnv } from '@opentelemetry/core';
import { diag } from '@opentelemetry/api';
import { AGENT_VERSION } from '../version.ts';
import { createDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Drops } from './drops.ts';
import type { Encoding } from './encoding.ts';
import type { LastWords } from './last-words.ts';
import { createRequester, requestHeaders } from './request.ts';
import type { Parcel } from './request.ts';
import type { SignalSettings } from './settings.ts';

/** One signal's way out of the process. */
export interface Outlet {
  readonly delivery: Delivery;
  /** The requests that would carry these parcels and what is still under way. */
  lastWords(parcels: readonly Parcel[]): readonly LastWords[];
}

const USER_AGENT = `sightglass-node/${AGENT_VERSION}`;

export function createOutlet(
  settings: SignalSettings,
  drops: Drops,
  giveUpAfterMs: number,
  { rejectedIn }: Pick<Encoding<never>, 'rejectedIn'>,
): Outlet {
  const { signal, url, tls } = settings;
  const requester = createRequester(settings, USER_AGENT);
  const delivery = createDelivery({ signal, url, requester, drops, giveUpAfterMs, rejectedIn });
  const headers = requestHeaders({ ...settings, compression: 'none' }, USER_AGENT);
  return {
    delivery,
    lastWords: (parcels) => [...delivery.unsent(), ...parcels].map(({ body }) => ({ url, headers, tls, body })),
  };
}

/** A number above 0 from the environment; anything else is told through `diag` and left out. */
export function positiveFromEnv(variable: string, otherwise: number): number {
  const value = getNumberFromEnv(variable);
  if (value !== undefined && value > 0) return value;
  if (value !== undefined) diag.warn(`${variable} is ${value}; give a number above 0; ${otherwise} is used`);
  return otherwise;
}

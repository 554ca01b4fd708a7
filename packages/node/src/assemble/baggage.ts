// W3C Baggage: https://www.w3.org/TR/baggage/

import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import type { BaggageEntry, Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { SUPPRESS_TRACING_KEY } from '../tracer/context/keys.ts';

const BAGGAGE = 'baggage';
// What every implementation must be able to carry is what this one carries at most (section 3.3 of the recommendation).
const MAX_PAIRS = 180;
const MAX_PAIR_CHARS = 4096;
const MAX_CHARS = 8192;

export const baggagePropagator: TextMapPropagator = {
  inject: (context: Context, carrier: unknown, setter: TextMapSetter) => {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    let header = '';
    for (const [key, { value, metadata }] of baggage.getAllEntries().slice(0, MAX_PAIRS)) {
      const properties = metadata === undefined ? '' : `;${metadata.toString()}`;
      const pair = `${encodeURIComponent(key)}=${encodeURIComponent(value)}${properties}`;
      const longer = header === '' ? pair : `${header},${pair}`;
      if (pair.length <= MAX_PAIR_CHARS && longer.length <= MAX_CHARS) header = longer;
    }
    if (header !== '') setter.set(carrier, BAGGAGE, header);
  },
  extract: (context: Context, carrier: unknown, getter: TextMapGetter) => {
    const given = getter.get(carrier, BAGGAGE);
    const header = Array.isArray(given) ? given.join(',') : given;
    if (typeof header !== 'string' || header === '') return context;
    const entries: Record<string, BaggageEntry> = {};
    for (const pair of header.slice(0, MAX_CHARS).split(',').slice(0, MAX_PAIRS)) {
      const [key, entry] = pair.length <= MAX_PAIR_CHARS ? read(pair) : [];
      if (key !== undefined && entry !== undefined) entries[key] = entry;
    }
    if (Object.keys(entries).length === 0) return context;
    return propagation.setBaggage(context, propagation.createBaggage(entries));
  },
  fields: () => [BAGGAGE],
};

/** Nothing for a pair that cannot be read. */
function read(pair: string): [key?: string, entry?: BaggageEntry] {
  const [member = '', ...properties] = pair.split(';');
  const at = member.indexOf('=');
  if (at <= 0) return [];
  try {
    const key = decodeURIComponent(member.slice(0, at).trim());
    const value = decodeURIComponent(member.slice(at + 1).trim());
    if (key === '') return [];
    const metadata = properties.join(';');
    return [key, metadata === '' ? { value } : { value, metadata: baggageEntryMetadataFromString(metadata) }];
  } catch {
    return [];
  }
}

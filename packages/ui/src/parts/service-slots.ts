/**
 * A service has one colour everywhere. Its slot is given once and kept: services met together get free slots in the order
 * of their names. The only place that knows how slots are given, so that the server can hand them out later.
 */
import { useSyncExternalStore } from 'react';

/** There are eight colours; a slot from 8 on repeats one of them hollow: framed squares, dashed lines. */
export const COLOURS = 8;

export interface SlotStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface Slots {
  /** Gives a slot to each service that has none yet. */
  readonly learn: (services: Iterable<string>) => void;
  /** The slot of a service, from 0; one that is not known yet gets one without telling anybody. */
  readonly slotOf: (service: string) => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Grows with each change. */
  readonly version: () => number;
}

const KEY = 'sightglass.service-slots';
/** Names seen once must not fill the storage: past this many, slots last only until the page is left. */
const MOST_KEPT = 500;

export function createSlots(storage: SlotStorage | null): Slots {
  const slots = load(storage);
  const listeners = new Set<() => void>();
  let version = 0;

  function give(service: string): number {
    const slot = slots.size;
    slots.set(service, slot);
    return slot;
  }

  return {
    learn(services) {
      const unknown = [...new Set(services)].filter((service) => !slots.has(service)).sort();
      if (unknown.length === 0) return;
      for (const service of unknown) give(service);
      save(storage, slots);
      version += 1;
      for (const listener of listeners) listener();
    },
    slotOf: (service) => slots.get(service) ?? give(service),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

function load(storage: SlotStorage | null): Map<string, number> {
  try {
    const names: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    const kept = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    return new Map([...new Set(kept)].map((name, slot) => [name, slot]));
  } catch {
    return new Map();
  }
}

function save(storage: SlotStorage | null, slots: Map<string, number>): void {
  try {
    storage?.setItem(KEY, JSON.stringify([...slots.keys()].slice(0, MOST_KEPT)));
  } catch {
    // Storage is blocked or full: the slots hold until the page is left.
  }
}

function browserStorage(): SlotStorage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

export const serviceSlots: Slots = createSlots(browserStorage());

/** The slots as a component uses them; it is drawn again when new services were learnt. */
export function useServiceSlots(): (service: string) => number {
  useSyncExternalStore(serviceSlots.subscribe, serviceSlots.version);
  return serviceSlots.slotOf;
}

/** The colour of a slot as CSS, and whether it is drawn hollow. */
export function colourOf(slot: number): { readonly css: string; readonly token: string; readonly hollow: boolean } {
  const token = `--cat-${(slot % COLOURS) + 1}`;
  return { css: `var(${token})`, token, hollow: slot % (2 * COLOURS) >= COLOURS };
}

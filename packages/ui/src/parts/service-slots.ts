/**
 * A service has one colour everywhere and for everybody: the server gives it a slot at first sight and says so with the
 * services of a range. Kept in this browser too, so that what is drawn before that answer has its colour from the start.
 */
import { useMemo, useSyncExternalStore } from 'react';

/** There are eight colours; a slot from 8 on repeats one of them hollow: framed squares, dashed lines. */
export const COLOURS = 8;

export interface SlotStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A service as the server names its slot. */
export interface Slotted {
  readonly service: string;
  readonly slot: number;
}

export interface Slots {
  /** Takes the slots of services of a project; those of another project are forgotten, for the same name may be another service. */
  readonly learn: (project: string, services: readonly Slotted[]) => void;
  /** Forgets all: somebody else may be reading. */
  readonly forget: () => void;
  /** The slot of a service; that of one which the server has not named follows from its name, in every browser alike. */
  readonly slotOf: (service: string) => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Grows with each change. */
  readonly version: () => number;
}

const KEY = 'sightglass.service-slots';
/** Names seen once must not fill the storage: past this many, slots last only until the page is left. */
const MOST_KEPT = 500;

export function createSlots(storage: SlotStorage | null): Slots {
  const listeners = new Set<() => void>();
  let { project, slots } = load(storage);
  let version = 0;

  function changed(): void {
    save(storage, project, slots);
    version += 1;
    for (const listener of listeners) listener();
  }

  return {
    learn(of, services) {
      const isOther = of !== project;
      if (isOther) [project, slots] = [of, new Map()];
      const news = services.filter(({ service, slot }) => slots.get(service) !== slot);
      for (const { service, slot } of news) slots.set(service, slot);
      if (isOther || news.length > 0) changed();
    },
    forget() {
      [project, slots] = ['', new Map()];
      changed();
    },
    slotOf: (service) => slots.get(service) ?? slotOfName(service),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

function slotOfName(service: string): number {
  let hash = 0;
  for (let at = 0; at < service.length; at += 1) hash = (hash * 31 + service.charCodeAt(at)) >>> 0;
  return hash % (2 * COLOURS);
}

interface Kept {
  readonly project: string;
  readonly slots: Map<string, number>;
}

function load(storage: SlotStorage | null): Kept {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null');
    if (!isRecord(kept) || typeof kept['project'] !== 'string' || !isRecord(kept['slots'])) {
      throw new TypeError('not what was kept');
    }
    const entries = Object.entries(kept['slots']).filter((entry): entry is [string, number] =>
      Number.isInteger(entry[1]),
    );
    return { project: kept['project'], slots: new Map(entries) };
  } catch {
    return { project: '', slots: new Map() }; // storage is blocked or holds something else
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function save(storage: SlotStorage | null, project: string, slots: ReadonlyMap<string, number>): void {
  try {
    const kept = Object.fromEntries([...slots].slice(0, MOST_KEPT));
    storage?.setItem(KEY, JSON.stringify({ project, slots: kept }));
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

/** The slots as a component uses them: another function after each change, so that what is drawn with it is drawn again. */
export function useServiceSlots(): (service: string) => number {
  const version = useSyncExternalStore(serviceSlots.subscribe, serviceSlots.version);
  return useMemo(() => (service) => serviceSlots.slotOf(service), [version]);
}

/** The colour of a slot as CSS, and whether it is drawn hollow. */
export function colourOf(slot: number): { readonly css: string; readonly token: string; readonly hollow: boolean } {
  const token = `--cat-${(slot % COLOURS) + 1}`;
  return { css: `var(${token})`, token, hollow: slot % (2 * COLOURS) >= COLOURS };
}

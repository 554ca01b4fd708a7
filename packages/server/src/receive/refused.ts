import { NO_METER, type Meter } from '../self/meter.ts';
import type { Signal } from './signals.ts';

/** What was not taken, by reason. */
export interface Refused {
  /** Whose it would have been; '' when no key said so. */
  project: string;
  signal: Signal;
  /** A few words, always the same for the same cause. */
  reason: string;
  /** Requests that were refused, or of which records were. */
  requests: number;
  /** Records in them; 0 where none was read. */
  records: number;
  /** Milliseconds since the epoch. */
  lastAtMs: number;
}

/** Refusals of a stretch of time. */
export interface RefusedWithin {
  /** The stretch that is really covered: whole slots, and nothing from before the start. Milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  /** All that was refused since the start, with what of it fell into the stretch. */
  items: (Refused & { within: { requests: number; records: number } })[];
}

/** Counts what was not taken since the start. */
export interface RefusedCounts {
  /** @param project whose data it would have been; '' when no key said so. */
  add(project: string, signal: Signal, reason: string, records: number): void;
  /** What a project was refused, and what nobody's keys were; latest first. */
  of(project: string): Refused[];
  /** The same with how much of it was in a stretch of the last {@link REMEMBERED_MS}. */
  within(project: string, fromMs: number, toMs: number): RefusedWithin;
}

/** Reasons are few; this bounds what a mistake in one could cost. */
const MOST = 1000;

/** Refusals are counted in slots of this length. */
const SLOT_MS = 300_000;

/** For so long the slots are kept. */
const REMEMBERED_MS = 86_400_000;

interface Count extends Refused {
  /** Requests and records of the slots in which there were any, by the number of the slot, oldest first. */
  slots: Map<number, { requests: number; records: number }>;
}

/** Counters that start at zero. */
export function createRefusedCounts(meter: Meter = NO_METER, now: () => number = Date.now): RefusedCounts {
  const startedMs = now();
  const counts = new Map<string, Map<string, Count>>();
  let size = 0;
  const latestFirst = (project: string): Count[] =>
    [...new Set(['', project])]
      .flatMap((one) => [...(counts.get(one)?.values() ?? [])])
      .sort((a, b) => b.lastAtMs - a.lastAtMs);
  return {
    add(project, signal, reason, records) {
      meter.refused(project, signal, reason, records);
      const ofProject = counts.get(project) ?? new Map<string, Count>();
      counts.set(project, ofProject);
      const key = `${signal} ${reason}`;
      let count = ofProject.get(key);
      if (!count) {
        if (size >= MOST) return;
        size++;
        count = { project, signal, reason, requests: 0, records: 0, lastAtMs: 0, slots: new Map() };
        ofProject.set(key, count);
      }
      count.requests++;
      count.records += records;
      count.lastAtMs = now();
      addToSlot(count.slots, count.lastAtMs, records);
    },
    of: (project) => latestFirst(project).map(withoutSlots),
    within(project, fromMs, toMs) {
      const first = Math.floor(Math.max(fromMs, startedMs, now() - REMEMBERED_MS) / SLOT_MS);
      const last = Math.max(first, Math.ceil(toMs / SLOT_MS) - 1);
      const items = latestFirst(project).map((count) => ({
        ...withoutSlots(count),
        within: sumOf(count, first, last),
      }));
      return { fromMs: first * SLOT_MS, toMs: (last + 1) * SLOT_MS, items };
    },
  };
}

/** A slot that is older than what is remembered goes when a new one comes, so that there are never more than a day's. */
function addToSlot(slots: Count['slots'], atMs: number, records: number): void {
  const at = Math.floor(atMs / SLOT_MS);
  const slot = slots.get(at) ?? { requests: 0, records: 0 };
  slot.requests++;
  slot.records += records;
  if (slot.requests > 1) return;
  slots.set(at, slot);
  for (const old of slots.keys()) {
    if (old > at - REMEMBERED_MS / SLOT_MS) break;
    slots.delete(old);
  }
}

function sumOf({ slots }: Count, first: number, last: number): { requests: number; records: number } {
  const sum = { requests: 0, records: 0 };
  for (const [at, { requests, records }] of slots) {
    if (at < first || at > last) continue;
    sum.requests += requests;
    sum.records += records;
  }
  return sum;
}

function withoutSlots({ project, signal, reason, requests, records, lastAtMs }: Count): Refused {
  return { project, signal, reason, requests, records, lastAtMs };
}

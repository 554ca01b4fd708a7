import type { Client } from './client.ts';
import type { Batch, Head, Platform, Rows } from './platform.ts';

/** A request takes less; whoever is silent for longer has gone. */
export const IN_FLIGHT_MS = 12_000;
/** Nobody may keep a batch to himself for longer; a clock that was set back would seem to. */
export const LONGEST_LEASE_MS = 300_000;

/** What may be kept, and for how long. */
export interface Bounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** Counts as dropped what is too much or too old of some batches, given with the oldest first; returns it. */
export function excess<Kept extends Head>(
  heads: readonly Kept[],
  bounds: Bounds,
  now: number,
  countDropped: Client['countDropped'],
): Set<Kept> {
  const gone = new Set<Kept>();
  let [records, size] = [0, 0];
  for (const head of [...heads].reverse()) {
    records += head.records;
    size += head.size;
    const isTooOld = Math.abs(now - head.at) > bounds.maxAgeMs;
    if (isTooOld || records > bounds.maxRecords || size > bounds.maxBytes) {
      countDropped(head.signal, isTooOld ? 'expired' : 'queue_full', head.records);
      gone.add(head);
    }
  }
  return gone;
}

/**
 * Drops stored batches that are too many or too old. If `isTaking`, the oldest that is nobody's becomes ours and is the answer; else, or if
 * there is none, the answer is the time at which there may be one.
 */
export async function look(
  rows: Rows,
  { destination, now }: Platform,
  bounds: Bounds,
  countDropped: Client['countDropped'],
  isTaking: boolean,
): Promise<Batch | number> {
  const heads = await rows.heads();
  const time = now();
  const gone = excess(heads, bounds, time, countDropped);
  let [next, oldest] = [Infinity, ''];
  for (const head of heads) {
    const { id, to, due } = head;
    if (gone.has(head)) await rows.delete(id);
    else if (to !== destination) continue;
    else if (due > time && due < time + LONGEST_LEASE_MS) next = Math.min(next, due);
    else oldest ||= id;
  }
  const batch = isTaking && oldest && (await rows.get(oldest));
  if (!batch) return oldest ? time : next;
  const ours = { ...batch, due: time + IN_FLIGHT_MS };
  await rows.put(ours);
  return ours;
}

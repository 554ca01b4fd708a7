import type { Drops } from './drops.ts';
import type { Batch, Platform, Rows } from './platform.ts';

/** A request takes less; whoever is silent for longer has gone. */
export const IN_FLIGHT_MS = 12_000;
/** Nobody may keep a batch to himself for longer; a clock that was set back would seem to. */
const LONGEST_LEASE_MS = 300_000;

/** What may be kept, and for how long. */
export interface Bounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** Batches in the storage; in memory what that does not take. Nothing here rejects. */
export interface Shelf {
  /** Those in memory. */
  readonly memory: Map<string, Batch>;
  readonly put: (batch: Batch) => Promise<unknown>;
  readonly delete: (id: string) => Promise<unknown>;
  /**
   * Drops what is too much or too old. If `isTaking`, the oldest batch that is nobody's becomes ours and is the answer; else, or if there
   * is none, the answer is the time at which there may be one.
   */
  readonly look: (isTaking: boolean) => Promise<Batch | number>;
}

/** The shelf of a platform. */
export function createShelf({ storage, destination, now }: Platform, bounds: Bounds, drops: Drops): Shelf {
  const memory = new Map<string, Batch>();
  const inMemory: Rows = {
    heads: async () => [...memory.values()],
    get: async (id) => memory.get(id),
    put: async (batch) => memory.set(batch.id, batch),
    delete: async (id) => memory.delete(id),
  };
  const search = async (rows: Rows, isTaking: boolean): Promise<Batch | number> => {
    const time = now();
    let [records, size, next, oldest] = [0, 0, Infinity, ''];
    for (const head of [...(await rows.heads())].reverse()) {
      records += head.records;
      size += head.size;
      const isTooOld = Math.abs(time - head.at) > bounds.maxAgeMs;
      if (isTooOld || records > bounds.maxRecords || size > bounds.maxBytes) {
        drops.count(head.signal, isTooOld ? 'expired' : 'queue_full', head.records);
        await rows.delete(head.id);
      } else if (head.to === destination) {
        if (head.due > time && head.due < time + LONGEST_LEASE_MS) next = Math.min(next, head.due);
        else oldest = head.id;
      }
    }
    const batch = isTaking && oldest && (await rows.get(oldest));
    if (!batch) return oldest ? time : next;
    const ours = { ...batch, due: time + IN_FLIGHT_MS };
    await rows.put(ours);
    return ours;
  };
  /** Work on what is stored, or instead on what is in memory. */
  const stored = async <T>(work: (rows: Rows) => Promise<T>): Promise<T> => {
    try {
      if (storage) return await storage.transact(work);
    } catch {
      // Denied or full.
    }
    return work(inMemory);
  };
  return {
    memory,
    put: (batch) => stored((rows) => rows.put(batch)),
    delete: (id) => stored((rows) => rows.delete(id)).then(() => memory.delete(id)),
    async look(isTaking) {
      const found = await search(inMemory, isTaking);
      if (typeof found === 'object') return found;
      const other = await stored((rows) => search(rows, isTaking));
      return typeof other === 'object' ? other : Math.min(found, other);
    },
  };
}

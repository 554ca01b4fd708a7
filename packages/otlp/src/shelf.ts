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

/** What a look at the shelf found. */
export interface Found {
  /** The oldest batch that was nobody's and is now ours. */
  readonly batch?: Batch | undefined;
  /** When there may be another one; milliseconds since the Unix epoch. */
  readonly nextDue: number;
}

/** Batches in the storage. Where it fails, so does nothing here. */
export interface Shelf {
  /** Stores a batch. Says whether it will be there. */
  keep(batch: Batch): Promise<boolean>;
  /** Stores a draft, unless it was taken by somebody who thought that we had gone; then says so. `known`: when that would have been. */
  redraft(batch: Batch, known: number): Promise<'taken' | undefined>;
  /** Drops what is too much or too old; takes a batch if `isTaking`. */
  look(isTaking: boolean): Promise<Found>;
  remove(id: string): Promise<void>;
}

const NOTHING: Found = { nextDue: Infinity };

/** The shelf of a platform. */
export function createShelf(
  { storage, destination, now }: Platform,
  { maxRecords, maxBytes, maxAgeMs }: Bounds,
  drops: Drops,
): Shelf {
  const attempt = async <T>(work: (rows: Rows) => Promise<T>): Promise<T | undefined> => {
    try {
      return await storage?.transact(work);
    } catch {
      return undefined;
    }
  };
  return {
    keep: async (batch) => (await attempt((rows) => rows.put(batch).then(() => true))) ?? false,
    redraft: (batch, known) =>
      attempt(async (rows) => {
        if (known > 0 && (await rows.get(batch.id))?.due !== known) return 'taken';
        await rows.put(batch);
        return undefined;
      }),
    async look(isTaking) {
      const found = await attempt(async (rows): Promise<Found> => {
        const time = now();
        let [records, size, nextDue] = [0, 0, Infinity];
        let oldest: string | undefined;
        for (const head of [...(await rows.heads())].reverse()) {
          records += head.records;
          size += head.size;
          const isTooOld = Math.abs(time - head.at) > maxAgeMs;
          if (isTooOld || records > maxRecords || size > maxBytes) {
            drops.count(head.signal, isTooOld ? 'expired' : 'queue_full', head.records);
            await rows.delete(head.id);
          } else if (head.to === destination) {
            if (head.due <= time || head.due > time + LONGEST_LEASE_MS) oldest = head.id;
            else nextDue = Math.min(nextDue, head.due);
          }
        }
        if (!oldest) return { nextDue };
        const batch = isTaking ? await rows.get(oldest) : undefined;
        if (!batch) return { nextDue: time };
        const ours = { ...batch, due: time + IN_FLIGHT_MS };
        await rows.put(ours);
        return { batch: ours, nextDue };
      });
      return found ?? NOTHING;
    },
    remove: async (id) => void (await attempt((rows) => rows.delete(id))),
  };
}

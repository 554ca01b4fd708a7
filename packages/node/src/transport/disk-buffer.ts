import { diag } from '@opentelemetry/api';
import { createBatchFiles, excess, LONGEST_LEASE_MS } from '@sightglass/otlp/internal';
import type { Drops } from './drops.ts';
import { sizeOf } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import type { SignalSettings } from './settings.ts';

/** Parcels of one signal in a folder, which any number of processes share: what one leaves there another one sends. */
export interface DiskBuffer {
  /**
   * Writes a parcel, or marks the one that is there.
   *
   * @param forMs how long nobody else may take it, in milliseconds
   * @returns false when it is not there: it could not be written, or somebody else has taken it
   */
  keep(parcel: Parcel, forMs: number): boolean;
  /** Takes out the oldest that is nobody's; until `forMs` are over it is in nobody else's hands. */
  take(forMs: number): Parcel | undefined;
  /** Removes a parcel that has arrived. */
  remove(parcel: Parcel): void;
}

export interface DiskBufferOptions {
  readonly folder: string;
  readonly settings: Pick<SignalSettings, 'signal' | 'url' | 'headers' | 'protocol'>;
  readonly drops: Drops;
  /** Bytes of the disk that all signals and processes take together. @defaultValue 64 MiB */
  readonly maxBytes?: number;
}

const MAX_BYTES = 64 << 20;
const MAX_AGE_MS = 24 * 3_600_000;

export function createDiskBuffer({ folder, settings, drops, maxBytes = MAX_BYTES }: DiskBufferOptions): DiskBuffer {
  const { signal, url, headers, protocol } = settings;
  const to = `${url} ${protocol} ${JSON.stringify(headers)}`;
  const files = createBatchFiles(folder, to, 'pb');
  const bounds = { maxRecords: Infinity, maxBytes, maxAgeMs: MAX_AGE_MS };
  const countDropped: Parameters<typeof excess>[3] = (of, reason, records) => {
    if (of !== 'replay') drops.add(of, reason, records);
  };
  let isBroken = false;

  const guarded = <T>(work: () => T, otherwise: T): T => {
    try {
      const result = work();
      isBroken = false;
      return result;
    } catch (error) {
      if (!isBroken) diag.warn(`SIGHTGLASS_BUFFER_DIR: ${folder} cannot be used, ${signal} wait in memory`, error);
      isBroken = true;
      return otherwise;
    }
  };
  const removeExcess = (): void => {
    const heads = files.heads();
    for (const { id } of excess(heads, bounds, Date.now(), countDropped)) files.delete(id);
  };
  const headOf = (parcel: Parcel, forMs: number): Parameters<typeof files.put>[0] => ({
    id: parcel.id,
    to,
    signal,
    records: parcel.items,
    size: sizeOf(parcel),
    at: parcel.at,
    due: forMs > 0 ? Date.now() + forMs : 0,
  });

  return {
    keep: (parcel, forMs) => {
      if (parcel.isStored) {
        try {
          files.put(headOf(parcel, forMs));
        } catch {
          // Somebody else has it: its lease was over, or the folder was too full for it.
          parcel.isStored = false;
        }
        return parcel.isStored;
      }
      parcel.isStored = guarded(() => {
        files.put(headOf(parcel, forMs), parcel.body);
        removeExcess();
        return true;
      }, false);
      return parcel.isStored;
    },
    take: (forMs) =>
      guarded(() => {
        const now = Date.now();
        removeExcess();
        for (const head of files.heads()) {
          const isTaken = head.due > now && head.due < now + LONGEST_LEASE_MS;
          if (head.signal !== signal || head.to !== to || isTaken) continue;
          const file = files.get(head.id);
          if (file === undefined) continue;
          const parcel = storedParcel(head, file.body);
          try {
            files.put(headOf(parcel, forMs));
            return parcel;
          } catch {
            // Another process was first.
          }
        }
        return undefined;
      }, undefined),
    remove: ({ id }) => files.delete(id),
  };
}

function storedParcel({ id, records, at }: { id: string; records: number; at: number }, body: Buffer): Parcel {
  return {
    id,
    order: 0,
    at,
    items: records,
    body: [body],
    // Protobuf of ours begins with a field, never with the first bytes of gzip (RFC 1952, section 2.3.1).
    isPacked: body[0] === 0x1f && body[1] === 0x8b,
    held: body.buffer.byteLength,
    isWritten: false,
    isStored: true,
    release: () => {},
  };
}

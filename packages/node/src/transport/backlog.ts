import type { DiskBuffer } from './disk-buffer.ts';
import type { Drops } from './drops.ts';
import { createParcel, packed } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import { createQueue } from './queue.ts';
import type { Chunk } from './queue.ts';
import type { SignalSettings } from './settings.ts';

/** What waits to be sent, of one signal: in memory, and in the buffer folder if there is one. */
export interface Backlog {
  /** Memory that it takes. */
  readonly bytes: number;
  /** Whether it fills a request. */
  readonly isFull: boolean;
  /** Order of the oldest in memory; Infinity for none. */
  readonly oldest: number;
  add(chunk: Chunk): void;
  /** Takes out what is to be sent next. */
  next(): Parcel | undefined;
  /** Takes back what could not be sent. */
  putBack(parcel: Parcel): void;
  /** What is under way for long is written to the folder as well, lest it die with the process. */
  copy(parcel: Parcel): void;
  /** A parcel has arrived, or never will: nothing of it is kept. */
  settle(parcel: Parcel): void;
  /** Moves what waits in memory to the folder. */
  spill(): Promise<void>;
  /** There may be something in the folder again. */
  look(): void;
  /** Drops the oldest in memory, and counts it. */
  dropOldest(): void;
  /**
   * For the end of the process: everything, and what is under way, goes to the folder.
   *
   * @returns what could not be written there, or all where there is no folder
   */
  leave(underWay: readonly Parcel[]): readonly Parcel[];
}

export interface BacklogOptions {
  readonly settings: SignalSettings;
  readonly drops: Drops;
  readonly disk: DiskBuffer | undefined;
}

/** Bytes of one request, before they are packed: receivers take 4 MiB and more. */
const MAX_REQUEST_BYTES = 1 << 20;

export function createBacklog({ settings, drops, disk }: BacklogOptions): Backlog {
  const { signal, protocol, compression, timeoutMs } = settings;
  // Bodies of protobuf that follow one another are one body; those of JSON are not.
  const queue = createQueue(protocol === 'http/json' ? 0 : MAX_REQUEST_BYTES);
  /** What could not be sent, the oldest first. */
  const again: Parcel[] = [];
  /** On their way to the folder. */
  const leaving = new Set<Parcel>();
  /** Longer than a request takes. */
  const leaseMs = timeoutMs + 5000;
  let mayBeStored = false;
  let isStoredsTurn = false;

  const fromMemory = (): Parcel | undefined => {
    const failed = again.shift();
    if (failed !== undefined) return failed;
    const [first, ...others] = queue.shiftRequest();
    return first && createParcel([first, ...others]);
  };
  const fromDisk = (): Parcel | undefined => {
    const parcel = mayBeStored ? disk?.take(leaseMs) : undefined;
    mayBeStored = parcel !== undefined;
    return parcel;
  };
  /** True if it is in the folder now, for anybody to send. */
  const store = (parcel: Parcel): boolean => {
    const wasStored = parcel.isStored;
    if (disk === undefined || !(disk.keep(parcel, 0) || wasStored)) return false;
    parcel.release();
    mayBeStored = true;
    return true;
  };
  const putBack = (parcel: Parcel): void => {
    if (store(parcel)) return;
    again.push(parcel);
    again.sort((a, b) => a.order - b.order);
  };
  const heldBy = (parcels: Iterable<Parcel>): number => {
    let bytes = 0;
    for (const { held } of parcels) bytes += held;
    return bytes;
  };

  return {
    get bytes() {
      return queue.bytes + heldBy(again) + heldBy(leaving);
    },
    get isFull() {
      return queue.bytes >= MAX_REQUEST_BYTES;
    },
    get oldest() {
      return Math.min(again[0]?.order ?? Infinity, queue.oldest);
    },
    add: (chunk) => queue.add(chunk),
    next: () => {
      // In turn: neither waits until there is nothing of the other.
      isStoredsTurn = !isStoredsTurn;
      return isStoredsTurn ? (fromDisk() ?? fromMemory()) : (fromMemory() ?? fromDisk());
    },
    putBack,
    copy: (parcel) => void disk?.keep(parcel, leaseMs),
    settle: (parcel) => {
      parcel.release();
      if (parcel.isStored) disk?.remove(parcel);
    },
    spill: async () => {
      if (disk === undefined) return;
      for (let parcel = fromMemory(); parcel !== undefined; parcel = fromMemory()) {
        leaving.add(parcel);
        if (compression === 'gzip') await packed(parcel);
        // Unless the process ended meanwhile, which took it along.
        if (leaving.delete(parcel)) putBack(parcel);
        // It cannot be written: nor could the next, and this one would come round again.
        if (!parcel.isStored) return;
      }
    },
    look: () => {
      mayBeStored = disk !== undefined;
    },
    dropOldest: () => {
      const oldest = again.shift() ?? queue.shift();
      if (oldest === undefined) return;
      drops.add(signal, 'queue_full', oldest.items);
      oldest.release();
    },
    leave: (underWay) => {
      const left = [...again.splice(0), ...leaving, ...underWay];
      leaving.clear();
      for (let parcel = fromMemory(); parcel !== undefined; parcel = fromMemory()) left.push(parcel);
      return left.filter((parcel) => !store(parcel));
    },
  };
}

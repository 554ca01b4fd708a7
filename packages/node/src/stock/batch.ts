import { diag } from '@opentelemetry/api';
import type { DropReason } from '@sightglass/api/semconv';
import type { Encode } from './encoding.ts';

/** Records of the stock SDK, which are written together. */
export interface Batch<T> {
  /** Costs one push to an array, and at each hundredth record the writing of all. */
  add(record: T): void;
  /** Writes what is held, and hands it over. */
  handOver(): void;
}

export interface BatchOptions<T> {
  /** Most records of one body. */
  readonly maxRecords: number;
  /** Longest time a record waits for others, in milliseconds. */
  readonly delayMs: number;
  readonly encode: Encode<T[]>;
  readonly take: (bytes: Uint8Array, records: number) => void;
  readonly onDrop: (reason: DropReason, records: number) => void;
}

export function createBatch<T>({ maxRecords, delayMs, encode, take, onDrop }: BatchOptions<T>): Batch<T> {
  let held: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  const handOver = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held.length === 0) return;
    const records = held;
    held = [];
    try {
      const bytes = encode(records);
      if (bytes !== undefined) return take(bytes, records.length);
    } catch (error) {
      diag.error('records could not be encoded', error);
    }
    onDrop('unsendable', records.length);
  };
  return {
    add: (record) => {
      held.push(record);
      if (held.length >= maxRecords) handOver();
      else timer ??= setTimeout(handOver, delayMs).unref();
    },
    handOver,
  };
}

import type { Signal } from './records.ts';

/** A request's worth of records. Its id and body never change once it was sent. */
export interface Batch {
  /** UUIDv7, the parameter `batch` of the request. Ids sort by the time at which they were made. */
  readonly id: string;
  /** Where it belongs: {@link Platform.destination} of the client that made it. */
  readonly to: string;
  readonly signal: Signal;
  /** OTLP/JSON. */
  readonly body: string;
  readonly records: number;
  /** Bytes of the records, about those of the body. */
  readonly size: number;
  /** When its newest record was added, milliseconds since the Unix epoch. */
  readonly at: number;
  /** Until then it is in somebody's hands; from then on whoever finds it may send it. Milliseconds since the Unix epoch. */
  readonly due: number;
}

/** What there is to know of a batch without its body. */
export type Head = Omit<Batch, 'body'>;

/** Batches that outlive the program, as one transaction sees them. */
export interface Rows {
  /** All of them, the oldest first. */
  heads(): Promise<readonly Head[]>;
  get(id: string): Promise<Batch | undefined>;
  /** Writes or replaces batches. The last thing that a transaction does. */
  put(...batches: Batch[]): Promise<unknown>;
  delete(id: string): Promise<unknown>;
}

/** Where batches outlive the program. Nothing is opened or made before the first use. */
export interface Storage {
  /**
   * Does work that nobody else's comes between, in the order of the calls, and that is kept whole or not at all. Calls `work` at once
   * where that is possible: at the end of a program nothing else would be. The work awaits nothing but its rows.
   *
   * @throws when it cannot be kept.
   */
  transact<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /** Keeps batches before it returns, as far as there is room: for a program that ends before a transaction would. Absent: none does. */
  keep?(batches: Iterable<Batch>): void;
  /** Removes everything, the place itself included. */
  clear(): Promise<void>;
  /** Lets go of the place. A later use opens it again. */
  close(): void;
}

/** What a receiver answered. */
export interface Answer {
  readonly status: number;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | null | undefined;
  readonly text: string;
}

/** One attempt to send a batch. */
export interface Parcel {
  /** Path and parameters to put behind the endpoint, as in `/v1/logs?batch=…&sent_at=…`. */
  readonly path: string;
  readonly body: string;
  /** What {@link Platform.pack} made of the body. */
  readonly packed: Uint8Array<ArrayBuffer> | undefined;
  /** Whether the program may end at any moment. */
  readonly isLeaving: boolean;
}

/** What the program tells a client. None of these throws or waits. */
export interface Hooks {
  /**
   * The program may end: hands everything over, to the receiver and to the storage; to the storage alone where nothing can be sent. Both
   * have been called when this returns.
   *
   * @param isOver whether it ends now, perhaps before the storage is done.
   */
  leave(canSend: boolean, isOver?: boolean): void;
  /** There may be a way to the receiver again. */
  wake(): void;
}

/** What a client needs of the place that it runs in. */
export interface Platform {
  /** Receiver and key, in whatever form: batches in one storage that are for different ones are kept apart by it. */
  readonly destination: string;
  /** Absent: memory alone. */
  readonly storage?: Storage | undefined;
  /** Bytes of records that are stored at most, and as many in memory where they cannot be stored. Default 16 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds since the Unix epoch, with a fraction if known. Should never run backwards. */
  readonly now: () => number;
  /** Packs a body, not for the way out: that must not wait. Absent, or rejecting: it is sent as it is. */
  readonly pack?: (body: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** Makes one request. @throws when there is no answer; a time limit is its own business, and shorter than ten seconds. */
  readonly post: (parcel: Parcel) => Promise<Answer>;
  /** Calls back once after a time in milliseconds. */
  after(delayMs: number, callback: () => void): unknown;
  /** Lets one client at a time work, of all that share a storage. Absent: all may. */
  readonly inTurn?: (work: () => Promise<void>) => Promise<void>;
  /** Tells of what happens; returns how to stop it. */
  watch?(hooks: Hooks): () => void;
}

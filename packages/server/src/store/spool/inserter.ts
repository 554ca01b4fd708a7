import { messageOf, ServerError } from '../../errors.ts';
import type { TableName } from '../native/tables.ts';

/** Where a block ends in its file, and its rows. */
export interface SpoolRange {
  end: number;
  rows: number;
}

/** A spool file that nobody writes any more. */
export interface ClosedSpool {
  table: TableName;
  path: string;
  /** File name; the token of its insert. */
  name: string;
  /** Bytes that count. */
  bytes: number;
  rows: number;
  blocks: readonly SpoolRange[];
  /** Whether bytes may stand behind those that count. */
  isTorn: boolean;
}

/** Takes closed spools into the database, one after the other, oldest first. */
export interface Inserter {
  /** Resolves when the file is in the database; rejects when rows of it were put aside. */
  add(spool: ClosedSpool): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  /** Waits for what waits, `drainMs` at most, then starts no further insert and gives up the one that runs, where the database can. */
  stop(drainMs: number): Promise<void>;
  readonly bytes: number;
  readonly count: number;
  /** Name of the oldest file that waits. */
  readonly oldest: string | undefined;
  /** The last failure; empty once an insert has succeeded. */
  readonly problem: string;
}

/** What the inserter does with a spool. */
export interface InserterSteps {
  /** Stores a file, or as much of it as the database takes, and puts the rest aside: then it throws `SIGHTGLASS_INSERT_REFUSED`. */
  store: (spool: ClosedSpool, signal: AbortSignal) => Promise<void>;
  /** After that. */
  discard: (spool: ClosedSpool) => Promise<void>;
}

interface Waiting {
  spool: ClosedSpool;
  stored: PromiseWithResolvers<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Starts with nothing to do. */
export function createInserter(steps: InserterSteps): Inserter {
  const queue: Waiting[] = [];
  const state = { bytes: 0, problem: '' };
  const stopping = new AbortController();
  let working: Promise<void> | undefined;
  let waitMs = 0;

  /** Whether the file is done with. */
  const settle = async ({ spool, stored }: Waiting): Promise<boolean> => {
    try {
      await steps.store(spool, stopping.signal);
      state.problem = '';
      await steps.discard(spool);
      stored.resolve();
      return true;
    } catch (error) {
      state.problem = messageOf(error);
      // Anything else passes, also a disk that cannot even remove a file: the token makes the second insert a no-op.
      if (!(error instanceof ServerError && error.code === 'SIGHTGLASS_INSERT_REFUSED')) return false;
      stored.reject(error);
    }
    return steps.discard(spool).then(
      () => true,
      () => false,
    );
  };
  const work = async (): Promise<void> => {
    for (let next = queue[0]; next !== undefined && !stopping.signal.aborted; next = queue[0]) {
      if (await settle(next)) {
        queue.shift();
        state.bytes -= next.spool.bytes;
        waitMs = 0;
      } else {
        waitMs = Math.min(waitMs === 0 ? FIRST_WAIT_MS : waitMs * 2, LONGEST_WAIT_MS);
        await pause(waitMs, stopping.signal);
      }
    }
    working = undefined;
  };

  const idle = async (): Promise<void> => {
    if (working === undefined) return;
    await working;
    await idle();
  };

  return {
    add(spool) {
      const stored = Promise.withResolvers<void>();
      // Who waits for it looks at it; most do not.
      stored.promise.catch(() => undefined);
      queue.push({ spool, stored });
      state.bytes += spool.bytes;
      if (!stopping.signal.aborted) working ??= work();
      return stored.promise;
    },
    idle,
    async stop(drainMs) {
      const timer = setTimeout(() => stopping.abort(), drainMs);
      await idle();
      clearTimeout(timer);
      stopping.abort();
      const closed = new ServerError(
        'SIGHTGLASS_CLOSED',
        'the store was closed before these rows were in the database',
      );
      for (const { stored } of queue) stored.reject(closed);
    },
    get bytes() {
      return state.bytes;
    },
    get count() {
      return queue.length;
    },
    get oldest() {
      return queue[0]?.spool.name;
    },
    get problem() {
      return state.problem;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

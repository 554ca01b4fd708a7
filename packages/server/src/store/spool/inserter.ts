import { messageOf, ServerError } from '../../errors.ts';
import type { TableName } from '../native/tables.ts';

/** A spool file that nobody writes any more. */
export interface ClosedSpool {
  table: TableName;
  path: string;
  /** File name; the token of its insert. */
  name: string;
  bytes: number;
}

/** Takes closed spools into the database, one after the other, oldest first. */
export interface Inserter {
  add(spool: ClosedSpool): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  /** Waits for what waits, `drainMs` at most, then starts no further insert and gives up the one that runs, where the database can. */
  stop(drainMs: number): Promise<void>;
  /** Notes a trouble for {@link Inserter.problem}. */
  report(problem: string): void;
  readonly bytes: number;
  readonly count: number;
  readonly quarantined: number;
  /** The last failure; empty once an insert has succeeded. */
  readonly problem: string;
}

/** What the inserter does with a spool. */
export interface InserterSteps {
  insert: (spool: ClosedSpool, signal: AbortSignal) => Promise<void>;
  /** After success. */
  discard: (spool: ClosedSpool) => Promise<void>;
  /** After the database refused it for good. */
  quarantine: (spool: ClosedSpool, why: ServerError) => Promise<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Starts with nothing to do. */
export function createInserter(steps: InserterSteps): Inserter {
  const queue: ClosedSpool[] = [];
  const state = { bytes: 0, quarantined: 0, problem: '' };
  const stopping = new AbortController();
  let working: Promise<void> | undefined;
  let waitMs = 0;

  const settle = async (spool: ClosedSpool): Promise<boolean> => {
    try {
      await steps.insert(spool, stopping.signal);
      state.problem = '';
    } catch (error) {
      state.problem = messageOf(error);
      if (!(error instanceof ServerError && error.code === 'SIGHTGLASS_INSERT_REFUSED')) return false;
      await steps.quarantine(spool, error);
      state.quarantined++;
      return true;
    }
    await steps.discard(spool);
    return true;
  };
  const work = async (): Promise<void> => {
    for (let spool = queue[0]; spool !== undefined && !stopping.signal.aborted; spool = queue[0]) {
      // A disk that cannot even remove a file is a passing trouble too: the token makes the second insert a no-op.
      if (await settle(spool).catch(() => false)) {
        queue.shift();
        state.bytes -= spool.bytes;
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
      queue.push(spool);
      state.bytes += spool.bytes;
      if (!stopping.signal.aborted) working ??= work();
    },
    idle,
    async stop(drainMs) {
      const timer = setTimeout(() => stopping.abort(), drainMs);
      await idle();
      clearTimeout(timer);
      stopping.abort();
    },
    report(problem) {
      state.problem = problem;
    },
    get bytes() {
      return state.bytes;
    },
    get count() {
      return queue.length;
    },
    get quarantined() {
      return state.quarantined;
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

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { messageOf, ServerError } from '../../errors.ts';

/** Inserts a file; as of the spool. */
type Run = () => Promise<void>;

/** Lets inserts pass, and mends between those of the files that a crash left and those that follow. */
export interface Repair {
  /** Runs an insert; one that is not of a file left behind waits for the mending, once that is due. */
  around(name: string, run: Run): Promise<void>;
  /** To be called once the spool has taken up what was left: mends when nothing of it waits any more. */
  taken(): void;
  /** Resolves when what is left behind is stored and mended. */
  done(): Promise<void>;
  /** Waits for the mending that is under way, if any; what is still due is noted for the next start. */
  close(): Promise<void>;
}

/** What a repair works with. */
export interface RepairOptions {
  /** Data folder, for the note that keeps a repair from being forgotten when it is killed itself. */
  dir: string;
  /** When the former process was last alive. */
  diedAtMs: number | undefined;
  /** Mends what arrived from then on. */
  mend: (sinceMs: number) => Promise<unknown>;
  report: (error: unknown) => void;
}

/** The lock is touched every five seconds, and an insert may have begun some seconds before. */
const KILLED_MS = 20_000;

/** What the system had not written to the disk yet when it lost its power: by its defaults half a minute, and some. */
const POWERLESS_MS = 120_000;

const NOTE = 'mend-since';

/** Has the next start mend what arrived from then on. */
export function noteRepair(dir: string, sinceMs: number): void {
  writeFileSync(join(dir, NOTE), `${Math.floor(sinceMs)}\n`);
}

/** A repair for what was left; undefined where the former process ended as it should. To be made before the spool is opened. */
export function createRepair({ dir, diedAtMs, mend, report }: RepairOptions): Repair | undefined {
  const note = join(dir, NOTE);
  const noted = readNote(note);
  const died = diedAtMs === undefined ? Infinity : diedAtMs - lostMs(diedAtMs);
  const sinceMs = Math.min(noted ?? Infinity, died);
  if (sinceMs === Infinity) return undefined;
  noteRepair(dir, sinceMs);

  const waiting = new Set(readdirSync(join(dir, 'spool')).filter((name) => name.endsWith('.native')));
  const running = new Set<Promise<void>>();
  const mended = Promise.withResolvers<void>();
  let mending: Promise<void> | undefined;
  let isTaken = false;
  const mendOnce = (): void => {
    if (waiting.size > 0) return;
    mending ??= Promise.allSettled(running)
      .then(() => mend(sinceMs))
      .then(() => rmSync(note, { force: true }))
      .catch((error: unknown) => report(notMended(error)))
      .then(() => mended.resolve());
  };
  return {
    async around(name, run) {
      await mending;
      const done = run();
      running.add(done);
      try {
        await done;
        waiting.delete(name);
      } catch (error) {
        // Refused for good: its pieces come under other names.
        if (error instanceof ServerError && error.code === 'SIGHTGLASS_INSERT_REFUSED') waiting.delete(name);
        throw error;
      } finally {
        running.delete(done);
        if (isTaken) mendOnce();
      }
    },
    taken() {
      isTaken = true;
      for (const name of waiting) if (!exists(join(dir, 'spool', name))) waiting.delete(name);
      mendOnce();
    },
    done: () => mended.promise,
    close() {
      mended.resolve();
      return mending ?? Promise.resolve();
    },
  };
}

function lostMs(diedAtMs: number): number {
  const bootedAtMs = Date.now() - uptime() * 1000;
  return diedAtMs < bootedAtMs ? POWERLESS_MS : KILLED_MS;
}

function readNote(path: string): number | undefined {
  try {
    const since = Number(readFileSync(path, 'utf8'));
    return since > 0 ? since : undefined;
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function notMended(error: unknown): ServerError {
  return new ServerError(
    'SIGHTGLASS_QUERY_FAILED',
    `roll-ups could not be compared with their spans after a crash: ${messageOf(error)}`,
    { remedy: 'the next start tries again', cause: error },
  );
}

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimes,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, ServerError, systemCodeOf } from '../errors.ts';

/** A data folder that is ours. */
export interface TakenFolder {
  /** When the process before us was last alive, where it did not end as it should; at most some seconds late. Milliseconds since the epoch. */
  readonly diedAtMs: number | undefined;
  /** Lets go of it. */
  readonly release: () => void;
}

/** Folder in a data folder in which a restore builds; it is gone when the restore is done. */
export const RESTORING = 'restoring';

/** How often the lock says that we live. */
const ALIVE_EACH_MS = 5000;

/**
 * Makes the data folder, checks that it can be written, and takes it for this process.
 *
 * The lock is a file that names the process and when it started, so that one left behind by a kill does not count. It stands in for the
 * database's own lock where the database is a server elsewhere.
 *
 * @throws {@link ServerError} `SIGHTGLASS_DATA_FOLDER`, `SIGHTGLASS_DATA_LOCKED`.
 */
export function takeFolder(dir: string): TakenFolder {
  const path = join(dir, 'server.pid');
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  try {
    if (existsSync(join(dir, RESTORING))) throw halfRestored(dir);
    makeFolder(join(dir, 'spool'));
    let diedAtMs: number | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        writeFileSync(path, mine, { flag: 'wx' });
        return { diedAtMs, release: keepAlive(path) };
      } catch (error) {
        if (systemCodeOf(error) !== 'EEXIST' || attempt > 2) throw error;
        const owner = runningOwner(path);
        if (owner !== undefined) throw locked(dir, owner);
        diedAtMs = statSync(path).mtimeMs;
        rmSync(path, { force: true });
      }
    }
  } catch (error) {
    throw error instanceof ServerError ? error : unusable(dir, error);
  }
}

/** Touches the lock as long as it is ours. */
function keepAlive(path: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    // Nobody is the worse for a touch that failed: the next start looks at a longer time.
    utimes(path, now, now, () => undefined);
  }, ALIVE_EACH_MS).unref();
  return () => {
    clearInterval(timer);
    rmSync(path, { force: true });
  };
}

/**
 * Makes the data folder if it is missing, and checks that it can be written.
 *
 * @throws {@link ServerError} `SIGHTGLASS_DATA_FOLDER`.
 */
export function ensureFolder(dir: string): void {
  try {
    makeFolder(dir);
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw unusable(dir, error);
  }
}

/** Makes a folder and those above it. Node's own `recursive` never returns where the system makes no folders, as in /proc. */
function makeFolder(path: string, makeParent = true): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || !makeParent || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    makeFolder(path, false);
  }
}

/** The process that holds the lock, if it still runs. */
function runningOwner(path: string): number | undefined {
  const [first = '', started = ''] = readFileSync(path, 'utf8').trim().split(' ');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') return undefined;
  }
  // In a container every server is process 1, and a number is used again after a restart of the machine.
  return (startOf(pid) ?? '') === started ? pid : undefined;
}

/** When a process started, in the kernel's ticks since the machine did; undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; field 22 is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function halfRestored(dir: string): ServerError {
  return new ServerError('SIGHTGLASS_DATA_FOLDER', `a restore into the data folder ${dir} has not finished`, {
    remedy: 'wait for it; if it was stopped, remove the folder and restore again',
  });
}

function locked(dir: string, pid: number): ServerError {
  return new ServerError('SIGHTGLASS_DATA_LOCKED', `another server (process ${pid}) works in the data folder ${dir}`, {
    remedy: 'stop it first, or give this one its own folder with --data DIR',
  });
}

function unusable(dir: string, cause: unknown): ServerError {
  const why = messageOf(cause);
  return new ServerError('SIGHTGLASS_DATA_FOLDER', `the data folder ${dir} cannot be written: ${why}`, {
    remedy: 'give a folder that this user can write with --data DIR',
    cause,
  });
}

import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { newJournalName } from './names.ts';

/** Bytes of a disk. */
export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

/** Looks whether the disk of a folder can take data. */
export interface DiskWatch {
  /** Why nothing may be written now; empty while all is well. */
  readonly refusal: string;
  /** As last seen; undefined before the first look. */
  readonly space: DiskSpace | undefined;
  /** A write has failed: nothing more is tried until a small one succeeds. */
  failed(cause: unknown): void;
  /** Looks now. */
  look(): Promise<void>;
  stop(): void;
}

/** What a watch needs. */
export interface DiskWatchOptions {
  dir: string;
  /** Free space and size of a folder's disk. @defaultValue the operating system's word */
  spaceOf?: (dir: string) => Promise<DiskSpace>;
  /** Milliseconds between two looks. @defaultValue 1000 */
  everyMs?: number;
}

const GIB = 1024 ** 3;

/** A database whose disk is full can neither merge nor remove: stop while it still can. Whichever of both is smaller. */
const LEAST_FREE_BYTES = GIB;
const LEAST_FREE_SHARE = 0.05;

/** Looks at a disk until it is stopped. */
export function createDiskWatch({ dir, spaceOf = spaceOfFolder, everyMs = 1000 }: DiskWatchOptions): DiskWatch {
  let space: DiskSpace | undefined;
  let failure = '';
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    // A folder that cannot be asked is one that cannot be written: the next write says so.
    space = await spaceOf(dir).catch(() => space);
    if (failure !== '' && nearlyFull(space) === '' && (await canWrite(dir))) failure = '';
  };
  const lookOnce = (): Promise<void> =>
    (looking ??= look().finally(() => {
      looking = undefined;
    }));
  const timer = setInterval(() => void lookOnce(), everyMs);
  timer.unref();

  return {
    get refusal() {
      return failure || nearlyFull(space);
    },
    get space() {
      return space;
    },
    failed(cause) {
      failure = `the spool in ${dir} cannot be written: ${messageOf(cause)}`;
    },
    look: lookOnce,
    stop: () => clearInterval(timer),
  };
}

function nearlyFull(space: DiskSpace | undefined): string {
  if (space === undefined) return '';
  const least = Math.min(LEAST_FREE_BYTES, space.totalBytes * LEAST_FREE_SHARE);
  if (space.freeBytes >= least) return '';
  return `the disk is nearly full: ${mebibytes(space.freeBytes)} free, at least ${mebibytes(least)} are needed`;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

async function spaceOfFolder(dir: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(dir);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** More than a name: a full disk still makes empty files. */
const PROBE = new Uint8Array(64 * 1024);

async function canWrite(dir: string): Promise<boolean> {
  const path = join(dir, `${newJournalName()}.probe`);
  try {
    await writeFile(path, PROBE, { flush: true });
    return true;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

import { cpSync, mkdirSync, openSync, closeSync, rmSync, statfsSync, writeSync } from 'node:fs';
import type { SpawnOptions } from 'node:child_process';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from './guard.ts';
import { type Program, shown, startProgram, stopProgram } from './processes.ts';

/** A small disk in memory, which only programs started through it can see. It is gone with the process of the test. */
export interface SmallDisk {
  /** Where it is, for programs that were started by {@link SmallDisk.start}. */
  readonly folder: string;
  /** Starts a program that sees the disk. */
  readonly start: (command: string, args: readonly string[], options?: SpawnOptions) => Program;
  /** Takes all of its room but `leave` bytes. */
  readonly fill: (leave: number) => void;
  /** Gives the room back. */
  readonly empty: () => void;
  /** Lets nobody open a file of one of its folders for writing, and after that again; files that are open stay so. */
  readonly protect: (folder: string) => Promise<void>;
  readonly release: (folder: string) => Promise<void>;
  /** Copies all that is on it to a folder that everybody sees. */
  readonly copy: (to: string) => void;
  readonly stop: () => Promise<void>;
}

const CHUNK = Buffer.alloc(64 * 1024);

/**
 * Makes a disk of `bytes`, in a mount namespace of its own. Undefined where the system does not let us, and then says in one line what
 * is left out.
 */
export async function smallDisk(bytes: number, what: string): Promise<SmallDisk | undefined> {
  const folder = temporaryFolder('disk');
  // As root; elsewhere in a user namespace, which some systems allow everybody.
  const [asUser, enterUser] = process.getuid?.() === 0 ? [[], []] : [['--map-root-user'], ['--user']];
  const mount = 'mount -t tmpfs -o size="$1" small "$2" && echo mounted && exec sleep infinity';
  const holder = startProgram('unshare', [...asUser, '--mount', 'sh', '-c', mount, 'sh', String(bytes), folder]);
  const pid = await shown(holder, /^mounted$/m).then(
    () => holder.child.pid,
    () => undefined,
  );
  if (pid === undefined) {
    process.stdout.write(`left out: ${what}, because a disk cannot be made here: ${holder.output.stderr.trim()}\n`);
    removeFolder(folder);
    return undefined;
  }
  const seen = join(`/proc/${pid}/root`, folder);
  const ballast = join(seen, 'ballast');
  const enter = ['--target', String(pid), ...enterUser, '--preserve-credentials', '--mount', '--'];
  const inside = async (...command: string[]): Promise<void> => {
    const program = startProgram('nsenter', [...enter, ...command]);
    if ((await program.exited) !== 0) throw new Error(`${command.join(' ')}: ${program.output.stderr}`);
  };
  return {
    folder,
    start: (command, args, options) => startProgram('nsenter', [...enter, command, ...args], options),
    fill: (leave) => fill(ballast, seen, leave),
    empty: () => rmSync(ballast, { force: true }),
    async protect(name) {
      const path = join(folder, name);
      const stage = join(folder, '.stage');
      mkdirSync(join(seen, '.stage'), { recursive: true });
      // Made read-only aside, and then put into place: in place somebody could open a file in between, and it would be busy.
      await inside('mount', '--bind', path, stage);
      await inside('mount', '-o', 'remount,bind,ro', stage);
      await inside('mount', '--move', stage, path);
    },
    release: (name) => inside('umount', '--lazy', join(folder, name)),
    copy: (to) => cpSync(seen, to, { recursive: true, verbatimSymlinks: true }),
    async stop() {
      await stopProgram(holder, 'SIGKILL');
      removeFolder(folder);
    },
  };
}

/** Writes a file until so much room is left; another program may be writing too, so a full disk is the end as well. */
function fill(ballast: string, disk: string, leave: number): void {
  const file = openSync(ballast, 'a');
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(disk);
      const wanted = Math.floor(Math.min(bavail * bsize - leave, CHUNK.length));
      if (wanted <= 0) return;
      writeSync(file, CHUNK, 0, wanted);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

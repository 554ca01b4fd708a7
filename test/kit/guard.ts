import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('guard.sh', import.meta.url));

let guard: ChildProcess | undefined;

/** Tells the guard of this process, which outlives it and cleans up behind it; the first call starts it. */
function tell(line: string): void {
  if (guard === undefined) {
    // In a session of its own: Ctrl-C must reach the tests, and not the one that cleans up behind them.
    guard = spawn('/bin/sh', [SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    guard.unref();
    (guard.stdin as Socket).unref();
  }
  guard.stdin?.write(`${line}\n`);
}

/** Has the process group ended with this process at the latest. */
export const holdGroup = (pid: number): void => tell(`+process ${pid}`);

/** The group is gone. */
export const releaseGroup = (pid: number): void => tell(`-process ${pid}`);

let ownFolder: string | undefined;

/**
 * From the first call on, everything temporary of this process and of the programs it starts lies in one folder, which is
 * gone when the process is, however it ends: browsers and engines leave their files there without being asked.
 */
export function temporaryFiles(): string {
  if (ownFolder === undefined) {
    ownFolder = mkdtempSync(join(tmpdir(), 'sightglass-'));
    // Databases that must not run as root pass through it.
    chmodSync(ownFolder, 0o755);
    tell(`+folder ${ownFolder}`);
    process.env['TMPDIR'] = ownFolder;
  }
  return ownFolder;
}

/** Makes a folder that is gone with this process at the latest. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(temporaryFiles(), `${name}-`));
}

/** Removes a folder. */
export function removeFolder(folder: string): void {
  // Retries for what a program that has just ended was still writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

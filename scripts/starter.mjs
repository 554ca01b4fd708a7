// Who ran `npm start`. npm passes signals on to us, but nobody can pass on a kill -9: then nobody is left who could stop us.
import { spawnSync } from 'node:child_process';

const LOOK_EVERY_MS = 1000;
const SHELL = /(?:^|\/)(?:ba|da|z|k|a)?sh$/;

/**
 * Calls back once when the npm that started this process has gone. Does nothing when started without npm, or where `ps` is missing.
 * Does not keep the process alive.
 */
export function whenStarterIsGone(callback) {
  const starter = process.env.npm_lifecycle_event === undefined ? undefined : starterPid();
  if (starter === undefined) return;
  const timer = setInterval(() => {
    if (isAlive(starter)) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** npm runs a script in a shell; some shells stay between npm and us, some become what they run. */
function starterPid() {
  const { stdout, status } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(process.ppid)], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [, parent, command] = /^\s*(\d+)\s+(.*\S)\s*$/.exec(stdout) ?? [];
  if (command === undefined) return undefined;
  return SHELL.test(command) ? Number(parent) : process.ppid;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Starts servers and senders as processes of their own, and reads from Linux what they cost. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const SERVER = here('../../packages/server/dist/cli.js');
const TICKS_A_SECOND = 100;
const SETTLED_MS = 120_000;
const LOOK_MS = 500;
/** So many looks in a row without work are rest. */
const QUIET_LOOKS = 4;

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// Only an exit of our own takes the others along.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Starts a program and gives its lines. */
export function start(args, options = {}) {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  running.add(child);
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${args[0]} ended without an answer`);
    return value;
  };
  return { child, exited, line };
}

/** A server on a folder: the product's, or another program that says `listening <url>`. */
export async function startServer(folder, program = [SERVER, '--port', '0', '--self-metrics', '0', '--data', folder]) {
  const { child, exited, line } = start(program);
  const url = /http:\S+/.exec(await line())?.[0];
  const cpuSeconds = () => cpuSecondsOf(child.pid);
  return {
    url,
    cpuSeconds,
    memory: () => memoryOf(child.pid),
    cpuByThread: () => cpuByThread(child.pid),
    /** Waits until nothing waits to be stored and no merge runs; the CPU time until then. */
    async settled() {
      const deadline = Date.now() + SETTLED_MS;
      let before = cpuSeconds();
      for (let quiet = 0; quiet < QUIET_LOOKS;) {
        if (Date.now() > deadline) throw new Error(`the server did not come to rest within ${SETTLED_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        const now = cpuSeconds();
        quiet = now - before <= 0.05 && isStored(folder) ? quiet + 1 : 0;
        before = now;
      }
      return before;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A sender that has made its bodies; `run` sends them. */
export async function startSender(plan) {
  const { child, exited, line } = start([here('sender.mjs'), JSON.stringify(plan)]);
  await line();
  return {
    async run() {
      child.stdin.write('go\n');
      const result = JSON.parse(await line());
      await exited;
      return result;
    },
  };
}

/** Runs a program of this folder to its end and reads what it printed as JSON. */
export function runToEnd(name, ...args) {
  const { status, stdout } = spawnSync(process.execPath, [here(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} failed (exit code ${status})`);
  return JSON.parse(stdout);
}

/** CPU time so far, of user and kernel; of a process: all threads, also those that have ended. */
function cpuSecondsOf(place) {
  const stat = readFileSync(`/proc/${place}/stat`, 'utf8');
  // After the name, which may hold spaces and ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** CPU seconds by the names of the threads; the engine names each by what it does at the moment. */
function cpuByThread(pid) {
  const sums = {};
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const place = `${pid}/task/${thread}`;
    const name = Number(thread) === pid ? 'main' : readFileSync(`/proc/${place}/comm`, 'utf8').trim();
    sums[name] = (sums[name] ?? 0) + cpuSecondsOf(place);
  }
  return sums;
}

/** Resident memory now and at its highest, MB. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

function isStored(folder) {
  try {
    return !readdirSync(join(folder, 'spool')).some((name) => name.endsWith('.native'));
  } catch {
    return true;
  }
}

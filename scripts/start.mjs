// `npm start`: from a fresh clone to a page with real traces on it. Server, example shop and its traffic,
// one address on stdout, everything else on stderr or in .sightglass/.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { requireEngine } from './platform.mjs';
import { whenStarterIsGone } from './starter.mjs';
import { build, install, main, nodeBin, root, say, Stop } from './workspace.mjs';

/** Longest wait for the address of a program. */
const READY_MS = 60_000;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4318' },
        data: { type: 'string', default: join(root, '.sightglass', 'data') },
      },
    });
    return values;
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('.');
    throw new Stop(`${what}. npm start takes --port N and --data DIR.`);
  }
}

/** Starts one of our programs and resolves when a line of its stdout matches; rejects when it ends before. */
function startProgram(name, args, { ready, env, log, timeoutMs }) {
  const child = spawn(nodeBin, args, {
    cwd: root,
    env: { ...process.env, ...env },
    // The channel tells them when we are gone, however we went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In a group of its own: on Ctrl-C we stop the programs one after the other, and nobody else does.
    detached: true,
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the pipes of a child are missing');
  const errors = [];
  stderr.on('data', (chunk) => {
    errors.push(String(chunk));
    if (errors.length > 50) errors.shift();
    log.write(chunk);
  });
  const exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code ?? 1)));
  const address = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Stop(`${name} did not answer within ${timeoutMs / 1000} s; see .sightglass/`)),
      timeoutMs,
    );
    createInterface({ input: stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      const match = ready.exec(line);
      if (match) {
        clearTimeout(timer);
        resolve(match[1]);
      }
    });
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new Stop(errors.join('').trimEnd() || `${name} ended with ${code}; see .sightglass/`));
    });
  });
  return { name, child, exited, address };
}

await main(async () => {
  const options = readOptions();
  requireEngine();
  await install();
  await build();
  mkdirSync(join(root, '.sightglass'), { recursive: true });
  const logFile = (name) => createWriteStream(join(root, '.sightglass', `${name}.log`), { flags: 'w' });

  const running = [];
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // The shop first: its last spans still find the server.
    for (const { child, exited } of running.toReversed()) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
  whenStarterIsGone(() => void stop());

  const begin = async (...program) => {
    const started = startProgram(...program);
    running.push(started);
    const address = await started.address;
    void started.exited.then(async (code) => {
      if (stopping) return;
      say(`${started.name} ended unexpectedly (${code}); see .sightglass/`);
      process.exitCode = 1;
      await stop();
    });
    return address;
  };

  try {
    say('Starting the server …');
    const server = await begin(
      'The server',
      [join(root, 'packages', 'server', 'dist', 'cli.js'), '--port', options.port, '--data', options.data],
      { ready: /^listening (http:\S+)/, env: {}, log: logFile('server'), timeoutMs: READY_MS },
    );
    say('Starting the example shop and its traffic …');
    const shop = await begin('The shop', [join(root, 'examples', 'shop', 'src', 'run.ts')], {
      ready: /^shop (http:\S+)/,
      // The first of the names that decide where telemetry goes: whatever the shell has set, this shop reports here.
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: server },
      log: logFile('shop'),
      timeoutMs: READY_MS,
    });
    process.stdout.write(`Sightglass is running: ${server}\n`);
    say(`The shop is open: ${shop}. Visit it, and your session is among those that Sightglass shows.`);
    say('Ctrl-C stops everything. Logs of the programs are in .sightglass/.');
  } catch (error) {
    if (stopping) return;
    await stop();
    throw error;
  }
});

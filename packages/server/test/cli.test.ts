/** The command line as a person meets it: one line, an exit code, and how to mend it. */
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { dataFolder } from '../../../test/kit/data-folder.ts';
import { type Program, startProgram } from '../../../test/kit/processes.ts';
import { SERVER_COMMAND, listening, spawnServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { openDoor } from './clickhouse-door.ts';

const root = mkdtempSync(join(tmpdir(), 'sightglass-cli-'));
const processes: Program[] = [];
afterEach(async () => {
  for (const { child, exited } of processes.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const folder = (): string => join(root, `data-${count++}`);

function start(args: readonly string[], ...rest: [options?: object, nodeArgs?: readonly string[]]): Program {
  const started = spawnServer(args, ...rest);
  processes.push(started);
  return started;
}

/** The one line on stderr of a server that failed as it should: exit code 1, no stack, nothing on stdout. */
async function failureOf({ exited, output }: Program): Promise<string> {
  const code = await exited;
  const { stdout, stderr } = output;
  const isOneLine = /^sightglass-server: [^\n]+\n$/.test(stderr) && !/\bat \S+ \(|node:internal/.test(stderr);
  if (code !== 1 || stdout !== '' || !isOneLine)
    throw new Error(`exit code ${code}, stdout ${stdout}, stderr ${stderr}`);
  return stderr;
}

/** The processes that a process has started and that still run, by the kernel's word. */
function childrenOf(pid: number | undefined): string[] | undefined {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? undefined;
}

/** Whether a line holds every part. */
function hasAll(...parts: string[]): (line: string) => boolean {
  return (line) => parts.every((part) => line.includes(part));
}

describe('sightglass-server', () => {
  it('prints its address once it takes data, drains on SIGTERM and exits 0', async () => {
    const data = folder();
    const server = start(['--port', '0', '--data', data]);
    const url = await listening(server);
    const now = `${Date.now()}000000`;
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'drained',
      startTimeUnixNano: now,
      endTimeUnixNano: now,
    };
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    const response = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.output).toEqual({ stdout: `listening ${url}\n`, stderr: '' });
    // What was taken is remembered for the next start; the rows themselves are in the database.
    expect(readdirSync(join(data, 'spool')).filter((name) => !name.endsWith('.journal'))).toEqual([]);
    expect(readdirSync(data)).not.toContain('server.pid');
  });

  it.runIf(process.platform === 'linux')('starts all the same when what makes the tables is killed', async () => {
    const server = start(['--port', '0', '--data', folder()]);
    const { pid } = server.child;
    const [maker] = await until(30_000, () => childrenOf(pid), 'a process for the tables');
    process.kill(Number(maker), 'SIGKILL');
    const response = await fetch(`${await listening(server)}/api/v1/traces`);
    expect(response.status).toBe(200);
    expect(childrenOf(pid)).toBeUndefined();
  });

  it('exits 0 on Ctrl-C too, though terminal and npm both pass it on', async () => {
    const server = start(['--port', '0', '--data', dataFolder('cli')]);
    await listening(server);
    server.child.kill('SIGINT');
    server.child.kill('SIGINT');
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it.each([[['--port', '0']], [['keys', 'list']]])('says which Node it needs on an older one: %j', async (args) => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.20.0' })`;
    const line = await failureOf(start(args, {}, ['--import', pretend]));
    expect(line).toContain('Node 20.20.0 is too old; use Node 22.15 or newer');
  });

  it('stops when the parent that holds a channel to it is gone', async () => {
    const server = spawnServer(['--port', '0', '--data', dataFolder('cli')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    await listening(server);
    // Not `start` and `exited`: with a channel that the parent has closed, Node gives no 'close' event.
    const ended = once(server.child, 'exit');
    server.child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it.runIf(process.platform === 'linux')(
    'has threads for queries, files and compression at the same time',
    async () => {
      const server = start(['--port', '0', '--data', dataFolder('cli')]);
      await listening(server);
      const tasks = `/proc/${server.child.pid}/task`;
      const names = readdirSync(tasks).map((task) => readFileSync(join(tasks, task, 'comm'), 'utf8').trim());
      expect(names.filter((name) => name === 'libuv-worker')).toHaveLength(12);
    },
  );

  it('explains itself', async () => {
    const help = start(['--help']);
    expect(await help.exited).toBe(0);
    for (const word of ['--port', '--host', '--data', '--version', 'SIGHTGLASS_CLICKHOUSE_URL', '4318'])
      expect(help.output.stdout).toContain(word);
    const version = start(['--version']);
    expect(await version.exited).toBe(0);
    expect(version.output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    ['an unknown option', ['--prot', '1'], "Unknown option '--prot'", '--help'],
    ['an argument that is no option', ['4318'], '4318', '--help'],
    ['an option without its value', ['--port'], '--port', '--help'],
    ['a port that is no number', ['--port', 'http'], 'port http cannot be used', '65535'],
    ['a port that does not exist', ['--port', '70000'], 'port 70000 cannot be used', '65535'],
    ['no folder', ['--data', ''], 'data "" cannot be used', '--data'],
  ])('refuses %s', async (_, args, what, remedy) => {
    expect(await failureOf(start(args))).toSatisfy(hasAll(what, remedy));
  });

  it('refuses an address that others can reach as long as there is no key', async () => {
    const data = folder();
    expect(await failureOf(start(['--port', '0', '--data', data, '--host', '0.0.0.0']))).toSatisfy(
      hasAll('host 0.0.0.0 cannot be used', `keys create --kind admin --data ${data}`, 'use 127.0.0.1'),
    );
  });

  it('says that a port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const data = folder();
    expect(await failureOf(start(['--port', String(port), '--data', data]))).toSatisfy(
      hasAll(`port ${port} on 127.0.0.1 is in use`, '--port'),
    );
    await new Promise((resolve) => {
      other.close(resolve);
    });
    expect(existsSync(data)).toBe(false);
  });

  it('says that another server works in the folder, and leaves that one alone', async () => {
    const data = dataFolder('cli');
    const first = start(['--port', '0', '--data', data]);
    const url = await listening(first);
    expect(await failureOf(start(['--port', '0', '--data', data]))).toSatisfy(hasAll('another server', data, '--data'));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it.each([
    ['a file stands in its place', (data: string) => writeFileSync(data, '')],
    ['it lies in a file', (data: string) => writeFileSync(join(data, '..', 'file'), ''), 'file/data'],
    ['the system makes no folders there', () => undefined, '/proc/sightglass'],
  ])('says that the folder cannot be written when %s', async (_, prepare, other?: string) => {
    const data = folder();
    prepare(data);
    const asked = other === undefined ? data : other.startsWith('/') ? other : join(root, other);
    expect(await failureOf(start(['--port', '0', '--data', asked]))).toSatisfy(
      hasAll(`the data folder ${asked} cannot be written`, '--data'),
    );
  });

  it.runIf(process.getuid?.() === 0)('says that a user without the right cannot write the folder', async () => {
    const data = folder();
    mkdirSync(data);
    chmodSync(data, 0o555);
    // Not as another user: that one may have no way to this checkout. Root without its special right is one who may not write.
    const powers = '--bounding-set=-dac_override,-dac_read_search';
    const server = startProgram('setpriv', [powers, ...SERVER_COMMAND, '--port', '0', '--data', data]);
    processes.push(server);
    expect(await failureOf(server)).toSatisfy(hasAll(`the data folder ${data} cannot be written: EACCES`, '--data'));
  });

  it('says that a ClickHouse server does not answer, without its password', async () => {
    const env = { ...process.env, SIGHTGLASS_CLICKHOUSE_URL: 'http://reader:secret@127.0.0.1:1' };
    const server = start(['--port', '0', '--data', folder()], { env });
    expect(await failureOf(server)).toSatisfy(
      hasAll(
        'the ClickHouse server at http://reader@127.0.0.1:1/ does not answer',
        'ECONNREFUSED',
        'SIGHTGLASS_CLICKHOUSE_URL',
      ),
    );
    expect(server.output.stderr).not.toContain('secret');
  });

  it('says that a ClickHouse server takes connections and never answers', async () => {
    const silent = createServer((socket) => void socket.resume());
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const env = { ...process.env, SIGHTGLASS_CLICKHOUSE_URL: url };
    expect(await failureOf(start(['--port', '0', '--data', folder()], { env }))).toSatisfy(
      hasAll(`the ClickHouse server at ${url} does not answer`, 'SIGHTGLASS_CLICKHOUSE_URL'),
    );
    silent.close();
  });

  it('says that the address of a ClickHouse server is none', async () => {
    const env = { ...process.env, SIGHTGLASS_CLICKHOUSE_URL: 'localhost:8123' };
    expect(await failureOf(start(['--port', '0', '--data', folder()], { env }))).toSatisfy(
      hasAll('SIGHTGLASS_CLICKHOUSE_URL localhost:8123 cannot be used', 'http://'),
    );
  });

  it('says that the embedded engine is not installed, and names the other way', async () => {
    const hook = join(root, 'no-chdb.mjs');
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (name === 'chdb') throw Object.assign(new Error("Cannot find package 'chdb'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
} });`,
    );
    expect(await failureOf(start(['--port', '0', '--data', folder()], {}, ['--import', hook]))).toSatisfy(
      hasAll('chdb', 'SIGHTGLASS_CLICKHOUSE_URL'),
    );
  });

  it('keeps its data on a ClickHouse server when told its address, with no engine of its own', async () => {
    const door = await openDoor(folder());
    const env = { ...process.env, SIGHTGLASS_CLICKHOUSE_URL: door.url };
    const data = folder();
    const server = start(['--port', '0', '--data', data], { env });
    const url = await listening(server);
    const now = `${Date.now()}000000`;
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'far',
      kind: 2,
      startTimeUnixNano: now,
      endTimeUnixNano: now,
    };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'far' } }] };
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
    expect(
      (await fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(200);
    const found = await until(
      15_000,
      async () => {
        const response = await fetch(`${url}/api/v1/traces`);
        const { items } = (await response.json()) as { items: { rootName: string }[] };
        return items[0];
      },
      'the trace',
    );
    expect(found.rootName).toBe('far');
    expect(
      door.seen.some(
        ({ query, settings }) => query.endsWith('FORMAT Native') && settings.has('insert_deduplication_token'),
      ),
    ).toBe(true);
    expect(readdirSync(data).toSorted()).toEqual([
      'keep.sqlite',
      'keep.sqlite-shm',
      'keep.sqlite-wal',
      'server.pid',
      'spool',
    ]);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    await door.close();
  });

  it('does not take a second server into the folder of one that uses a ClickHouse server', async () => {
    const door = await openDoor(folder());
    const env = { ...process.env, SIGHTGLASS_CLICKHOUSE_URL: door.url };
    const data = folder();
    const first = start(['--port', '0', '--data', data], { env });
    await listening(first);
    expect(await failureOf(start(['--port', '0', '--data', data], { env }))).toSatisfy(
      hasAll('another server', '--data'),
    );
    first.child.kill('SIGKILL');
    await first.exited;
    const third = start(['--port', '0', '--data', data], { env });
    await listening(third);
    third.child.kill('SIGTERM');
    await third.exited;
    await door.close();
  });
});

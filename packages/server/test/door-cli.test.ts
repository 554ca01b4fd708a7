/** Keys and projects from the command line, as somebody types it, beside a server that runs; and that keys are nowhere in clear. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder } from '../../../test/kit/data-folder.ts';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { has } from '../../../test/kit/peers.ts';
import { startPostgres } from '../../../test/kit/postgres.ts';
import { stopProgram, type Program } from '../../../test/kit/processes.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { runKeepCommand } from '../src/command/keep.ts';
import type { ServerError } from '../src/errors.ts';

const root = temporaryFolder('door-cli');
const programs: Program[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) await stopProgram(program, 'SIGKILL');
});
afterAll(() => removeFolder(root));

let count = 0;
const folder = (): string => join(root, `data-${count++}`);

function start(args: readonly string[], env: Record<string, string> = {}): Program {
  const program = spawnServer(args, { env: { ...process.env, ...env } });
  programs.push(program);
  return program;
}

/** Runs a command to its end. */
async function run(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<[code: unknown, out: string, note: string]> {
  const { exited, output } = start(args, env);
  const code = await exited;
  return [code, output.stdout, output.stderr];
}

/** The key that a command made. */
async function made(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const [code, out, note] = await run(['keys', 'create', ...args], env);
  if (code !== 0 || !/^sg_[a-z]+_\w{27}\n$/.test(out)) throw new Error(`exit code ${String(code)}: ${out}${note}`);
  return out.trim();
}

async function statusOf(url: string, key: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/services`, { headers: { authorization: `Bearer ${key}` } });
  await response.body?.cancel();
  return response.status;
}

describe('sightglass-server keys', () => {
  it('makes a key, of which stdout shows nothing else, lists it without, and revokes it, with no server running', async () => {
    const data = folder();
    const key = await made(['--kind', 'read', '--name', 'Grafana of the team', '--data', data]);
    const [, list] = await run(['keys', 'list', '--data', data]);
    const [head = '', row = ''] = list.split('\n');
    expect(head).toMatch(/^ID +KIND +PROJECT +ENDS +CREATED +LAST USED +NAME$/);
    expect(row).toMatch(
      new RegExp(`^\\w{12} +read +default +…${key.slice(-4)} +20\\d\\d-[-\\d: ]+ +never +Grafana of the team$`),
    );
    expect(list).not.toContain(key.slice(8, -4));
    const id = row.split(' ')[0] ?? '';
    const [code, , note] = await run(['keys', 'revoke', id, '--data', data]);
    expect([code, note]).toEqual([0, `Key ${id} (read, project default) is revoked.\n`]);
    expect((await run(['keys', 'list', '--data', data]))[1]).toMatch(/revoked 20/);
  });

  it('says that the pages need an admin key, as long as there is none', async () => {
    const data = folder();
    const first = await run(['keys', 'create', '--kind', 'ingest', '--data', data]);
    expect(first[2]).toContain('keys create --kind admin');
    const admin = await run(['keys', 'create', '--kind', 'admin', '--data', data]);
    expect(admin[2]).not.toContain('keys create');
  });

  it('makes projects, and keys for them', async () => {
    const data = folder();
    expect(
      await run(['projects', 'create', 'shop', '--name', 'The shop', '--timezone', 'Europe/Berlin', '--data', data]),
    ).toEqual([0, '', 'Project shop is made.\n']);
    const [, list] = await run(['projects', 'list', '--data', data]);
    expect(list).toMatch(/^shop +active +Europe\/Berlin +The shop$/m);
    await made([
      '--kind',
      'browser',
      '--project',
      'shop',
      '--origin',
      'https://shop.example',
      '--origin',
      'https://*.shop.example/',
      '--data',
      data,
    ]);
    expect((await run(['keys', 'list', '--project', 'shop', '--data', data]))[1]).toContain(
      'https://shop.example https://*.shop.example',
    );
  });

  it.each([
    ['no kind', ['keys', 'create'], /kind is missing; give --kind with one of ingest, browser, read, admin/],
    ['a kind that there is not', ['keys', 'create', '--kind', 'root'], /kind root cannot be used/],
    [
      'a project that there is not',
      ['keys', 'create', '--kind', 'read', '--project', 'x'],
      /there is no project x; make it first/,
    ],
    [
      'a browser key without origins',
      ['keys', 'create', '--kind', 'browser'],
      /a browser key needs origins; give --origin/,
    ],
    [
      'an origin that is none',
      ['keys', 'create', '--kind', 'browser', '--origin', 'shop'],
      /origin shop cannot be used/,
    ],
    ['a key that there is not', ['keys', 'revoke', 'abc'], /there is no key abc/],
    ['no key to revoke', ['keys', 'revoke'], /keys revoke takes 1 words, not 0/],
    ['a command that there is not', ['keys', 'make'], /there is no command keys make; use keys create/],
    ['an option of another command', ['keys', 'list', '--kind', 'read'], /keys list takes no --kind/],
    ['an option that there is not', ['keys', 'list', '--port', '1'], /Unknown option '--port'; see --help/],
    ['a slug that cannot be', ['projects', 'create', 'A b'], /project A b cannot be used/],
    ['a slug that is taken', ['projects', 'create', 'default'], /there is a project default already/],
  ])('refuses %s', async (_, args, message) => {
    const data = folder();
    mkdirSync(data);
    const failed = runKeepCommand([...args, '--data', data]);
    const told = failed.catch((error: ServerError) => Promise.reject(new Error(`${error.message}; ${error.remedy}`)));
    await expect(told).rejects.toThrow(message);
  });

  it.each([[['keys', '--help']], [['keys', 'create', '--help']], [['projects', '--help']]])(
    'explains itself when asked as %s',
    async (args) => {
      const [code, out, note] = await run(args);
      expect([code, note]).toEqual([0, '']);
      expect(out).toContain('keys create --kind ingest|browser|read|admin');
    },
  );

  it('says what it refuses in one line, and exits with 1', async () => {
    expect(await run(['keys', 'create', '--kind', 'root', '--data', folder()])).toEqual([
      1,
      '',
      'sightglass-server: kind root cannot be used; give --kind with one of ingest, browser, read, admin\n',
    ]);
  });

  it('makes no folder in order to look into it', async () => {
    const [code, , note] = await run(['keys', 'list', '--data', join(root, 'nowhere')]);
    expect(code).toBe(1);
    expect(note).toMatch(/there is no data folder/);
    expect(readdirSync(root)).not.toContain('nowhere');
  });
});

describe('a server and keys that are made beside it', () => {
  const names = ['SQLite', ...(has('postgres', 'keys in PostgreSQL beside a server') ? ['PostgreSQL'] : [])];
  it.each(names)('knows them within a second, and opens to others with the first (%s)', async (database) => {
    const data = dataFolder('door-cli');
    const postgres = database === 'PostgreSQL' ? await startPostgres() : undefined;
    const env = postgres ? { SIGHTGLASS_DATABASE_URL: postgres.url } : {};
    try {
      const server = start(['--port', '0', '--data', data], env);
      const url = await listening(server);
      expect(await statusOf(url, 'none')).toBe(200);
      const admin = await made(['--kind', 'admin', '--data', data], env);
      await until(1000, async () => ((await statusOf(url, 'none')) === 401 ? true : undefined), 'keys to be asked for');
      expect(await statusOf(url, admin)).toBe(200);
      const [, list] = await run(['keys', 'list', '--data', data], env);
      await run(['keys', 'revoke', /^(\w{12}) +admin/m.exec(list)?.[1] ?? '', '--data', data], env);
      await until(1000, async () => ((await statusOf(url, admin)) === 401 ? true : undefined), 'the end of the key');
      expect(await statusOf(url, 'none')).toBe(401);
      expect(await stopProgram(server)).toBe(0);
      expect(readdirSync(data).includes('keep.sqlite')).toBe(postgres === undefined);
    } finally {
      await postgres?.stop();
    }
  });

  it('listens on an address that others reach once there is a key, and answers only as itself', async () => {
    const data = dataFolder('door-cli');
    const admin = await made(['--kind', 'admin', '--data', data]);
    const server = start(['--port', '0', '--data', data, '--host', '0.0.0.0', '--public-url', 'https://watch.example']);
    const url = (await listening(server)).replace('0.0.0.0', '127.0.0.1');
    const { status } = await fetch(`${url}/api/v1/services`);
    expect(status).toBe(401);
    expect(await statusOf(url, admin)).toBe(200);
  });

  it('takes the admin key of its environment, and refuses one that can be guessed', async () => {
    const key = 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR';
    const server = start(['--port', '0', '--data', dataFolder('door-cli')], { SIGHTGLASS_ADMIN_KEY: key });
    const url = await listening(server);
    expect(await statusOf(url, key)).toBe(200);
    expect(await statusOf(url, `${key}x`)).toBe(401);
    const [code, , note] = await run(['--port', '0', '--data', folder()], { SIGHTGLASS_ADMIN_KEY: 'sg_admin_short' });
    expect([code, note]).toEqual([
      1,
      expect.stringContaining('SIGHTGLASS_ADMIN_KEY cannot be used: it must be sg_admin_'),
    ]);
    expect(note).not.toContain('sg_admin_short');
  });

  it('says that its database does not answer, without the password', async () => {
    const env = { SIGHTGLASS_DATABASE_URL: 'postgres://user:verysecret@127.0.0.1:9/x' };
    const [code, out, note] = await run(['--port', '0', '--data', folder()], env);
    expect([code, out]).toEqual([1, '']);
    expect(note).toMatch(/does not answer: .*ECONNREFUSED.*; see that it runs/);
    expect(note).not.toContain('verysecret');
  });

  it('refuses to stand behind a proxy as long as there is no key', async () => {
    const [code, , note] = await run(['--port', '0', '--data', folder(), '--public-url', 'https://watch.example']);
    expect(code).toBe(1);
    expect(note).toMatch(
      /publicUrl https:\/\/watch.example cannot be used; without a key everybody.*keys create --kind admin/,
    );
  });
});

describe('keys', () => {
  const data = dataFolder('door-cli');
  const keys: string[] = [];
  let output: string;
  beforeAll(async () => {
    const environment = 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR';
    const server = start(['--port', '0', '--data', data], { SIGHTGLASS_ADMIN_KEY: environment });
    const url = await listening(server);
    const answers: string[] = [];
    const ask = async (path: string, key: string, init: RequestInit = {}): Promise<string> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const response = await fetch(`${url}${path}`, { ...init, headers });
      return response.text();
    };
    for (const kind of ['ingest', 'read', 'admin']) {
      const body = JSON.stringify({ kind });
      const text = await ask('/api/v1/projects/default/keys', environment, { method: 'POST', body });
      keys.push((JSON.parse(text) as { key: string }).key);
    }
    keys.push(environment, await made(['--kind', 'read', '--data', data]));
    // Used, and misused, everywhere.
    const span = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      name: 'x',
      startTimeUnixNano: `${Date.now()}000000`,
    };
    const spans = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    for (const key of keys) {
      answers.push(await ask('/v1/traces', key, { method: 'POST', body: spans }));
      answers.push(await ask(`/v1/traces?key=${key}`, 'x', { method: 'POST', body: spans }));
      answers.push(await ask(`/api/v1/services?key=${key}&where=${key}`, keys[1] ?? ''));
      answers.push(await ask('/api/v1/session', 'x', { method: 'POST', body: JSON.stringify({ key, more: key }) }));
      answers.push(await ask(`/api/v1/${key}`, environment));
      answers.push(await ask('/api/v1/projects', environment, { method: 'POST', body: JSON.stringify({ slug: key }) }));
      answers.push(await ask('/api/v1/projects/default/keys', environment));
      answers.push(await ask('/api/v1/projects/default/audit', environment));
      answers.push(await ask('/api/v1/meta', environment));
      answers.push(await ask(`/?key=${key}`, 'x'));
    }
    await stopProgram(server);
    output = [server.output.stdout, server.output.stderr, ...answers].join('\n');
  });

  it('are nowhere in clear: not in what the server says, nor in its files', () => {
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const content = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    expect(files.map(({ name }) => name)).toContain('keep.sqlite');
    expect(output.length).toBeGreaterThan(5000);
    for (const key of keys) {
      const random = key.split('_')[2]?.slice(0, -4) ?? '';
      expect(random.length).toBeGreaterThan(20);
      expect(output).not.toContain(random);
      expect(content.filter((bytes) => bytes.includes(random))).toEqual([]);
    }
  });
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser.ts';
import { startFirefox } from './firefox.ts';
import { temporaryFiles } from './guard.ts';
import { startMariaDb } from './mariadb.ts';
import { has, programOf } from './peers.ts';
import { startPostgres } from './postgres.ts';
import { shown, startProgram } from './processes.ts';
import { startRedis } from './redis.ts';
import { startTemporary, type TemporaryServer } from './server.ts';
import { processesIn } from './traces-left.ts';
import { until } from './until.ts';

const pagesDir = fileURLToPath(new URL('../../packages/ui/dist', import.meta.url));
const isLinux = process.platform === 'linux';

/** Everything that is started here works in this folder, so that nothing of it can be overlooked. */
const folder = temporaryFiles();

function expectNothingLeft(): void {
  expect(processesIn(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
}

/** What comes back for what is sent. */
async function reply(socket: Socket, sent?: Buffer | string): Promise<Buffer> {
  if (sent !== undefined) socket.write(sent);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes;
}

describe.runIf(has('postgres', 'PostgreSQL of the test kit'))('PostgreSQL', () => {
  it('answers a query, and leaves nothing behind when it is stopped', async () => {
    const { url, stop } = await startPostgres();
    const psql = join(dirname(programOf('postgres')), 'psql');
    expect(
      execFileSync(psql, [url, '-Atc', 'CREATE TABLE t AS SELECT 42 AS n; SELECT n FROM t'], { encoding: 'utf8' }),
    ).toMatch(/42\n$/);
    await stop();
    expectNothingLeft();
  });
});

describe.runIf(has('redis', 'Redis of the test kit'))('Redis', () => {
  it('keeps a value, and leaves nothing behind when it is stopped', async () => {
    const { port, stop } = await startRedis();
    const socket = connect(port, '127.0.0.1');
    expect((await reply(socket, 'SET answer 42\r\n')).toString()).toBe('+OK\r\n');
    expect((await reply(socket, 'GET answer\r\n')).toString()).toBe('$2\r\n42\r\n');
    socket.destroy();
    await stop();
    expectNothingLeft();
  });
});

describe.runIf(has('mariadb', 'MariaDB of the test kit'))('MariaDB', () => {
  it('lets its user in and answers a query, and leaves nothing behind when it is stopped', async () => {
    const { port, user, stop } = await startMariaDb();
    const socket = connect(port, '127.0.0.1');
    expect((await reply(socket)).toString('latin1')).toContain('MariaDB');
    // https://mariadb.com/kb/en/connection/: 4.1 protocol, with a database, password by plugin.
    const login = Buffer.concat([
      Buffer.from([0x08, 0x82, 0x08, 0, 0, 0, 0, 1, 33]),
      Buffer.alloc(23),
      Buffer.from(`${user}\0\0test\0mysql_native_password\0`),
    ]);
    expect((await reply(socket, packet(1, login)))[4]).toBe(0);
    expect(
      (await reply(socket, packet(0, Buffer.from("\x03SELECT CONCAT('forty', '-two')")))).toString('latin1'),
    ).toContain('forty-two');
    socket.destroy();
    await stop();
    expectNothingLeft();
  });

  function packet(number: number, body: Buffer): Buffer {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length, 0, 3);
    head[3] = number;
    return Buffer.concat([head, body]);
  }
});

describe('browsers', () => {
  let server: TemporaryServer;
  beforeAll(async () => {
    server = await startTemporary({ pagesDir });
  });
  afterAll(async () => {
    await server.close();
    expectNothingLeft();
  });

  const left = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('server-'));

  it('Chromium shows a page of ours, and leaves nothing behind when it is closed', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.locator('h1').waitFor();
    await browser.close();
    expect(left()).toEqual([]);
  });

  it.runIf(has('firefox', 'Firefox of the test kit'))(
    'Firefox shows a page of ours in the theme it was asked for, tells what goes wrong on another, and leaves nothing behind',
    async () => {
      const firefox = await startFirefox('dark');
      const page = await firefox.open(server.url, 390);
      const headline = await until(
        20_000,
        async () =>
          (await page.evaluate<string | null>(`document.querySelector('h1')?.textContent ?? null`)) ?? undefined,
        'the headline',
      );
      expect(headline).not.toBe('');
      expect(await page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`)).toBe(true);
      expect(await page.evaluate('innerWidth')).toBe(390);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(page.problems).toEqual([]);
      expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG');
      await page.close();
      const torn = await firefox.open(`data:text/html,<script>console.warn('odd'); throw new Error('torn')</script>`);
      await expect.poll(() => torn.problems).toEqual(['odd', 'Error: torn']);
      await expect(torn.evaluate('missing.field')).rejects.toThrow('missing is not defined');
      await firefox.stop();
      expect(left()).toEqual([]);
    },
  );
});

it.runIf(isLinux)('leaves nothing behind either when the process of the tests is killed', async () => {
  const holder = fileURLToPath(new URL('fixtures/holder.ts', import.meta.url));
  const program = startProgram(process.execPath, ['--conditions=@sightglass/source', holder]);
  await shown(program, /^holding$/m, 100_000);
  const running = processesIn(folder).join('\n');
  for (const name of ['chromium', 'server/src/cli.ts']) expect(running).toContain(name);
  expect(readdirSync(folder)).toHaveLength(1);

  program.child.kill('SIGKILL');
  expect(await program.exited).toBe('SIGKILL');
  await until(20_000, () => (processesIn(folder).length + readdirSync(folder).length === 0 ? true : undefined)).catch(
    // So that the failure names what is left.
    () => undefined,
  );
  expectNothingLeft();
});

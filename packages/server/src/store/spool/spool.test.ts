import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerError } from '../../errors.ts';
import type { TableName } from '../native/tables.ts';
import type { DiskSpace } from './disk.ts';
import type { SpoolLimits } from './limits.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';

interface Inserted {
  table: TableName;
  content: string;
  token: string;
}

let root: string;
let inserted: Inserted[];
/** What the database says to a file; undefined when it takes it. */
let refusal: (content: string) => Error | undefined;
let reported: unknown[];
let spools: Spool[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sightglass-spool-'));
  inserted = [];
  spools = [];
  refusal = () => undefined;
  reported = [];
});
afterEach(async () => {
  await Promise.all(spools.map((spool) => spool.close(0)));
  rmSync(root, { recursive: true });
});

async function open(limits: Partial<SpoolLimits> = {}, options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool({
    dir: join(root, 'spool'),
    quarantineDir: join(root, 'quarantine'),
    limits,
    report: (error) => reported.push(error),
    insert(table, path, token) {
      const content = readFileSync(path, 'utf8');
      const error = refusal(content);
      if (error !== undefined) return Promise.reject(error);
      inserted.push({ table, content, token });
      return Promise.resolve();
    },
    ...options,
  });
  spools.push(spool);
  return spool;
}

/** Appends one block. */
function keep(spool: Spool, table: TableName, text: string, rows = 1, ...keys: string[]): Promise<void> {
  return spool.keep([{ table, bytes: Buffer.from(text), rows }], keys);
}

/** One of the keys of a test. */
const key = (n: number): string => String.fromCharCode(n).repeat(16);
const refused = (): Error => new ServerError('SIGHTGLASS_INSERT_REFUSED', 'cannot parse');
const files = (): string[] => readdirSync(join(root, 'spool')).toSorted();
const native = (): string[] => files().filter((name) => name.endsWith('.native'));
const journal = (): string => join(root, 'spool', files().find((name) => name.endsWith('.journal')) ?? '');

/** Polls until the condition holds. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited 5 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the spool', () => {
  it('has a block on disk when append resolves, and in the database within the age of a file', async () => {
    const spool = await open({ maxAgeMs: 50 });
    await keep(spool, 'otel_traces', 'one', 1);
    const [name = ''] = native();
    expect(readFileSync(join(root, 'spool', name), 'utf8')).toBe('one');
    await until(() => inserted.length === 1);
    expect(inserted).toEqual([{ table: 'otel_traces', content: 'one', token: name }]);
    await until(() => native().length === 0);
  });

  it('puts what arrives together into one file a table, in order', async () => {
    const spool = await open({ maxAgeMs: 10_000 });
    await Promise.all(['a', 'b', 'c'].map((text) => keep(spool, 'otel_logs', text, 1)));
    await keep(spool, 'otel_traces', 't', 1);
    await spool.flush();
    const contents = Object.fromEntries(inserted.map(({ table, content }) => [table, content]));
    expect(contents).toEqual({ otel_logs: 'abc', otel_traces: 't' });
    expect(inserted).toHaveLength(2);
  });

  it.each([
    ['rows', { maxRows: 10 }],
    ['bytes', { maxBytes: 30 }],
  ])('closes a file at its limit of %s', async (_, limits) => {
    const spool = await open({ maxAgeMs: 60_000, ...limits });
    for (let i = 0; i < 4; i++) await keep(spool, 'otel_logs', 'x'.repeat(15), 5);
    await until(() => inserted.length === 2);
    expect(inserted.map(({ content }) => content.length)).toEqual([30, 30]);
  });

  it('takes up what a killed process left: all that was acknowledged, nothing that was torn', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_logs', 'acknowledged;', 1);
    await keep(first, 'otel_logs', 'this too;', 1);
    const [name = ''] = native();
    const path = join(root, 'spool', name);
    appendFileSync(path, 'half a blo');
    appendFileSync(journal(), Buffer.alloc(7, 1));
    await open();
    await until(() => inserted.length === 1);
    expect(inserted).toEqual([{ table: 'otel_logs', content: 'acknowledged;this too;', token: name }]);
  });

  it('stops at the first block that is not what was written, as after a power cut, and does not remember what it held', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_logs', 'good;', 1, key(1));
    await keep(first, 'otel_logs', 'bad!;', 1, key(2));
    const path = join(root, 'spool', native()[0] ?? '');
    writeFileSync(path, 'good;\0\0\0\0\0');
    const again = await open();
    await until(() => inserted.length === 1);
    expect(inserted[0]?.content).toBe('good;');
    expect([again.memory.has(key(1)), again.memory.has(key(2))]).toEqual([true, false]);
  });

  it('stops at the first record that is not what was written', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_logs', 'good;', 1, key(1));
    await keep(first, 'otel_logs', 'lost;', 1, key(2));
    const bytes = readFileSync(journal());
    // One bit of the last key.
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(journal(), bytes);
    const again = await open();
    await until(() => inserted.length === 1);
    expect(inserted[0]?.content).toBe('good;');
    expect([again.memory.has(key(1)), again.memory.has(key(2))]).toEqual([true, false]);
  });

  it('removes files in which nothing was acknowledged, and leaves what is not its own', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_logs', 'x');
    truncateSync(journal(), 0);
    writeFileSync(join(root, 'spool', '000-lonely.otel_logs.native.part'), 'x');
    writeFileSync(join(root, 'spool', 'not-ours.txt'), 'x');
    await open();
    expect(files().filter((name) => !name.endsWith('.journal'))).toEqual(['not-ours.txt']);
    expect(inserted).toEqual([]);
  });

  it('puts the block that the database refuses aside, counts its rows, and stores all others of its file', async () => {
    refusal = (content) => (content.includes('poison') ? refused() : undefined);
    const spool = await open({ maxAgeMs: 60_000 });
    for (const text of ['a;', 'b;', 'poison;', 'c;', 'd;']) await keep(spool, 'otel_logs', text, 3);
    await spool.flush();
    const [name = ''] = new Set(inserted.map(({ token }) => token.split(':')[0]));
    expect(inserted.map(({ content }) => content).join('')).toBe('a;b;c;d;');
    expect(new Set(inserted.map(({ token }) => token)).size).toBe(inserted.length);
    expect(spool.state().putAside).toEqual({ files: 1, rows: 3 });
    const [aside = ''] = readdirSync(join(root, 'quarantine'));
    expect(readFileSync(join(root, 'quarantine', aside), 'utf8')).toBe('poison;');
    expect(reported).toEqual([
      expect.objectContaining({ message: expect.stringMatching(`3 rows .*${join(root, 'quarantine', aside)}`) }),
    ]);
    expect(native()).toEqual([]);
    expect(name).toMatch(/otel_logs\.native$/);
    await keep(spool, 'otel_logs', 'good');
    await spool.flush();
    expect(inserted.at(-1)?.content).toBe('good');

    // Moved back, as the message says, it is tried again as a whole.
    await spool.close(1000);
    refusal = () => undefined;
    renameSync(join(root, 'quarantine', aside), join(root, 'spool', aside));
    await open();
    await until(() => inserted.at(-1)?.content === 'poison;');
  });

  it('repeats nothing when it is killed while it looks for a bad block', async () => {
    refusal = (content) => (content.includes('poison') ? refused() : undefined);
    const first = await open({ maxAgeMs: 60_000 });
    for (const text of ['a;', 'poison;', 'c;', 'd;']) await keep(first, 'otel_logs', text);
    const [name = ''] = native();
    copyFileSync(join(root, 'spool', name), join(root, 'copy'));
    copyFileSync(journal(), join(root, 'journal'));
    await first.flush();
    await first.close(1000);
    const before = inserted.splice(0);
    // The file is there again, as if the process had been killed before it could remove it.
    copyFileSync(join(root, 'copy'), join(root, 'spool', name));
    copyFileSync(join(root, 'journal'), join(root, 'spool', '000000000000001-000000000000.journal'));
    const again = await open();
    await again.flush();
    expect(inserted.map(({ token }) => token)).toEqual(before.map(({ token }) => token));
  });

  it('tries a passing trouble again with the same token, and says what it was', async () => {
    let failures = 2;
    const tokens: string[] = [];
    refusal = () => (failures-- > 0 ? new ServerError('SIGHTGLASS_INSERT_FAILED', 'no memory') : undefined);
    const spool = await open({ maxAgeMs: 1 });
    await keep(spool, 'otel_logs', 'x', 1);
    tokens.push(native()[0] ?? '');
    await until(() => spool.state().problem === 'no memory');
    await until(() => inserted.length === 1);
    expect(inserted[0]?.token).toBe(tokens[0]);
    expect(spool.state().problem).toBe('');
  });

  it('refuses more than may wait, keeps nothing of it, and takes data again when there is room', async () => {
    refusal = () => new ServerError('SIGHTGLASS_INSERT_FAILED', 'down');
    const spool = await open({ maxAgeMs: 1, maxBacklogBytes: 100 });
    await keep(spool, 'otel_logs', 'x'.repeat(100), 1);
    expect(spool.state().refusal).toContain('waits to be stored');
    await expect(keep(spool, 'otel_logs', 'y'.repeat(20), 1)).rejects.toMatchObject({
      code: 'SIGHTGLASS_OVERLOADED',
    });
    expect(spool.state().backlogBytes).toBe(100);
    refusal = () => undefined;
    await until(() => spool.state().backlogBytes === 0);
    await keep(spool, 'otel_logs', 'z'.repeat(20), 1);
    await spool.flush();
    expect(inserted.map(({ content }) => content)).toEqual(['x'.repeat(100), 'z'.repeat(20)]);
  });

  it('leaves for the next start what the database does not take while it closes', async () => {
    refusal = () => new ServerError('SIGHTGLASS_INSERT_FAILED', 'down');
    const spool = await open({ maxAgeMs: 60_000 });
    await keep(spool, 'otel_logs', 'kept', 1);
    const started = Date.now();
    await spool.close(300);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(native()).toHaveLength(1);
    await expect(keep(spool, 'otel_logs', 'late', 1)).rejects.toMatchObject({ code: 'SIGHTGLASS_CLOSED' });
    refusal = () => undefined;
    await open();
    await until(() => inserted.length === 1);
    expect(inserted[0]?.content).toBe('kept');
  });

  it('gives an insert up that hangs while it closes', async () => {
    const spool = await openSpool({
      dir: join(root, 'spool'),
      quarantineDir: join(root, 'quarantine'),
      insert: (_table, _path, _token, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ServerError('SIGHTGLASS_INSERT_FAILED', 'given up')));
        }),
    });
    await keep(spool, 'otel_logs', 'kept', 1);
    const started = Date.now();
    await spool.close(100);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(native()).toHaveLength(1);
  });

  it('rejects what the disk does not take, and keeps what it had taken', async () => {
    const spool = await open({ maxAgeMs: 60_000 });
    await keep(spool, 'otel_logs', 'kept', 1);
    rmSync(join(root, 'spool'), { recursive: true });
    await expect(keep(spool, 'otel_traces', 'lost', 1)).rejects.toMatchObject({ code: 'SIGHTGLASS_DISK' });
    expect(existsSync(join(root, 'spool'))).toBe(false);
    const again = await open({ maxAgeMs: 60_000 });
    await keep(again, 'otel_traces', 'back', 1);
    await again.flush();
    expect(inserted.map(({ content }) => content)).toContain('back');
  });

  it('writes thousands of concurrent blocks whole and in order', async () => {
    const spool = await open({ maxAgeMs: 60_000 });
    const texts = Array.from({ length: 3000 }, (_, i) => `${i};`);
    await Promise.all(texts.map((text) => keep(spool, 'otel_logs', text, 1)));
    await spool.flush();
    expect(inserted[0]?.content).toBe(texts.join(''));
  });

  it('remembers keys through a kill, with the blocks that they came with', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await first.keep(
      [
        { table: 'otel_metrics_gauge', bytes: Buffer.from('gauge;'), rows: 1 },
        { table: 'otel_metrics_sum', bytes: Buffer.from('sum;'), rows: 1 },
      ],
      [key(1), key(2)],
    );
    await keep(first, 'otel_logs', 'x', 1, key(3));
    expect([1, 2, 3, 4].map((n) => first.memory.has(key(n)))).toEqual([true, true, true, false]);
    const again = await open();
    expect([1, 2, 3, 4].map((n) => again.memory.has(key(n)))).toEqual([true, true, true, false]);
    await again.flush();
    expect(inserted.map(({ content }) => content).toSorted()).toEqual(['gauge;', 'sum;', 'x']);
    await again.close(1000);
    // All is in the database by now; a sender that got no answer may try again all the same.
    const third = await open();
    expect([1, 2, 3, 4].map((n) => third.memory.has(key(n)))).toEqual([true, true, true, false]);
  });

  it('takes blocks of several tables back together when their record is torn', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_metrics_sum', 'before;', 1, key(1));
    await first.keep(
      [
        { table: 'otel_metrics_gauge', bytes: Buffer.from('gauge;'), rows: 1 },
        { table: 'otel_metrics_sum', bytes: Buffer.from('sum;'), rows: 1 },
      ],
      [key(2)],
    );
    truncateSync(journal(), readFileSync(journal()).length - 1);
    const again = await open();
    await again.flush();
    expect(inserted.map(({ content }) => content)).toEqual(['before;']);
    expect([again.memory.has(key(1)), again.memory.has(key(2))]).toEqual([true, false]);
  });

  it('removes journals when they are too old to matter and nothing of theirs waits', async () => {
    const old = (name: string): string => join(root, 'spool', `${name}-000000000000.journal`);
    const first = await open({ maxAgeMs: 60_000 });
    await keep(first, 'otel_logs', 'x');
    await first.close(1000);
    const minutesAgo = (minutes: number): string => String(Date.now() - minutes * 60_000).padStart(15, '0');
    writeFileSync(old(minutesAgo(40)), '');
    writeFileSync(old(minutesAgo(30)), '');
    writeFileSync(old(minutesAgo(9)), '');
    const again = await open({ maxAgeMs: 60_000 });
    await keep(again, 'otel_logs', 'y');
    // The one of half an hour ago may speak of what came until nine minutes ago.
    await until(() => files().filter((name) => name.endsWith('.journal')).length === 4);
    expect(files()[0]).toMatch(new RegExp(`^${minutesAgo(30).slice(0, 9)}`));
  });

  it('with durability fsync, has everything on disk that it acknowledged', async () => {
    const spool = await open({ maxAgeMs: 60_000 }, { durability: 'fsync' });
    await Promise.all(['a;', 'b;'].map((text) => keep(spool, 'otel_logs', text)));
    await keep(spool, 'otel_traces', 't;');
    await open();
    await until(() => inserted.length === 2);
    expect(inserted.map(({ content }) => content).toSorted()).toEqual(['a;b;', 't;']);
  });

  it('with durability insert, acknowledges what is in the database, and only then', async () => {
    let isDown = true;
    refusal = () => (isDown ? new ServerError('SIGHTGLASS_INSERT_FAILED', 'down') : undefined);
    const spool = await open({ maxAgeMs: 10 }, { durability: 'insert' });
    let isDone = false;
    const done = keep(spool, 'otel_logs', 'x').then(() => {
      isDone = true;
    });
    await until(() => spool.state().problem === 'down');
    expect(isDone).toBe(false);
    isDown = false;
    await done;
    expect(inserted.map(({ content }) => content)).toEqual(['x']);
  });

  it('with durability insert, says so when the database refuses the rows', async () => {
    refusal = refused;
    const spool = await open({ maxAgeMs: 10 }, { durability: 'insert' });
    await expect(keep(spool, 'otel_logs', 'x')).rejects.toMatchObject({ code: 'SIGHTGLASS_INSERT_REFUSED' });
  });

  it('refuses before the disk is full, says why, and keeps what it had taken', async () => {
    let freeBytes = 1000 * 1024 ** 3;
    const spaceOf = (): Promise<DiskSpace> => Promise.resolve({ freeBytes, totalBytes: 2000 * 1024 ** 3 });
    const spool = await open({ maxAgeMs: 60_000 }, { disk: { spaceOf, everyMs: 5 } });
    await keep(spool, 'otel_logs', 'kept;');
    freeBytes = 1024 ** 3 - 1;
    await until(() => spool.state().refusal.includes('nearly full'));
    await expect(keep(spool, 'otel_logs', 'no;')).rejects.toMatchObject({ code: 'SIGHTGLASS_DISK' });
    freeBytes = 2 * 1024 ** 3;
    await until(() => spool.state().refusal === '');
    await keep(spool, 'otel_logs', 'again;');
    await spool.flush();
    expect(inserted.map(({ content }) => content)).toEqual(['kept;again;']);
  });

  it('takes data again by itself when a folder that could not be written can', async () => {
    const spool = await open({ maxAgeMs: 60_000 }, { disk: { everyMs: 5 } });
    await keep(spool, 'otel_logs', 'kept;', 1, key(1));
    renameSync(join(root, 'spool'), join(root, 'away'));
    await expect(keep(spool, 'otel_traces', 'no;', 1, key(2))).rejects.toMatchObject({ code: 'SIGHTGLASS_DISK' });
    expect(spool.state().refusal).toContain('cannot be written');
    renameSync(join(root, 'away'), join(root, 'spool'));
    await until(() => spool.state().refusal === '');
    await keep(spool, 'otel_traces', 'again;', 1, key(2));
    await spool.flush();
    expect(inserted.map(({ content }) => content).toSorted()).toEqual(['again;', 'kept;']);
  });

  it('makes larger files while the database is busy, and waits with none for ever', async () => {
    const busy = Promise.withResolvers<void>();
    let isBusy = true;
    const spool = await open(
      { maxAgeMs: 100 },
      {
        insert: async (table, path, token) => {
          inserted.push({ table, content: readFileSync(path, 'utf8'), token });
          if (isBusy) await busy.promise;
        },
      },
    );
    await keep(spool, 'otel_logs', 'first;');
    await until(() => inserted.length === 1);
    await keep(spool, 'otel_logs', 'second;');
    const started = Date.now();
    while (Date.now() - started < 150) await keep(spool, 'otel_logs', 'more;');
    // By its age alone it would have been handed over by now.
    expect(native()).toHaveLength(2);
    await until(() => spool.state().backlogFiles === 2);
    isBusy = false;
    busy.resolve();
    await until(() => inserted.length === 2);
    expect(inserted[1]?.content).toMatch(/^second;(more;)+$/);
  });

  it('takes any block as long as it says that it takes data', async () => {
    const spool = await open({ maxAgeMs: 60_000, maxBacklogBytes: 100 });
    await keep(spool, 'otel_logs', 'x'.repeat(99));
    expect(spool.state().refusal).toBe('');
    await keep(spool, 'otel_logs', 'y'.repeat(200));
    expect(spool.state().refusal).not.toBe('');
    await expect(keep(spool, 'otel_logs', 'z')).rejects.toMatchObject({ code: 'SIGHTGLASS_OVERLOADED' });
  });
});

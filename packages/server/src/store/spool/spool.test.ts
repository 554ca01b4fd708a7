import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerError } from '../../errors.ts';
import type { TableName } from '../native/tables.ts';
import type { SpoolLimits } from './open-files.ts';
import { openSpool, type Spool } from './spool.ts';

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

async function open(limits: Partial<SpoolLimits> = {}): Promise<Spool> {
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
  });
  spools.push(spool);
  return spool;
}

const block = (text: string): Uint8Array => Buffer.from(text);
const refused = (): Error => new ServerError('SIGHTGLASS_INSERT_REFUSED', 'cannot parse');
const files = (): string[] => readdirSync(join(root, 'spool')).toSorted();
const native = (): string[] => files().filter((name) => name.endsWith('.native'));

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
    await spool.append('otel_traces', block('one'), 1);
    const [name = ''] = native();
    expect(readFileSync(join(root, 'spool', name), 'utf8')).toBe('one');
    await until(() => inserted.length === 1);
    expect(inserted).toEqual([{ table: 'otel_traces', content: 'one', token: name }]);
    await until(() => files().length === 0);
  });

  it('puts what arrives together into one file a table, in order', async () => {
    const spool = await open({ maxAgeMs: 10_000 });
    await Promise.all(['a', 'b', 'c'].map((text) => spool.append('otel_logs', block(text), 1)));
    await spool.append('otel_traces', block('t'), 1);
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
    for (let i = 0; i < 4; i++) await spool.append('otel_logs', block('x'.repeat(15)), 5);
    await until(() => inserted.length === 2);
    expect(inserted.map(({ content }) => content.length)).toEqual([30, 30]);
  });

  it('takes up what a killed process left: all that was acknowledged, nothing that was torn', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await first.append('otel_logs', block('acknowledged;'), 1);
    await first.append('otel_logs', block('this too;'), 1);
    const [name = ''] = native();
    const path = join(root, 'spool', name);
    appendFileSync(path, 'half a blo');
    appendFileSync(`${path}.idx`, Buffer.alloc(7, 1));
    await open();
    await until(() => inserted.length === 1);
    expect(inserted).toEqual([{ table: 'otel_logs', content: 'acknowledged;this too;', token: name }]);
  });

  it('stops at the first block that is not what was written, as after a power cut', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await first.append('otel_logs', block('good;'), 1);
    await first.append('otel_logs', block('bad!;'), 1);
    const path = join(root, 'spool', native()[0] ?? '');
    writeFileSync(path, 'good;\0\0\0\0\0');
    await open();
    await until(() => inserted.length === 1);
    expect(inserted[0]?.content).toBe('good;');
  });

  it('removes files in which nothing was acknowledged, and side files without a spool', async () => {
    const first = await open({ maxAgeMs: 60_000 });
    await first.append('otel_logs', block('x'), 1);
    const path = join(root, 'spool', native()[0] ?? '');
    truncateSync(`${path}.idx`, 0);
    writeFileSync(join(root, 'spool', '000-lonely.otel_logs.native.idx'), 'x');
    writeFileSync(join(root, 'spool', 'not-ours.txt'), 'x');
    await open();
    expect(files()).toEqual(['not-ours.txt']);
    expect(inserted).toEqual([]);
  });

  it('puts a file that the database refuses aside, and goes on with the others', async () => {
    refusal = (content) => (content.includes('poison') ? refused() : undefined);
    const spool = await open({ maxAgeMs: 60_000 });
    await spool.append('otel_logs', block('poison'), 1);
    await spool.flush();
    await spool.append('otel_logs', block('good'), 1);
    await spool.flush();
    expect(inserted.map(({ content }) => content)).toEqual(['good']);
    expect(spool.inserter.quarantined).toBe(1);
    const [aside = ''] = readdirSync(join(root, 'quarantine'));
    expect(readFileSync(join(root, 'quarantine', aside), 'utf8')).toBe('poison');
    expect(reported).toEqual([
      expect.objectContaining({ message: expect.stringContaining(join(root, 'quarantine', aside)) }),
    ]);
    expect(files()).toEqual([]);
  });

  it('tries a passing trouble again with the same token, and says what it was', async () => {
    let failures = 2;
    const tokens: string[] = [];
    refusal = () => (failures-- > 0 ? new ServerError('SIGHTGLASS_INSERT_FAILED', 'no memory') : undefined);
    const spool = await open({ maxAgeMs: 1 });
    await spool.append('otel_logs', block('x'), 1);
    tokens.push(native()[0] ?? '');
    await until(() => spool.inserter.problem === 'no memory');
    await until(() => inserted.length === 1);
    expect(inserted[0]?.token).toBe(tokens[0]);
    expect(spool.inserter.problem).toBe('');
  });

  it('refuses more than may wait, keeps nothing of it, and takes data again when there is room', async () => {
    refusal = () => new ServerError('SIGHTGLASS_INSERT_FAILED', 'down');
    const spool = await open({ maxAgeMs: 1, maxBacklogBytes: 100 });
    await spool.append('otel_logs', block('x'.repeat(90)), 1);
    await expect(spool.append('otel_logs', block('y'.repeat(20)), 1)).rejects.toMatchObject({
      code: 'SIGHTGLASS_OVERLOADED',
    });
    expect(spool.backlogBytes()).toBe(90);
    refusal = () => undefined;
    await until(() => spool.backlogBytes() === 0);
    await spool.append('otel_logs', block('z'.repeat(20)), 1);
    await spool.flush();
    expect(inserted.map(({ content }) => content)).toEqual(['x'.repeat(90), 'z'.repeat(20)]);
  });

  it('leaves for the next start what the database does not take while it closes', async () => {
    refusal = () => new ServerError('SIGHTGLASS_INSERT_FAILED', 'down');
    const spool = await open({ maxAgeMs: 60_000 });
    await spool.append('otel_logs', block('kept'), 1);
    const started = Date.now();
    await spool.close(300);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(native()).toHaveLength(1);
    await expect(spool.append('otel_logs', block('late'), 1)).rejects.toMatchObject({ code: 'SIGHTGLASS_CLOSED' });
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
    await spool.append('otel_logs', block('kept'), 1);
    const started = Date.now();
    await spool.close(100);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(native()).toHaveLength(1);
  });

  it('rejects what the disk does not take, and keeps what it had taken', async () => {
    const spool = await open({ maxAgeMs: 60_000 });
    await spool.append('otel_logs', block('kept'), 1);
    rmSync(join(root, 'spool'), { recursive: true });
    await expect(spool.append('otel_traces', block('lost'), 1)).rejects.toMatchObject({ code: 'SIGHTGLASS_DISK' });
    expect(existsSync(join(root, 'spool'))).toBe(false);
    const again = await open({ maxAgeMs: 60_000 });
    await again.append('otel_traces', block('back'), 1);
    await again.flush();
    expect(inserted.map(({ content }) => content)).toContain('back');
  });

  it('writes thousands of concurrent blocks whole and in order', async () => {
    const spool = await open({ maxAgeMs: 60_000 });
    const texts = Array.from({ length: 3000 }, (_, i) => `${i};`);
    await Promise.all(texts.map((text) => spool.append('otel_logs', block(text), 1)));
    const path = join(root, 'spool', native()[0] ?? '');
    expect(statSync(`${path}.idx`).size).toBe(3000 * 16);
    await spool.flush();
    expect(inserted[0]?.content).toBe(texts.join(''));
  });
});

import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, Head, Rows } from '../platform.ts';
import { createBufferDir, type BufferDir } from './buffer-dir.ts';

const TO = 'http://127.0.0.1:4318 {"x-sightglass-key":"sg_ingest_secret"}';
const BATCH: Batch = {
  id: '019aa000-0000-7000-8000-000000000001',
  to: TO,
  signal: 'logs',
  body: '{"resourceLogs":[{"gr":"üße 😀"}]}',
  records: 3,
  size: 30,
  at: 1_795_262_400_250.125,
  due: 1_795_262_405_250.5,
};
const { body: _, ...HEAD } = BATCH;

let parent: string;
let folder: string;
let dir: BufferDir;

/** As another process would see the folder. */
const another = (destination = TO): BufferDir => createBufferDir(folder, destination);
const heads = (of: BufferDir): Promise<readonly Head[]> => of.transact((rows) => rows.heads());
const put = (of: BufferDir, batch: Batch): Promise<unknown> => of.transact((rows) => rows.put(batch));
/** Looks at the folder, and takes a batch with its body. */
const found = (of: BufferDir, id = BATCH.id): Promise<Batch | undefined> =>
  of.transact(async (rows) => {
    await rows.heads();
    return rows.get(id);
  });

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sightglass-buffer-'));
  folder = join(parent, 'not', 'made', 'yet');
  dir = createBufferDir(folder, TO);
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe('a folder of batches', () => {
  it('gives another process what was put into it, the oldest first', async () => {
    const later = { ...BATCH, id: '019aa000-0000-7000-8000-000000000002', signal: 'traces' as const };
    await put(dir, later);
    await put(dir, BATCH);
    expect(await heads(another())).toMatchObject([HEAD, { ...HEAD, id: later.id, signal: 'traces' }]);
    expect(await found(another())).toMatchObject(BATCH);
  });

  it('is made with the first batch and not before, and only its owner can read it', async () => {
    expect(await heads(dir)).toEqual([]);
    expect(readdirSync(parent)).toEqual([]);
    await put(dir, BATCH);
    const [name = ''] = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('holds no key, neither in names nor in files', async () => {
    await put(dir, BATCH);
    const names = readdirSync(folder);
    const text = names.map((name) => name + readFileSync(join(folder, name), 'utf8')).join();
    expect(text).toContain('üße');
    expect(text).not.toContain('secret');
  });

  it('tells batches for another receiver apart', async () => {
    await put(dir, BATCH);
    const [head] = await heads(another('http://elsewhere:4318 {}'));
    expect(head?.id).toBe(BATCH.id);
    expect(head?.to).not.toBe(TO);
    expect(head?.to).not.toBe('http://elsewhere:4318 {}');
  });

  it('lets one of two processes have a batch that both want', async () => {
    await put(dir, BATCH);
    const takers = [another(), another()];
    for (const taker of takers) expect(await found(taker)).toBeDefined();
    const claims = await Promise.allSettled(takers.map((taker, i) => put(taker, { ...BATCH, due: BATCH.due + 1 + i })));
    expect(claims.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await heads(dir)).toMatchObject([{ ...HEAD, due: BATCH.due + 1 }]);
  });

  it('tells the owner of a draft that somebody else has taken it', async () => {
    await put(dir, BATCH);
    const taker = another();
    await found(taker);
    await put(taker, { ...BATCH, due: BATCH.due + 1 });
    expect(await dir.transact((rows) => rows.get(BATCH.id))).toBeUndefined();
  });

  it('keeps the last of what was written for an id', async () => {
    await put(dir, BATCH);
    const grown = { ...BATCH, body: '{"resourceLogs":[{},{}]}', records: 4, size: 44 };
    await put(dir, grown);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await found(another())).toMatchObject(grown);
  });

  it('keeps the larger of two that a killed process left for one id', async () => {
    const grown = { ...BATCH, body: '{"resourceLogs":[{},{}]}', records: 4, size: 44 };
    await put(another(), grown);
    await put(another(), BATCH);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await found(dir)).toMatchObject(grown);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('gives no batch whose end is missing, and no name that is not its own', async () => {
    await put(dir, BATCH);
    const [name = ''] = readdirSync(folder);
    truncateSync(join(folder, name), 7);
    for (const other of ['notes.txt', 'a_b_c.json', `${name}.orig`]) writeFileSync(join(folder, other), 'not ours');
    expect(await heads(dir)).toHaveLength(1);
    expect(await found(dir)).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'a_b_c.json', `${name}.orig`].sort());
  });

  it('removes what a killed process did not finish writing, but not what is being written', async () => {
    await put(dir, BATCH);
    const [old, fresh] = [join(folder, 'x.json.1.part'), join(folder, 'y.json.2.part')];
    for (const path of [old, fresh]) writeFileSync(path, '{');
    utimesSync(old, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    expect(await heads(dir)).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readdirSync(folder)).toContain('y.json.2.part');
  });

  it('says so when it cannot be written, and leaves nothing half done', async () => {
    writeFileSync(join(parent, 'file'), '');
    const denied = createBufferDir(join(parent, 'file', 'folder'), TO);
    await expect(put(denied, BATCH)).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(await heads(denied)).toEqual([]);
  });

  it.runIf(existsSync('/proc/self'))('says so where no folder can be made, at once', async () => {
    await expect(put(createBufferDir('/proc/cannot/be/made', TO), BATCH)).rejects.toThrow('ENOENT');
  });

  it.skipIf(process.getuid?.() === 0)('says so when it may not be written', async () => {
    await put(dir, BATCH);
    chmodSync(folder, 0o500);
    await expect(put(dir, { ...BATCH, id: 'other' })).rejects.toThrow(/EACCES/);
    chmodSync(folder, 0o700);
  });

  it('is gone when it is cleared, but for what somebody else put there', async () => {
    await put(dir, BATCH);
    await dir.clear();
    expect(readdirSync(join(parent, 'not', 'made'))).toEqual([]);
    await put(dir, BATCH);
    writeFileSync(join(folder, 'notes.txt'), 'theirs');
    await dir.clear();
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('work on the folder', () => {
  const done: string[] = [];
  const slow = async (rows: Rows): Promise<void> => {
    done.push('first begins');
    await rows.heads();
    await rows.heads();
    done.push('first ends');
  };
  const quick = async (rows: Rows): Promise<void> => {
    done.push('second');
    await rows.put(BATCH);
  };
  beforeEach(() => {
    done.length = 0;
  });

  it('is begun at once when there is no other', () => {
    void put(dir, BATCH);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is done in turn', async () => {
    await Promise.all([dir.transact(slow), dir.transact(quick)]);
    expect(done).toEqual(['first begins', 'first ends', 'second']);
  });

  it('waits for none when the program ends', () => {
    void dir.transact(slow);
    dir.hurry(true);
    void dir.transact(quick);
    expect(done).toEqual(['first begins', 'second']);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('that fails does not hold up what comes after it', async () => {
    await expect(dir.transact(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await put(dir, BATCH);
    expect(await heads(dir)).toHaveLength(1);
  });
});

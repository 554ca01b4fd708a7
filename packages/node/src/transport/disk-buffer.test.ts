import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskBuffer } from './disk-buffer.ts';
import type { DiskBuffer } from './disk-buffer.ts';
import type { Drops } from './drops.ts';
import { createParcel } from './parcel.ts';
import type { Parcel } from './parcel.ts';
import { createSender } from './sender.ts';
import type { Sender } from './sender.ts';
import type { SignalSettings } from './settings.ts';

let parent: string;
let folder: string;
let lost: Record<string, number>;
let status: number;
let received: { readonly id: string | null; readonly text: string }[];
let server: ReturnType<typeof createServer>;
let senders: Sender[];

const drops: Drops = {
  add: (signal, reason, records) => {
    lost[`${signal} ${reason}`] = (lost[`${signal} ${reason}`] ?? 0) + records;
  },
  total: () => 0,
};

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'sightglass-agent-buffer-'));
  folder = join(parent, 'buffer');
  [lost, status, received, senders] = [{}, 200, [], []];
  server = createServer((request, response) => {
    void buffer(request).then(
      (body) => {
        if (status === 0) return;
        const { searchParams } = new URL(request.url ?? '', 'http://of-test');
        const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        if (status === 200) received.push({ id: searchParams.get('batch'), text });
        response.writeHead(status).end();
      },
      () => {},
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await Promise.all(senders.map((sender) => sender.stop()));
  await new Promise<unknown>((resolve) => server.close(resolve));
  diag.disable();
  rmSync(parent, { recursive: true, force: true });
});

function settings(changed: Partial<SignalSettings> = {}): SignalSettings {
  return {
    signal: 'traces',
    destinations: ['otlp'],
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    headers: { 'x-sightglass-key': 'sg_ingest_secret' },
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMs: 5000,
    tls: {},
    ...changed,
  };
}
function senderOf(changed?: Partial<SignalSettings>, bufferDir = folder): Sender {
  const sender = createSender({ settings: [settings(changed)], drops, bufferDir });
  senders.push(sender);
  return sender;
}
const files = (): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
const texts = (): string[] => received.map(({ text }) => text).sort((a, b) => a.localeCompare(b));
const parcelOf = (text: string, items = 1): Parcel =>
  createParcel([{ bytes: Buffer.from(text), items, order: 1, release: () => {} }]);
const bufferOf = (maxBytes?: number, changed: Partial<SignalSettings> = {}): DiskBuffer =>
  createDiskBuffer({ folder, settings: settings(changed), drops, ...(maxBytes === undefined ? {} : { maxBytes }) });

describe('a buffer folder', () => {
  test('is not made while the receiver takes everything at once', async () => {
    const sender = senderOf();
    sender.take('traces', Buffer.from('a'), 1);
    await sender.flush();
    expect([texts(), files()]).toEqual([['a'], []]);
  });

  test('has what could not be sent, packed and without the key, and empties when the receiver is back', async () => {
    status = 503;
    let isGiven = false;
    const sender = senderOf({ compression: 'gzip' });
    sender.take('traces', Buffer.alloc(50_000, 'a'), 10, () => (isGiven = true));
    await sender.flush();
    const [name = ''] = files();
    expect(isGiven).toBe(true);
    expect(name).not.toContain('secret');
    expect(gunzipSync(readFileSync(join(folder, name))).toString()).toBe('a'.repeat(50_000));
    status = 200;
    await sender.flush();
    expect([texts(), files(), lost]).toEqual([['a'.repeat(50_000)], [], {}]);
  });

  test('has within half a second what waits for a receiver that hangs, and what waits behind it', async () => {
    status = 0;
    const sender = senderOf();
    sender.take('traces', Buffer.from('under way'), 1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    sender.take('traces', Buffer.from('behind'), 1);
    await expect
      .poll(
        () =>
          files()
            .map((name) => readFileSync(join(folder, name), 'utf8'))
            .sort(),
        { timeout: 5000 },
      )
      .toEqual(['behind', 'under way']);
  });

  test('is sent by a process that starts later, with the ids that its batches had', async () => {
    status = 503;
    const first = senderOf();
    for (const text of ['a', 'b', 'c']) {
      first.take('traces', Buffer.from(text), 1);
      await first.flush();
    }
    first.save(0);
    expect(files()).toHaveLength(3);
    status = 200;
    senderOf();
    await expect.poll(texts, { timeout: 10_000 }).toEqual(['a', 'b', 'c']);
    await expect.poll(files, { timeout: 10_000 }).toEqual([]);
    expect(received.map(({ id }) => id).every((id) => /^[\da-f-]{36}$/.test(id ?? ''))).toBe(true);
    expect(lost).toEqual({});
  });

  test('has at the end of a process all that it held, in the middle of whatever it did', async () => {
    status = 0;
    const sender = senderOf({ compression: 'gzip' });
    sender.take('traces', Buffer.alloc(5000, 'a'), 1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    sender.take('traces', Buffer.from('b'), 1);
    sender.save(0);
    const lengths = files().map((name) => readFileSync(join(folder, name)).length);
    expect(lengths.sort((a, b) => a - b)).toEqual([1, 5000]);
  });

  test('gives each batch to one of two processes', async () => {
    const [one, two] = [bufferOf(), bufferOf()];
    for (let index = 0; index < 10; index++) one.keep(parcelOf(`${index}`), 0);
    const taken: string[] = [];
    for (let round = 0; round < 10; round++) {
      for (const of of [one, two]) {
        const parcel = of.take(60_000);
        if (parcel !== undefined) taken.push(Buffer.concat(parcel.body).toString());
      }
    }
    expect(taken.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 10 }, (_, index) => `${index}`));
  });

  test('gives a batch again whose process was killed, when its time is over', async () => {
    bufferOf().keep(parcelOf('a'), 50);
    expect(bufferOf().take(1000)).toBeUndefined();
    await expect.poll(() => bufferOf().take(1000)?.id, { timeout: 5000 }).toBeDefined();
  });

  test('leaves alone what is for another receiver, another key, another signal', () => {
    bufferOf().keep(parcelOf('a'), 0);
    expect(bufferOf(undefined, { signal: 'logs' }).take(1000)).toBeUndefined();
    expect(bufferOf(undefined, { headers: {} }).take(1000)).toBeUndefined();
    expect(bufferOf(undefined, { url: 'http://elsewhere/v1/traces' }).take(1000)).toBeUndefined();
    expect(bufferOf().take(1000)?.items).toBe(1);
  });

  test('is bounded over all signals: the oldest goes, and is counted', async () => {
    const [traces, logs] = [bufferOf(1000), bufferOf(1000, { signal: 'logs' })];
    for (let index = 0; index < 4; index++) {
      logs.keep(parcelOf('l'.repeat(250), 10), 0);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    traces.keep(parcelOf('t'.repeat(250), 100), 0);
    expect(files()).toHaveLength(4);
    expect(lost).toEqual({ 'logs queue_full': 10 });
    expect(traces.take(1000)?.items).toBe(100);
  });

  test('that cannot be written is spoken of once, and what waits is in memory', async () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const none = (): void => {};
    diag.setLogger({ error: write, warn: write, info: none, debug: none, verbose: none }, DiagLogLevel.WARN);
    writeFileSync(join(parent, 'file'), '');
    status = 503;
    const sender = senderOf({}, join(parent, 'file', 'folder'));
    for (const text of ['a', 'b']) {
      sender.take('traces', Buffer.from(text), 1);
      await sender.flush();
    }
    status = 200;
    await sender.flush();
    expect(texts().join('')).toBe('ab');
    expect(lines.filter((line) => line.includes('SIGHTGLASS_BUFFER_DIR'))).toHaveLength(1);
  });
});

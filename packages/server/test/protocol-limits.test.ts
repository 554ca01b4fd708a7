/** How much the doors take: of one key, and of everybody at once. */
import { connect as connectHttp2 } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { statusOfBytes } from './conformance/answers.ts';
import { fresh, protobuf, record, records, span, spans } from './conformance/messages.ts';
import { openWire, postHead, type Wire } from './conformance/socket.ts';

const ADMIN = 'sg_admin_0b1c2d3e4f5g6h7i8j9k0l';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
/** Records a second, of which ten seconds' worth may come at once. */
const RATE = 20;
const MIB = 1024 * 1024;

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary({
    adminKey: ADMIN,
    receive: { recordsPerSecond: RATE, maxBodyBytes: 2 * MIB, maxInFlightBytes: 3 * MIB },
  });
});
afterAll(() => server.close());

async function newKey(): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/projects/default/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'ingest', name: fresh('key') }),
  });
  return ((await response.json()) as { key: string }).key;
}

const lines = (count: number): Buffer => protobuf('logs', records(Array.from({ length: count }, () => record())));

function post(key: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'x-sightglass-key': key, ...headers },
    body: new Uint8Array(body),
  });
}

function call(key: string, body: Buffer): Promise<ServiceError | undefined> {
  const client = new Client(new URL(server.url).host, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('x-sightglass-key', key);
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise<ServiceError | undefined>((resolve) => {
    client.makeUnaryRequest(LOGS, same, same, body, metadata, { deadline: Date.now() + 20_000 }, (error) =>
      resolve(error ?? undefined),
    );
  }).finally(() => client.close());
}

describe('a key that sends more than its rate', () => {
  it('is told over HTTP when to come again, and is let in then; other keys are not held up', async () => {
    const [greedy, modest] = [await newKey(), await newKey()];
    // Ten seconds' worth, and a little more, which it has to make up for.
    expect((await post(greedy, lines(11 * RATE))).status).toBe(200);
    const refused = await post(greedy, lines(1));
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect([1, 2]).toContain(seconds);
    const { code, message } = statusOfBytes(Buffer.from(await refused.arrayBuffer()));
    expect([code, message]).toEqual([status.RESOURCE_EXHAUSTED, expect.stringContaining(`${RATE} records a second`)]);
    expect((await post(modest, lines(1))).status).toBe(200);
    await until(10_000, async () => ((await post(greedy, lines(1))).status === 200 ? true : undefined), 'to be let in');
  });

  it('is told over gRPC that it is worth trying again', async () => {
    const key = await newKey();
    expect(await call(key, lines(12 * RATE))).toBeUndefined();
    const refused = await call(key, lines(1));
    expect(refused?.code).toBe(status.RESOURCE_EXHAUSTED);
    const [details] = refused?.metadata.get('grpc-status-details-bin') ?? [];
    const [info] = statusOfBytes(Buffer.from(details ?? '')).details;
    expect(info).toEqual({ type: 'RetryInfo', value: { retryDelay: { seconds: expect.any(Number) } } });
  });
});

describe('bodies that are held at the same time', () => {
  /** Sends the first half of a body, which the server then holds. */
  async function holdHalf(key: string, half: Buffer): Promise<{ wire: Wire; next: (body: Uint8Array) => void }> {
    const headers = { 'Content-Type': 'application/x-protobuf', 'x-sightglass-key': key };
    const wire = await openWire(server.url);
    wire.write(postHead('/v1/logs', { ...headers, 'Content-Length': 2 * half.length }));
    wire.write(half);
    const next = (body: Uint8Array): void => {
      wire.write(postHead('/v1/logs', { ...headers, 'Content-Length': body.length }));
      wire.write(body);
    };
    return { wire, next };
  }

  it('count as large as they unpack to, and are refused for now beyond what may be held', async () => {
    const key = await newKey();
    // Small on the way, 1.9 MiB when unpacked.
    const long = { body: { stringValue: 'x'.repeat(1.9 * MIB) } };
    const bomb = (): Promise<Response> =>
      post(key, gzipSync(protobuf('logs', records([record(long)]))), { 'content-encoding': 'gzip' });
    expect((await bomb()).status).toBe(200);
    const half = Buffer.alloc(MIB);
    // 1 MiB and 1.9 are less than may be held, twice 1 MiB and 1.9 are more.
    const held = [await holdHalf(key, half), await holdHalf(key, half)];
    const refused = await until(10_000, async () => {
      // One that came while a body was being unpacked was itself too many.
      for (const [i, { wire }] of held.entries()) if (wire.text() !== '') held[i] = await holdHalf(key, half);
      const answer = await bomb();
      return answer.status === 503 ? answer : undefined;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await post(key, lines(1))).status).toBe(200);
    for (const { wire } of held) wire.end();
    await until(10_000, async () => ((await bomb()).status === 200 ? true : undefined), 'room again');
  });

  it('leave the connection of HTTP/1.1 as it was where they are refused half-way', async () => {
    const key = await newKey();
    const half = Buffer.alloc(0.8 * MIB);
    const held = await Promise.all([1, 2, 3, 4].map(() => holdHalf(key, half)));
    // The last of them to arrive was one too many, whichever that is.
    const refused = await until(10_000, () => held.find(({ wire }) => wire.text().startsWith('HTTP/1.1 503 ')));
    refused.wire.write(half);
    refused.next(lines(1));
    expect(await refused.wire.shows(/HTTP\/1\.1 200 /)).toMatch(/^HTTP\/1\.1 503 /);
    for (const { wire } of held) wire.end();
  });
});

describe('a server that stops', () => {
  it('acknowledges calls of gRPC that are under way', async () => {
    const key = await newKey();
    const service = fresh('under-way');
    const message = protobuf('traces', spans([span()], service));
    const prefix = Buffer.from([0, 0, 0, 0, 0]);
    prefix.writeUInt32BE(message.length, 1);
    const session = connectHttp2(server.url);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      'x-sightglass-key': key,
    });
    let code: unknown;
    stream.on('response', (got) => (code ??= got['grpc-status']));
    stream.on('trailers', (got) => (code ??= got['grpc-status']));
    stream.resume();
    stream.write(Buffer.concat([prefix, message.subarray(0, 20)]));
    const probe = session.request({ ':path': '/healthz' }).resume();
    await new Promise((resolve) => void probe.once('close', resolve));
    let hasGone = false;
    session.on('goaway', () => (hasGone = true));
    const closed = server.close();
    await until(5000, () => (hasGone ? true : undefined), 'GOAWAY');
    stream.end(message.subarray(20));
    await new Promise((resolve) => void stream.once('close', resolve));
    expect(code).toBe('0');
    await closed;
  });
});

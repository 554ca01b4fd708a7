/** OTLP/gRPC beyond the statements of the specification: keys, packings, calls that go wrong. */
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/kit/free-port.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { fresh, protobuf, single, type Signal } from './conformance/messages.ts';

const ADMIN = 'sg_admin_0b1c2d3e4f5g6h7i8j9k0l';
const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

let server: TemporaryServer;
let ingest: string;
let session: ClientHttp2Session;
beforeAll(async () => {
  server = await startTemporary({ adminKey: ADMIN, grpcPort: await freePort() });
  ingest = await newKey({ kind: 'ingest', name: 'tests' });
  session = connect(server.url);
});
afterAll(async () => {
  session.destroy();
  await server.close();
});

async function api(path: string, body?: object): Promise<Record<string, unknown>> {
  await server.store.flush();
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function newKey(wanted: object): Promise<string> {
  const { key } = await api('projects/default/keys', wanted);
  return String(key);
}

/** Calls with the client of most programs. */
function call(
  method: string,
  body: Buffer,
  headers: Record<string, string>,
  at = server.url,
): Promise<ServiceError | undefined> {
  const client = new Client(new URL(at).host, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise<ServiceError | undefined>((resolve) => {
    client.makeUnaryRequest(method, same, same, body, metadata, { deadline: Date.now() + 20_000 }, (error) =>
      resolve(error ?? undefined),
    );
  }).finally(() => client.close());
}

const body = (signal: Signal, service: string): Buffer => protobuf(signal, single(signal, service));

async function services(): Promise<unknown[]> {
  const { items } = await api('services');
  return (items as { service: string }[]).map(({ service }) => service);
}

/** A call by hand, for what no client sends. */
async function raw(headers: Record<string, string>, parts: readonly Uint8Array[]): Promise<IncomingHttpHeaders> {
  const stream = session.request({
    ':method': 'POST',
    ':path': TRACES,
    'content-type': 'application/grpc',
    te: 'trailers',
    'x-sightglass-key': ingest,
    ...headers,
  });
  const answer: IncomingHttpHeaders = {};
  stream.on('response', (got) => Object.assign(answer, got));
  stream.on('trailers', (got) => Object.assign(answer, got));
  stream.resume();
  for (const part of parts) stream.write(part);
  stream.end();
  await new Promise<void>((resolve, reject) => {
    stream.once('close', resolve).once('error', reject);
  });
  return answer;
}

function framed(message: Buffer, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

describe('a key over gRPC', () => {
  it.each([
    ['x-sightglass-key', (key: string) => key],
    ['authorization', (key: string) => `Bearer ${key}`],
  ])('counts as %s, at either port', async (name, value) => {
    for (const at of [server.url, server.grpcUrl ?? '']) {
      const service = fresh(`keyed-${name}`);
      expect(await call(TRACES, body('traces', service), { [name]: value(ingest) }, at)).toBeUndefined();
      expect(await services()).toContain(service);
    }
  });

  it('is asked for, and refused where it is unknown or may not send', async () => {
    const service = fresh('refused');
    const read = await newKey({ kind: 'read', name: 'reader' });
    const none = await call(TRACES, body('traces', service), {});
    const unknown = await call(TRACES, body('traces', service), {
      'x-sightglass-key': 'sg_ingest_nobodys0123456789012',
    });
    const reader = await call(TRACES, body('traces', service), { 'x-sightglass-key': read });
    expect([none?.code, unknown?.code, reader?.code]).toEqual([
      status.UNAUTHENTICATED,
      status.UNAUTHENTICATED,
      status.PERMISSION_DENIED,
    ]);
    expect(none?.details).toContain('x-sightglass-key');
    // The message holds a dash and quotes as they are, beyond ASCII.
    expect(none?.details).toContain('sg_ingest_…');
    expect(await services()).not.toContain(service);
  });

  it('is noted as used, and what was refused is counted by reason', async () => {
    const { items } = (await api('projects/default/keys')) as { items: { name: string; lastUsedAt: string | null }[] };
    expect(items.find(({ name }) => name === 'tests')?.lastUsedAt).not.toBeNull();
    const text = await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN}` } })).text();
    expect(text).toMatch(
      /sightglass_ingest_requests_total\{[^}]*network_protocol_name="grpc"[^}]*rpc_[^}]*="16"[^}]*\} 2/,
    );
  });
});

describe('a message over gRPC', () => {
  it('may come in pieces of any size, its prefix too', async () => {
    const service = fresh('pieces');
    const whole = framed(body('traces', service));
    const pieces = [...whole].map((byte) => Buffer.from([byte]));
    expect((await raw({}, pieces))['grpc-status']).toBe('0');
    expect(await services()).toContain(service);
  });

  it.each([
    ['no message', [], '3', /no message/],
    ['less than it says', [framed(Buffer.alloc(10), 0, 11)], '3', /says that it has 11 bytes, and 10 came/],
    ['two messages', [framed(Buffer.alloc(0)), framed(Buffer.alloc(0))], '3', /one whole message/],
    ['a packed one without how', [framed(Buffer.alloc(10), 1)], '3', /grpc-encoding/],
  ])('is refused for good where it is %s', async (_, parts, code, message) => {
    const answer = await raw({}, parts);
    expect([answer[':status'], answer['grpc-status']]).toEqual([200, code]);
    expect(decodeURIComponent(String(answer['grpc-message']))).toMatch(message);
  });

  it('is refused where its packing is not known, and told which are', async () => {
    const answer = await raw({ 'grpc-encoding': 'snappy' }, [framed(Buffer.alloc(10), 1)]);
    expect(answer['grpc-status']).toBe('12');
    expect(answer['grpc-accept-encoding']).toBe('identity,gzip,deflate,zstd');
  });

  it('is refused in formats that are not known', async () => {
    expect((await raw({ 'content-type': 'application/grpc+json' }, [framed(Buffer.from('{}'))]))['grpc-status']).toBe(
      '12',
    );
    expect((await raw({ 'content-type': 'application/grpc+proto' }, [framed(Buffer.alloc(0))]))['grpc-status']).toBe(
      '0',
    );
  });

  it('says over HTTP/1.1 what is missing', async () => {
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/grpc', 'x-sightglass-key': ingest },
      body: 'x',
    });
    expect(response.status).toBe(415);
    expect(await response.text()).toContain('gRPC needs HTTP/2');
  });
});

describe('a caller that goes away', () => {
  it('leaves nothing behind, and takes nobody with it', async () => {
    const service = fresh('gone');
    const whole = framed(body('traces', service));
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACES,
      'content-type': 'application/grpc',
      'grpc-timeout': '10m',
      'x-sightglass-key': ingest,
    });
    stream.on('error', () => undefined);
    await new Promise<void>((resolve) => void stream.write(whole.subarray(0, whole.length - 1), () => resolve()));
    stream.close(8);
    await new Promise<void>((resolve) => void stream.once('close', resolve));
    expect((await raw({}, [framed(body('traces', fresh('other')))]))['grpc-status']).toBe('0');
    expect(await call(LOGS, body('logs', fresh('other')), { 'x-sightglass-key': ingest })).toBeUndefined();
    expect(await services()).not.toContain(service);
  });
});

it('the port of gRPC takes telemetry over HTTP too, and answers nothing else', async () => {
  const service = fresh('over-http');
  const response = await fetch(`${server.grpcUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'x-sightglass-key': ingest },
    body: new Uint8Array(body('traces', service)),
  });
  expect(response.status).toBe(200);
  expect(await services()).toContain(service);
  expect((await fetch(`${server.grpcUrl}/api/v1/services`)).status).toBe(404);
});

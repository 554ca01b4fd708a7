/** OTLP/HTTP: connections, types, codings. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import { connect as connectHttp2 } from 'node:http2';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { resolveServerOptions } from '../../src/options.ts';
import { partialOf, statusOf } from './answers.ts';
import { fresh, json, protobuf, SIGNALS, single, span, spans, type Signal } from './messages.ts';
import { heard, JSON_TYPE, PROTOBUF, serving } from './serving.ts';
import { openWire, postHead } from './socket.ts';

const served = serving();

/** How many records of a service the API knows. */
async function known(signal: Signal, service: string): Promise<number> {
  if (signal === 'logs') return (await served.lines(service)).length;
  if (signal === 'metrics') return (await served.metrics(service)).length;
  const { items } = await served.ask<{ items: { spans: number }[] }>(`traces?service=${service}`);
  return items.reduce((sum, one) => sum + one.spans, 0);
}

const someSpan = (): Buffer => protobuf('traces', spans([span()]));

it('OTLP 1: takes traces, metrics and logs by POST at /v1/ of each, on port 4318 where no other is given', async () => {
  expect(resolveServerOptions({}, {}).port).toBe(4318);
  const service = fresh('all');
  for (const signal of SIGNALS) {
    const body = protobuf(signal, single(signal, service));
    expect((await served.post(`/v1/${signal}`, body, { 'content-type': PROTOBUF })).status).toBe(200);
  }
  for (const signal of SIGNALS) expect(await known(signal, service)).toBe(1);
});

it('OTLP 2: says of profiles, which are in development, that they are not taken, with a Status', async () => {
  const answer = await served.post('/v1development/profiles', Buffer.alloc(0), { 'content-type': PROTOBUF });
  expect([404, 501]).toContain(answer.status);
  expect([5, 12]).toContain(statusOf(answer).code);
});

it('OTLP 3: speaks HTTP/1.1 and HTTP/2 on the same port', async () => {
  const services = { h1: fresh('h1'), h2: fresh('h2') };
  const wire = await openWire(served.url());
  const body = protobuf('logs', single('logs', services.h1));
  wire.write(postHead('/v1/logs', { 'Content-Type': PROTOBUF, 'Content-Length': body.length }));
  wire.write(body);
  expect(await wire.shows(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 /);
  wire.end();

  const session = connectHttp2(served.url());
  const stream = session.request({ ':method': 'POST', ':path': '/v1/logs', 'content-type': PROTOBUF });
  const status = new Promise<unknown>((resolve, reject) => {
    stream.on('response', (headers) => resolve(headers[':status'])).on('error', reject);
    session.on('error', reject);
  });
  stream.end(protobuf('logs', single('logs', services.h2)));
  expect(await status).toBe(200);
  stream.resume();
  await new Promise<void>((resolve) => session.close(() => resolve()));

  for (const service of Object.values(services)) expect(await known('logs', service)).toBe(1);
});

it('OTLP 4: takes protobuf and JSON on one port, told apart by Content-Type', async () => {
  const services = { pb: fresh('pb'), json: fresh('json') };
  const asJson = json(single('traces', services.json));
  expect((await served.post('traces', asJson, { 'content-type': JSON_TYPE })).status).toBe(200);
  const asProtobuf = protobuf('traces', single('traces', services.pb));
  expect((await served.post('traces', asProtobuf, { 'content-type': PROTOBUF })).status).toBe(200);
  expect(await known('traces', services.pb)).toBe(1);
  expect(await known('traces', services.json)).toBe(1);
  // The same bytes under the other type are not what they say.
  expect((await served.post('traces', asJson, { 'content-type': PROTOBUF })).status).toBe(400);
  expect((await served.post('traces', asProtobuf, { 'content-type': JSON_TYPE })).status).toBe(400);
});

it('OTLP 5: takes both types with parameters, in any case', async () => {
  const service = fresh('parameters');
  for (const type of [
    'application/x-protobuf; charset=utf-8',
    'Application/X-Protobuf;x="y"',
    'application/json;charset=UTF-8',
  ]) {
    const message = single('traces', service);
    const body = /json/.test(type) ? json(message) : protobuf('traces', message);
    expect((await served.post('traces', body, { 'content-type': type })).status).toBe(200);
  }
  expect(await known('traces', service)).toBe(3);
});

it('OTLP 6: answers other content types with 415 and a body that names them', async () => {
  const service = fresh('typeless');
  for (const type of ['application/xml', 'application/octet-stream', 'application/x-protobuffer']) {
    const answer = await served.post('traces', protobuf('traces', single('traces', service)), { 'content-type': type });
    expect(answer.status).toBe(415);
    expect(statusOf(answer).message).toContain(type);
  }
  expect(await known('traces', service)).toBe(0);
});

it('OTLP 7: answers GET, PUT, DELETE and PATCH at a signal with 405 and what is allowed', async () => {
  for (const signal of SIGNALS) {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${served.url()}/v1/${signal}`, { method });
      await response.arrayBuffer();
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')?.split(/, */)).toContain('POST');
    }
  }
});

it('OTLP 8: answers unknown paths with 404', async () => {
  for (const path of ['/v1/spans', '/v1/traces/', '/v1/traces/x', '/v1', '/v2/traces', '/V1/traces'] as const) {
    const { status } = await served.post(path, someSpan(), { 'content-type': PROTOBUF });
    expect({ path, status }).toEqual({ path, status: 404 });
  }
});

it('OTLP 9: answers in the type of the request, successes, partial successes and refusals', async () => {
  const bad = spans([span({ traceId: new Uint8Array(3) })]);
  const cases: [Buffer | string, string, number][] = [
    [someSpan(), PROTOBUF, 200],
    [json(spans([span()])), JSON_TYPE, 200],
    [protobuf('traces', bad), PROTOBUF, 200],
    [json(bad), JSON_TYPE, 200],
    [Buffer.from('x'), PROTOBUF, 400],
    ['x', JSON_TYPE, 400],
  ];
  for (const [body, type, status] of cases) {
    const answer = await served.post('traces', body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe(type);
  }
});

it('OTLP 10: takes bodies packed with gzip and bodies that are not', async () => {
  const service = fresh('gzip');
  for (const signal of SIGNALS) {
    const body = (): Buffer => protobuf(signal, single(signal, service));
    const packed = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };
    expect((await served.post(signal, gzipSync(body()), packed)).status).toBe(200);
    expect(
      (await served.post(signal, body(), { 'content-type': PROTOBUF, 'content-encoding': 'identity' })).status,
    ).toBe(200);
    expect((await served.post(signal, body(), { 'content-type': PROTOBUF })).status).toBe(200);
  }
  expect(await known('traces', service)).toBe(3);
  expect(await known('logs', service)).toBe(3);
  // Points of one series: a value a time.
  const { series } = await served.series(`${service}.gauge`, 'agg=count');
  expect(series[0]?.sum).toBe(3);
});

it('OTLP 11: takes zstd, br and deflate too, and answers any other coding with 415', async () => {
  const service = fresh('coded');
  for (const [coding, pack] of [
    ['zstd', zstdCompressSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const) {
    const body = pack(protobuf('traces', single('traces', service)));
    expect((await served.post('traces', body, { 'content-type': PROTOBUF, 'content-encoding': coding })).status).toBe(
      200,
    );
  }
  expect(await known('traces', service)).toBe(3);
  for (const coding of ['snappy', 'lz4', 'gzip, br']) {
    const answer = await served.post('traces', someSpan(), { 'content-type': PROTOBUF, 'content-encoding': coding });
    expect(answer.status).toBe(415);
    expect(statusOf(answer).message).toContain(coding);
  }
});

it('OTLP 12: answers corrupt gzip with 400, and takes the next body on the same connection', async () => {
  const service = fresh('after-corrupt');
  const good = gzipSync(protobuf('traces', single('traces', service)));
  const flipped = Buffer.from(good);
  flipped.writeUInt8((flipped[flipped.length - 6] ?? 0) ^ 0xff, flipped.length - 6);
  const wire = await openWire(served.url());
  const bodies = [Buffer.from('this is not gzip'), good.subarray(0, good.length / 2), flipped, good];
  for (const [i, body] of bodies.entries()) {
    const head = { 'Content-Type': PROTOBUF, 'Content-Encoding': 'gzip', 'Content-Length': body.length };
    wire.write(postHead('/v1/traces', head));
    wire.write(body);
    await wire.shows(new RegExp(`(HTTP/1.1 [^]*){${i + 1}}`));
  }
  await wire.shows(/ 200 /);
  expect([...wire.text().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)).toEqual([
    '400',
    '400',
    '400',
    '200',
  ]);
  wire.end();
  expect(await known('traces', service)).toBe(1);
});

it('OTLP 17: packs an answer with gzip for who accepts it', async () => {
  const bad = Array.from({ length: 30 }, () => span({ traceId: new Uint8Array(3) }));
  const body = protobuf('traces', spans([...bad, span({ spanId: new Uint8Array(2) })]));
  const wire = await openWire(served.url());
  const head = { 'Content-Type': PROTOBUF, 'Accept-Encoding': 'gzip', 'Content-Length': body.length };
  wire.write(postHead('/v1/traces', head));
  wire.write(body);
  const answer = await wire.shows(/\r\n\r\n[^]+/);
  wire.end();
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toMatch(/\r\ncontent-encoding: gzip\r\n/i);
  const packed = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1');
  const unpacked = { status: 200, headers: new Headers({ 'content-type': PROTOBUF }), body: gunzipSync(packed) };
  expect(partialOf(unpacked)?.rejected).toBe(31);
});

it('OTLP 18: takes a body that comes in chunks, without a length', async () => {
  const service = fresh('chunked');
  const body = protobuf('traces', single('traces', service));
  const chunks = ReadableStream.from([...body].map((byte) => Uint8Array.of(byte)));
  const init = { method: 'POST', body: chunks, duplex: 'half' as const, headers: { 'content-type': PROTOBUF } };
  expect((await heard(await fetch(`${served.url()}/v1/traces`, init))).status).toBe(200);
  expect(await known('traces', service)).toBe(1);
});

it('OTLP 19: keeps connections open for longer than exporters pause, and answers only bodies read to their end', async () => {
  const body = someSpan();
  const wire = await openWire(served.url());
  wire.write(postHead('/v1/traces', { 'Content-Type': PROTOBUF, 'Content-Length': body.length }));
  wire.write(body.subarray(0, body.length - 1));
  // The whole exchange of another sender takes place meanwhile, so that an answer would have come.
  expect((await served.post('traces', someSpan(), { 'content-type': PROTOBUF })).status).toBe(200);
  expect(wire.text()).toBe('');
  wire.write(body.subarray(body.length - 1));
  const answer = await wire.shows(/\r\n\r\n/);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  // The SDKs' longest usual pause is that of metrics, a minute.
  expect(Number(/\r\nkeep-alive: timeout=(\d+)/i.exec(answer)?.[1])).toBeGreaterThan(60);
  expect(wire.isClosed()).toBe(false);
  wire.end();
});

/** The doors for telemetry, seen from a socket. Numbers in titles are those of the check list of OTLP conformance. */
import { request as httpRequest, Agent } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { encode } from './otlp/encode.ts';

const MAX_BODY = 1024 * 1024;

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary({ receive: { maxBodyBytes: MAX_BODY } });
});
afterAll(() => server.close());

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const { root } = protobuf.parse(`syntax = "proto3";
message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message Any { string type_url = 1; bytes value = 2; }
message Response { Partial partial_success = 1; }
message Partial { int64 rejected = 1; string error_message = 2; }`);

interface StatusMessage {
  code: number;
  message: string;
  details: unknown[];
}

async function statusOf(response: Response): Promise<StatusMessage> {
  if (response.headers.get('content-type') === JSON_TYPE) return (await response.json()) as StatusMessage;
  return root.lookupType('Status').decode(new Uint8Array(await response.arrayBuffer())) as unknown as StatusMessage;
}

let count = 0;
/** A span of a service of its own, so that each test looks at its own rows. */
function span(service: string, name = 'span'): object {
  const traceId = Buffer.alloc(16);
  traceId.writeUInt32BE(++count, 12);
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ spans: [{ traceId, spanId: Buffer.alloc(8, 1), name }] }],
      },
    ],
  };
}

const pb = (message: object): Buffer => encode('ExportTraceServiceRequest', message);
const json = (service: string): string =>
  JSON.stringify(span(service), (key, value: unknown) =>
    key === 'traceId' || key === 'spanId' ? Buffer.from((value as { data: number[] }).data).toString('hex') : value,
  );

function post(body: Buffer | string, headers: Record<string, string>, path = '/v1/traces'): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers,
  });
}

async function stored(service: string): Promise<number> {
  await server.store.flush();
  const { rows } = await server.store.query<{ n: string }>(
    'SELECT count() AS n FROM otel.otel_traces WHERE ServiceName = {service:String}',
    { service },
  );
  return Number(rows[0]?.n);
}

describe('success', () => {
  it.each([
    ['protobuf', PROTOBUF, pb, PROTOBUF],
    ['protobuf with parameters', `${PROTOBUF}; charset=utf-8`, pb, PROTOBUF],
  ])('takes %s and answers no bytes in the same type', async (_, type, make, answer) => {
    const service = `ok-${type.length}`;
    const response = await post(make(span(service)), { 'content-type': type });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(answer);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect(await stored(service)).toBe(1);
  });

  it.each([
    ['application/json', JSON_TYPE],
    ['application/json with parameters', 'Application/JSON; charset=utf-8'],
    ['text/plain, which spares a page the preflight', 'text/plain;charset=UTF-8'],
  ])('takes %s and answers {} as JSON', async (_, type) => {
    const service = `json-${type.length}`;
    const response = await post(json(service), { 'content-type': type });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(JSON_TYPE);
    expect(await response.json()).toEqual({});
    expect(await stored(service)).toBe(1);
  });

  it.each([
    ['gzip', 'gzip', gzipSync],
    ['deflate', 'deflate', deflateSync],
    ['br', 'br', brotliCompressSync],
    ['zstd', 'zstd', zstdCompressSync],
    ['x-gzip', 'X-GZIP', gzipSync],
  ])('unpacks %s', async (_, coding, pack) => {
    const service = `coded-${coding}`;
    const response = await post(pack(pb(span(service))), { 'content-type': PROTOBUF, 'content-encoding': coding });
    expect(response.status).toBe(200);
    expect(await stored(service)).toBe(1);
  });

  it('unpacks gzip that no header tells of, as a page sends it to spare itself the preflight', async () => {
    const response = await post(gzipSync(json('unsaid')), { 'content-type': 'text/plain' });
    expect(response.status).toBe(200);
    expect(await stored('unsaid')).toBe(1);
    const broken = await post(gzipSync(json('unsaid')).subarray(0, 30), { 'content-type': 'text/plain' });
    expect(broken.status).toBe(400);
    expect(await broken.text()).toContain('not valid gzip');
  });

  it('takes empty requests', async () => {
    for (const path of ['/v1/traces', '/v1/logs', '/v1/metrics']) {
      expect((await post(Buffer.alloc(0), { 'content-type': PROTOBUF }, path)).status).toBe(200);
      expect((await post('{}', { 'content-type': JSON_TYPE }, path)).status).toBe(200);
    }
  });

  it('takes a chunked body without a length', async () => {
    const body = pb(span('chunked'));
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of body) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': PROTOBUF },
    });
    expect(response.status).toBe(200);
    expect(await stored('chunked')).toBe(1);
  });

  it('says how many it rejected and why, and keeps the others', async () => {
    const message = span('partly') as { resourceSpans: { scopeSpans: { spans: object[] }[] }[] };
    message.resourceSpans[0]?.scopeSpans[0]?.spans.push(
      { traceId: Buffer.alloc(16), spanId: Buffer.alloc(8, 1) },
      { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(3) },
    );
    const response = await post(pb(message), { 'content-type': PROTOBUF });
    expect(response.status).toBe(200);
    const { partialSuccess } = root
      .lookupType('Response')
      .toObject(root.lookupType('Response').decode(new Uint8Array(await response.arrayBuffer())), {
        longs: Number,
      }) as {
      partialSuccess: { rejected: number; errorMessage: string };
    };
    expect(partialSuccess.rejected).toBe(2);
    expect(partialSuccess.errorMessage).toContain('trace_id is not 16 bytes, or zero');
    expect(partialSuccess.errorMessage).toContain('span_id is not 8 bytes, or zero');
    expect(await stored('partly')).toBe(1);
  });

  it.each([
    ['/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId: '01' }] }] }] }, 'rejectedLogRecords'],
    [
      '/v1/metrics',
      { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { dataPoints: [{ asInt: '1' }] } }] }] }] },
      'rejectedDataPoints',
    ],
    ['/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] }, 'rejectedSpans'],
  ])('counts what %s rejects under its own name', async (path, body, name) => {
    const response = await post(JSON.stringify(body), { 'content-type': JSON_TYPE }, path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      partialSuccess: { [name]: '1', errorMessage: expect.stringContaining('1 rejected') },
    });
  });
});

describe('refusals', () => {
  const whole = pb(span('never'));
  it.each([
    ['a truncated body', whole.subarray(0, whole.length - 3), { 'content-type': PROTOBUF }, 400, 3],
    ['random bytes', Buffer.from('hello world'), { 'content-type': PROTOBUF }, 400, 3],
    ['broken JSON', Buffer.from('{"resourceSpans": ['), { 'content-type': JSON_TYPE }, 400, 3],
    ['a wrong type in JSON', Buffer.from('{"resourceSpans": {}}'), { 'content-type': JSON_TYPE }, 400, 3],
    ['corrupt gzip', Buffer.from('not gzip at all'), { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }, 400, 3],
    [
      'truncated gzip',
      gzipSync(whole).subarray(0, 20),
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      400,
      3,
    ],
    ['no bytes of gzip', Buffer.alloc(0), { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }, 400, 3],
    ['an unknown coding', whole, { 'content-type': PROTOBUF, 'content-encoding': 'lzma' }, 415, 3],
    ['two codings', whole, { 'content-type': PROTOBUF, 'content-encoding': 'gzip, gzip' }, 415, 3],
    ['an unknown type', whole, { 'content-type': 'application/xml' }, 415, 3],
    ['too many bytes', Buffer.alloc(MAX_BODY + 1), { 'content-type': PROTOBUF }, 413, 8],
    [
      'too many bytes after unpacking',
      gzipSync(Buffer.alloc(MAX_BODY + 1)),
      { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      413,
      8,
    ],
  ])(
    'answers %s with a Status in the type of the request',
    async (_, body, headers: Record<string, string>, status, code) => {
      const response = await post(body, headers);
      expect(response.status).toBe(status);
      const isProtobuf = headers['content-type'] === PROTOBUF;
      expect(response.headers.get('content-type')).toBe(isProtobuf ? PROTOBUF : JSON_TYPE);
      const answer = await statusOf(response);
      expect(answer.code).toBe(code);
      expect(answer.message).not.toBe('');
      expect(answer.details?.length ?? 0).toBe(status === 400 ? 1 : 0);
    },
  );

  it('answers a request without a content type with 415', async () => {
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      body: new Blob([new Uint8Array(whole)]),
    });
    expect(response.status).toBe(415);
    expect((await statusOf(response)).message).toContain('Content-Type is missing');
  });

  it('keeps nothing of a body that is bad at its end', async () => {
    const body = Buffer.concat([pb(span('half')), pb(span('half')), Buffer.from([0x0a, 0x7f, 1])]);
    expect((await post(body, { 'content-type': PROTOBUF })).status).toBe(400);
    expect((await post(pb(span('half')), { 'content-type': PROTOBUF })).status).toBe(200);
    expect(await stored('half')).toBe(1);
  });

  it('stops unpacking a bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 1 });
    const before = process.memoryUsage.rss();
    const response = await post(bomb, { 'content-type': PROTOBUF, 'content-encoding': 'gzip' });
    expect(response.status).toBe(413);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
  });

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('answers %s with 405 and what is allowed', async (method) => {
    const response = await fetch(`${server.url}/v1/traces`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('answers an unknown path with 404', async () => {
    for (const path of ['/v1/spans', '/v1', '/v1/traces/x', '/v1development/profiles']) {
      const response = await post(whole, { 'content-type': PROTOBUF }, path);
      expect(response.status).toBe(404);
      expect((await statusOf(response)).code).toBe(5);
    }
  });

  it('keeps a connection usable after every kind of refusal', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (
      body: Buffer,
      headers: Record<string, string>,
    ): Promise<{ status: number | undefined; port: number | undefined }> =>
      new Promise((resolve, reject) => {
        const request = httpRequest(`${server.url}/v1/traces`, { method: 'POST', agent, headers }, (response) => {
          const port = request.socket?.localPort;
          response.resume().on('end', () => resolve({ status: response.statusCode, port }));
        });
        request.on('error', reject).end(body);
      });
    const answers = [
      await send(Buffer.from('junk'), { 'content-type': PROTOBUF }),
      await send(Buffer.from('junk'), { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }),
      await send(Buffer.alloc(MAX_BODY * 2), { 'content-type': PROTOBUF }),
      await send(whole, { 'content-type': 'x/y' }),
      await send(pb(span('after')), { 'content-type': PROTOBUF }),
    ];
    agent.destroy();
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 413, 415, 200]);
    expect(new Set(answers.map(({ port }) => port)).size).toBe(1);
    expect(await stored('after')).toBe(1);
  });

  it('answers a body far over the limit before it comes, and hangs up', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 99999999999\r\n\r\n{`,
    );
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer).toContain('"code":8');
  });

  it('forgets a sender that goes away in the middle of its body', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 1000\r\n\r\nabc`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await post(pb(span('survivor')), { 'content-type': PROTOBUF })).status).toBe(200);
  });
});

describe('pages of other origins', () => {
  it('may send: the preflight names origin, headers and credentials', async () => {
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('access-control-allow-methods')).toBe('POST');
    for (const name of ['content-type', 'content-encoding', 'authorization', 'traceparent']) {
      expect(response.headers.get('access-control-allow-headers')).toContain(name);
    }
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(0);
  });

  it('get their origin echoed with every answer, errors too', async () => {
    for (const body of [json('page'), 'junk']) {
      const response = await post(body, { 'content-type': 'text/plain', origin: 'https://shop.example' });
      expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
      expect(response.headers.get('vary')).toContain('Origin');
    }
  });
});

describe('what a client claims', () => {
  it('does not choose the project', async () => {
    const message = span('claims') as { resourceSpans: { resource: { attributes: object[] } }[] };
    message.resourceSpans[0]?.resource.attributes.push({ key: 'sightglass.project', value: { stringValue: 'victim' } });
    await post(pb(message), { 'content-type': PROTOBUF });
    await server.store.flush();
    const { rows } = await server.store.query(
      "SELECT Project, ResourceAttributes['sightglass.project'] AS claim FROM otel.otel_traces WHERE ServiceName = 'claims'",
    );
    expect(rows).toEqual([{ Project: 'default', claim: '' }]);
  });
});

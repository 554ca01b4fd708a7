/** OTLP/gRPC, spoken by the client that the stock exporters stand on. https://opentelemetry.io/docs/specs/otlp/#otlpgrpc */
import { connect as connectHttp2 } from 'node:http2';
import { Client, compressionAlgorithms, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { freePort } from '../../../../test/kit/free-port.ts';
import { resolveServerOptions } from '../../src/options.ts';
import { partialOfBytes, statusOfBytes } from './answers.ts';
import {
  field,
  fresh,
  longField,
  protobuf,
  record,
  records,
  SIGNALS,
  single,
  span,
  spans,
  type Signal,
} from './messages.ts';
import { JSON_TYPE, PROTOBUF, serving } from './serving.ts';

const LIMIT = 1024 * 1024;
const port = await freePort();
const served = serving({ grpcPort: port, receive: { maxBodyBytes: LIMIT, maxInFlightBytes: LIMIT - 1024 } });

const METHODS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

/** What a call came to: the code of gRPC, and the answer or the details of the error. */
interface Called {
  readonly code: number;
  readonly answer: Buffer;
  readonly message: string;
  readonly details: ReturnType<typeof statusOfBytes>['details'];
}

/** Calls a method as the exporters do. */
async function call(
  method: string,
  body: Uint8Array,
  { gzip = false, at = `127.0.0.1:${port}` } = {},
): Promise<Called> {
  const coding = { 'grpc.default_compression_algorithm': compressionAlgorithms[gzip ? 'gzip' : 'identity'] };
  const client = new Client(at, credentials.createInsecure(), coding);
  const same = (bytes: Buffer): Buffer => bytes;
  try {
    return await new Promise<Called>((resolve) => {
      const done = (error: ServiceError | null, answer: Buffer = Buffer.alloc(0)): void => {
        const [bytes] = error?.metadata.get('grpc-status-details-bin') ?? [];
        const details = bytes instanceof Buffer ? statusOfBytes(bytes).details : [];
        resolve({ code: error?.code ?? 0, answer, message: error?.details ?? '', details });
      };
      client.makeUnaryRequest(
        method,
        same,
        same,
        Buffer.from(body),
        new Metadata(),
        { deadline: Date.now() + 20_000 },
        done,
      );
    });
  } finally {
    client.close();
  }
}

const OK = 0;
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/** How many records of each signal the API knows of a service. */
async function known(service: string): Promise<number[]> {
  const { items } = await served.ask<{ items: unknown[] }>(`traces?service=${service}`);
  return [items.length, (await served.lines(service)).length, (await served.metrics(service)).length];
}

it('OTLP 70: takes the three Export calls on port 4317, as application/grpc and application/grpc+proto', async () => {
  expect(resolveServerOptions({}, {}).grpcPort).toBe(4317);
  const service = fresh('grpc');
  for (const signal of SIGNALS) {
    expect(await call(METHODS[signal], protobuf(signal, single(signal, service)))).toMatchObject({ code: OK });
  }
  expect(await known(service)).toEqual([1, 1, 1]);

  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const head = { ':method': 'POST', ':path': METHODS.logs, 'content-type': 'application/grpc+proto', te: 'trailers' };
  const stream = session.request(head);
  const status = new Promise<unknown>((resolve, reject) => {
    stream.on('trailers', (trailers) => resolve(trailers['grpc-status'])).on('error', reject);
    stream.on('response', (headers) => {
      if (headers['grpc-status'] !== undefined) resolve(headers['grpc-status']);
    });
  });
  const body = protobuf('logs', records([record()], service));
  const length = Buffer.alloc(5);
  length.writeUInt32BE(body.length, 1);
  stream.resume().end(Buffer.concat([length, body]));
  expect(String(await status)).toBe('0');
  await new Promise<void>((resolve) => session.close(() => resolve()));
  expect(await known(service)).toEqual([1, 2, 1]);
});

it('OTLP 71: takes messages packed with gzip', async () => {
  const service = fresh('gzip');
  for (const signal of SIGNALS) {
    const body = Buffer.concat([protobuf(signal, single(signal, service)), longField(1000, Buffer.alloc(5000))]);
    expect(await call(METHODS[signal], body, { gzip: true })).toMatchObject({ code: OK });
  }
  expect(await known(service)).toEqual([1, 1, 1]);
});

it('OTLP 72: answers a message over the limit after unpacking with RESOURCE_EXHAUSTED, without RetryInfo', async () => {
  const service = fresh('large');
  const body = Buffer.concat([protobuf('logs', single('logs', service)), longField(1000, Buffer.alloc(LIMIT))]);
  const refusal = await call(METHODS.logs, body, { gzip: true });
  expect(refusal.code).toBe(RESOURCE_EXHAUSTED);
  expect(refusal.message).toContain(String(LIMIT));
  expect(refusal.details.filter(({ type }) => type === 'RetryInfo')).toEqual([]);
  expect(await known(service)).toEqual([0, 0, 0]);
});

it('OTLP 73: answers UNAVAILABLE with RetryInfo when there is no room, and takes it then', async () => {
  const service = fresh('room');
  const body = protobuf('logs', single('logs', service));
  const refusal = await call(
    METHODS.logs,
    Buffer.concat([body, longField(1000, Buffer.alloc(LIMIT - body.length - 10))]),
  );
  expect(refusal.code).toBe(UNAVAILABLE);
  const retry = refusal.details.find(({ type }) => type === 'RetryInfo');
  const delay = retry?.value['retryDelay'] as { seconds?: number; nanos?: number } | undefined;
  expect((delay?.seconds ?? 0) + (delay?.nanos ?? 0) / 1e9).toBeGreaterThan(0);
  expect(await call(METHODS.logs, body)).toMatchObject({ code: OK });
  expect(await known(service)).toEqual([0, 1, 0]);
});

it('OTLP 74: answers what cannot be decoded with INVALID_ARGUMENT, which is not tried again', async () => {
  const service = fresh('bad');
  const whole = protobuf('traces', single('traces', service));
  for (const gzip of [false, true]) {
    for (const body of [
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.from([0x0a, 9, 1])]),
      Buffer.from('not protobuf'),
    ]) {
      const refusal = await call(METHODS.traces, body, { gzip });
      expect(refusal.code).toBe(INVALID_ARGUMENT);
      expect(refusal.message).toMatch(/protobuf/);
    }
  }
  expect(await known(service)).toEqual([0, 0, 0]);
});

it('OTLP 75: answers methods and services that it does not know with UNIMPLEMENTED', async () => {
  for (const method of [
    '/opentelemetry.proto.collector.trace.v1.TraceService/Import',
    '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export',
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    '/x',
  ]) {
    expect({ method, ...(await call(method, Buffer.alloc(0))) }).toMatchObject({ code: UNIMPLEMENTED });
  }
});

it('OTLP 76: says partial success as over HTTP: what was rejected and why, a warning, or nothing', async () => {
  const service = fresh('partly');
  const bad = span({ spanId: new Uint8Array(3) });
  const partly = await call(METHODS.traces, protobuf('traces', spans([bad, span(), bad], service)));
  expect(partly.code).toBe(OK);
  expect(partialOfBytes(partly.answer)).toEqual({
    rejected: 2,
    errorMessage: expect.stringMatching(/span_id is not 8 bytes/),
  });
  const indexed = field(6, Buffer.concat([field(1, Buffer.from('k')), field(2, Buffer.from([8 * 8, 3]))]));
  const warned = await call(METHODS.logs, field(1, field(2, field(2, indexed))));
  expect(partialOfBytes(warned.answer)).toEqual({ rejected: 0, errorMessage: expect.stringMatching(/strindex/) });
  const whole = await call(METHODS.traces, protobuf('traces', single('traces', service)));
  expect(partialOfBytes(whole.answer)).toBeUndefined();
  expect((await known(service))[0]).toBe(2);
});

it('OTLP 77: takes OTLP/gRPC and OTLP/HTTP on one port, told apart by content type', async () => {
  const service = fresh('shared');
  const { host } = new URL(served.url());
  for (const signal of SIGNALS) {
    expect(await call(METHODS[signal], protobuf(signal, single(signal, service)), { at: host })).toMatchObject({
      code: OK,
    });
  }
  const body = protobuf('logs', single('logs', service));
  expect((await served.post('logs', body, { 'content-type': PROTOBUF })).status).toBe(200);
  expect((await served.post('logs', JSON.stringify({}), { 'content-type': JSON_TYPE })).status).toBe(200);
  expect(await known(service)).toEqual([1, 2, 1]);
});

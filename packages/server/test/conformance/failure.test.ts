/** OTLP/HTTP: what a sender hears when nothing was taken. https://opentelemetry.io/docs/specs/otlp/#failures */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { until } from '../../../../test/kit/until.ts';
import { statusOf } from './answers.ts';
import { fresh, json, longField, protobuf, record, records, span, spans, type Signal } from './messages.ts';
import { JSON_TYPE, PROTOBUF, serving, type Heard } from './serving.ts';

const ADMIN = `sg_admin_${'a1B2c3D4e5F6'.repeat(2)}`;
const LIMIT = 256 * 1024;
/** Less than the largest body: one that is larger finds no room. */
const IN_FLIGHT = 192 * 1024;

const served = serving({ adminKey: ADMIN, receive: { maxBodyBytes: LIMIT, maxInFlightBytes: IN_FLIGHT } }, () => ({
  'x-sightglass-key': ADMIN,
}));

/** A key that may send; made once. */
let made: Promise<string> | undefined;
function ingestKey(): Promise<string> {
  const make = async (): Promise<string> => {
    const response = await fetch(`${served.url()}/api/v1/projects/default/keys`, {
      method: 'POST',
      headers: { 'x-sightglass-key': ADMIN, 'content-type': JSON_TYPE },
      body: JSON.stringify({ kind: 'ingest', name: 'conformance' }),
    });
    return ((await response.json()) as { key: string }).key;
  };
  return (made ??= make());
}

const post = async (
  body: Uint8Array | string,
  type: string,
  headers: Record<string, string> = {},
  signal: Signal = 'traces',
): Promise<Heard> =>
  served.post(signal, body, { 'x-sightglass-key': await ingestKey(), 'content-type': type, ...headers });

it('OTLP 27: puts a google.rpc.Status into every refusal, in the encoding of the request', async () => {
  const key = await ingestKey();
  const large = Buffer.alloc(LIMIT + 1);
  const cases: [number, number, (type: string) => Promise<Heard>][] = [
    [400, 3, (type) => post(Buffer.from('{]'), type)],
    [400, 3, (type) => post(Buffer.from('no gzip'), type, { 'content-encoding': 'gzip' })],
    [401, 16, (type) => post(Buffer.alloc(0), type, { 'x-sightglass-key': 'sg_ingest_unknown' })],
    [403, 7, (type) => post(Buffer.alloc(0), type, { 'x-sightglass-key': ADMIN })],
    [404, 5, (type) => served.post('/v1/nothing', Buffer.alloc(0), { 'content-type': type, 'x-sightglass-key': key })],
    [413, 8, (type) => post(gzipSync(large), type, { 'content-encoding': 'gzip' })],
    [415, 3, (type) => post(Buffer.alloc(0), type, { 'content-encoding': 'lzma' })],
    [503, 14, (type) => post(large.subarray(0, LIMIT), type)],
  ];
  for (const type of [PROTOBUF, JSON_TYPE]) {
    for (const [http, code, request] of cases) {
      const answer = await request(type);
      expect(answer.status).toBe(http);
      expect(answer.headers.get('content-type')).toBe(type);
      const status = statusOf(answer);
      expect({ http, code: status.code }).toEqual({ http, code });
      expect(status.message).not.toBe('');
    }
    const put = await fetch(`${served.url()}/v1/traces`, { method: 'PUT', headers: { 'content-type': type } });
    expect(put.status).toBe(405);
    expect(statusOf({ status: 405, headers: put.headers, body: Buffer.from(await put.arrayBuffer()) }).code).toBe(12);
  }
});

it('OTLP 28: answers what cannot be decoded with 400 and details of a BadRequest that say where', async () => {
  const asProtobuf = statusOf(await post(Buffer.from([0x0a, 0x05, 0x01]), PROTOBUF));
  const asJson = statusOf(await post('{"resourceSpans": 5}', JSON_TYPE));
  for (const { details, message } of [asProtobuf, asJson]) {
    expect(details).toHaveLength(1);
    const [violation] = (details[0]?.value['fieldViolations'] ?? []) as { field: string; description: string }[];
    expect(details[0]?.type).toBe('BadRequest');
    expect(violation?.field).not.toBe('');
    expect(violation?.description).toBe(message);
  }
});

it('OTLP 29: answers 503 and after how many seconds to come again when there is no room, and takes it then', async () => {
  const service = fresh('room');
  const body = protobuf('logs', records([record()], service));
  const large = Buffer.concat([body, longField(1000, Buffer.alloc(IN_FLIGHT))]);
  const answer = await post(large, PROTOBUF, {}, 'logs');
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await served.lines(service)).toEqual([]);
  expect((await post(body, PROTOBUF, {}, 'logs')).status).toBe(200);
  expect(await served.lines(service)).toHaveLength(1);
});

it('OTLP 30: never answers 500 to a fault that passes: a disk that takes nothing for a while', async () => {
  const service = fresh('passing');
  const spool = join(served.folder(), 'spool');
  await served.lines(service);
  await rename(spool, `${spool}-away`);
  const statuses: number[] = [];
  let sent = 0;
  const send = async (): Promise<number> => {
    const answer = await post(
      protobuf('logs', records([record({ body: { intValue: BigInt(++sent) } })], service)),
      PROTOBUF,
      {},
      'logs',
    );
    statuses.push(answer.status);
    return answer.status;
  };
  await until(20_000, async () => ((await send()) === 200 ? undefined : true), 'a refusal');
  await rm(spool, { recursive: true, force: true });
  await rename(`${spool}-away`, spool);
  await until(20_000, async () => ((await send()) === 200 ? true : undefined), 'a success');
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const acknowledged = statuses.flatMap((status, i) => (status === 200 ? [String(i + 1)] : []));
  expect((await served.lines(service)).map(({ body }) => body).toSorted()).toEqual(acknowledged.toSorted());
});

it('OTLP 31: answers who may not send with 401 or 403 and a Status, which is not tried again', async () => {
  const service = fresh('foreign');
  const body = protobuf('traces', spans([span()], service));
  const keys: [string, number][] = [
    ['', 401],
    ['sg_ingest_0123456789abcdefghijkl', 401],
    [ADMIN, 403],
  ];
  for (const [key, status] of keys) {
    const answer = await served.post('traces', body, { 'content-type': PROTOBUF, 'x-sightglass-key': key });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(statusOf(answer).code).toBe(status === 401 ? 16 : 7);
  }
  expect((await served.ask<{ items: unknown[] }>(`traces?service=${service}`)).items).toEqual([]);
});

it('OTLP 33: keeps nothing of a body that it refuses, wherever in it the fault lies', async () => {
  const service = fresh('nothing');
  const whole = protobuf('traces', spans([span(), span()], service));
  const refusals = [
    await post(Buffer.concat([whole, Buffer.from([0x0a, 0x7f, 1])]), PROTOBUF),
    await post(whole.subarray(0, whole.length - 1), PROTOBUF),
    await post(`${json(spans([span()], service)).slice(0, -1)},"resourceSpans":7}`, JSON_TYPE),
    await post(json(spans([span(), { name: 7 }], service)), JSON_TYPE),
    await post(gzipSync(whole).subarray(0, -4), PROTOBUF, { 'content-encoding': 'gzip' }),
    await post(gzipSync(Buffer.concat([whole, longField(1000, Buffer.alloc(LIMIT))])), PROTOBUF, {
      'content-encoding': 'gzip',
    }),
    await post(Buffer.concat([whole, longField(1000, Buffer.alloc(IN_FLIGHT))]), PROTOBUF),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 413, 503]);
  expect((await served.ask<{ items: unknown[] }>(`traces?service=${service}`)).items).toEqual([]);
});

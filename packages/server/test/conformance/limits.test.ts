/** OTLP/HTTP: how much is taken and answered. https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { partialOf, statusOf } from './answers.ts';
import { fresh, json, longField, protobuf, record, records, span, spans } from './messages.ts';
import { JSON_TYPE, PROTOBUF, serving } from './serving.ts';

const MIB = 1024 * 1024;
/** What is taken where nothing else is set. */
const LIMIT = 64 * MIB;

const served = serving();

/** A record of a service in a body of exactly so many bytes: the rest stands in a field that nobody knows. */
function padded(service: string, size: number): Buffer {
  const body = protobuf('logs', records([record()], service));
  const rest = size - body.length;
  // Tag and length take 2 and 4 bytes.
  return Buffer.concat([body, longField(1000, Buffer.alloc(rest - 6))]);
}

it('OTLP 13: limits bodies to 64 MiB, counted after decompression', async () => {
  const [fitting, tooLarge] = [fresh('fitting'), fresh('too-large')];
  const headers = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };
  const inLimit = padded(fitting, LIMIT);
  expect(inLimit).toHaveLength(LIMIT);
  expect((await served.post('logs', gzipSync(inLimit, { level: 1 }), headers)).status).toBe(200);
  const packed = gzipSync(padded(tooLarge, LIMIT + 1), { level: 1 });
  expect(packed.length).toBeLessThan(MIB);
  const answer = await served.post('logs', packed, headers);
  expect(answer.status).toBe(413);
  expect(statusOf(answer).message).toContain(String(LIMIT));
  expect(await served.lines(fitting)).toHaveLength(1);
  expect(await served.lines(tooLarge)).toEqual([]);
});

it('OTLP 14: answers a body over the limit with 413 and a Status', async () => {
  const service = fresh('over');
  const answer = await served.post('logs', padded(service, LIMIT + 1), { 'content-type': PROTOBUF });
  expect(answer.status).toBe(413);
  expect(statusOf(answer).message).not.toBe('');
  expect(await served.lines(service)).toEqual([]);
});

/** A gzip file of zeros. */
const MEBIBYTE = gzipSync(Buffer.alloc(MIB));

it('OTLP 15: stops unpacking a bomb at the limit, without memory beyond it', async () => {
  // A gzip file may be put together of others: 4 GiB of zeros in 4 MB.
  const bomb = Buffer.concat(Array.from({ length: 4096 }, () => MEBIBYTE));
  await served.post('logs', protobuf('logs', records([record()])), { 'content-type': PROTOBUF });
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2);
  const answer = await served.post('logs', bomb, { 'content-type': PROTOBUF, 'content-encoding': 'gzip' });
  clearInterval(watch);
  expect(answer.status).toBe(413);
  // The limit, the body itself on both sides, and what the runtime takes for itself meanwhile.
  expect(Math.max(peak, process.memoryUsage.rss()) - before).toBeLessThan(LIMIT + 96 * MIB);
});

it('OTLP 16: keeps answers below 4 MiB, by shortening what they say', async () => {
  const long = 'x'.repeat(5 * MIB);
  const path = `"${long}"`;
  const wrong = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":{"${long}":${path}}}]}]}]}`;
  for (const [body, type] of [
    [wrong, JSON_TYPE],
    [`{"resourceSpans":[${path}]}`, JSON_TYPE],
    [Buffer.from('hello world '.repeat(400_000)), PROTOBUF],
  ] as const) {
    const answer = await served.post('traces', body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(answer.body.length).toBeLessThan(4 * MIB);
    expect(statusOf(answer).message).not.toBe('');
  }
  const bad = Array.from({ length: 50_000 }, (_, i) => span({ traceId: new Uint8Array((i % 15) + 1) }));
  const partly = await served.post('traces', json(spans(bad)), { 'content-type': JSON_TYPE });
  expect(partly.body.length).toBeLessThan(4 * MIB);
  expect(partialOf(partly)?.rejected).toBe(50_000);
});

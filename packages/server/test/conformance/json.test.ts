/** OTLP/JSON: proto3's mapping with OTLP's exceptions. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
import { expect, it } from 'vitest';
import { partialOf, statusOf } from './answers.ts';
import { fresh, freshSpanId, freshTraceId, hex, nanos } from './messages.ts';
import { JSON_TYPE, serving, type Heard, type Span } from './serving.ts';

const served = serving();

const post = (signal: 'traces' | 'logs' | 'metrics', body: object | string): Promise<Heard> =>
  served.post(signal, typeof body === 'string' ? body : JSON.stringify(body), { 'content-type': JSON_TYPE });

/** A span as senders write it, in a request. */
function request(given: object = {}, resource: object = {}): { traceId: string; body: { resourceSpans: object[] } } {
  const traceId = hex(freshTraceId());
  const times = { startTimeUnixNano: String(nanos(1)), endTimeUnixNano: String(nanos(0.5)) };
  const span = { traceId, spanId: hex(freshSpanId()), name: 'work', kind: 1, ...times, ...given };
  return { traceId, body: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] } };
}

/** Sends a span, which must be taken whole, and reads it back. */
async function taken(given: object, traceIdGiven?: string): Promise<Span> {
  const { traceId, body } = request(given);
  const answer = await post('traces', body);
  expect(answer.status).toBe(200);
  expect(partialOf(answer)).toBeUndefined();
  const [span, ...others] = await served.spans(traceIdGiven ?? traceId);
  if (span === undefined || others.length > 0) throw new Error(`${others.length + 1} spans`);
  return span;
}

/** The value of an attribute as the API has it. */
async function value(anyValue: unknown): Promise<string | undefined> {
  return (await taken({ attributes: [{ key: 'it', value: anyValue }] })).attributes['it'];
}

it('OTLP 34: reads trace, span and parent ids as hexadecimal text in either case', async () => {
  const [trace, spanId, parent, linked] = [freshTraceId(), freshSpanId(), freshSpanId(), freshTraceId()].map((id) =>
    hex(id),
  );
  const ids = { traceId: trace?.toUpperCase(), spanId: spanId?.toUpperCase(), parentSpanId: parent };
  const span = await taken(
    { ...ids, links: [{ traceId: linked?.toUpperCase(), spanId: parent?.toUpperCase() }] },
    trace,
  );
  expect(span).toMatchObject({ spanId, parentSpanId: parent, links: [{ traceId: linked, spanId: parent }] });
});

it('OTLP 35: takes no id in base64, though proto3 writes bytes so', async () => {
  const service = fresh('base64');
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const base64 = Buffer.from(freshTraceId()).toString('base64');
  const answer = await post('traces', request({ traceId: base64 }, resource).body);
  expect(answer.status).toBe(400);
  expect(statusOf(answer).message).toContain('traceId');
  // 24 letters that are hexadecimal digits by chance: 12 bytes, no id.
  const byChance = await post('traces', request({ traceId: 'abcdefabcdefabcdefabcdef' }, resource).body);
  expect(partialOf(byChance)?.rejected).toBe(1);
  expect((await served.ask<{ items: unknown[] }>(`traces?service=${service}`)).items).toEqual([]);
});

it('OTLP 36: reads enums as integers, and takes no names for them', async () => {
  expect(await taken({ kind: 3, status: { code: 2, message: 'no' } })).toMatchObject({
    kind: 'client',
    status: { code: 'error', message: 'no' },
  });
  for (const given of [{ kind: 'SPAN_KIND_CLIENT' }, { status: { code: 'STATUS_CODE_ERROR' } }]) {
    const answer = await post('traces', request(given).body);
    expect(answer.status).toBe(400);
    expect(statusOf(answer).message).toMatch(/kind|code/);
  }
  // A number that is no kind yet is one of the future.
  expect(await taken({ kind: 77 })).toMatchObject({ kind: 'unspecified' });
});

it('OTLP 37: takes 64-bit integers as text and as numbers', async () => {
  const start = nanos(2);
  // A number has 53 bits: what it stands for is what JSON.parse makes of it.
  const inDouble = BigInt(Number(start));
  const [asText, asNumber] = [
    await taken({ startTimeUnixNano: String(start), endTimeUnixNano: String(start + 7n) }),
    await taken({ startTimeUnixNano: Number(start), endTimeUnixNano: Number(start) }),
  ];
  expect(asText).toMatchObject({ startUnixNano: String(start), durationNano: '7' });
  expect(asNumber).toMatchObject({ startUnixNano: String(inDouble), durationNano: '0' });
  expect(await value({ intValue: '-12' })).toBe('-12');
  expect(await value({ intValue: -12 })).toBe('-12');
});

it('OTLP 38: ignores fields that it does not know, on every level', async () => {
  const { traceId, body } = request({
    brandNew: { deep: [1, { x: null }] },
    attributes: [{ key: 'it', value: { intValue: 1, more: [] }, also: 7 }],
  });
  const whole = { ...body, future: [[]], resourceSpans: body.resourceSpans.map((one) => ({ ...one, other: 'x' })) };
  const answer = await post('traces', whole);
  expect(answer.status).toBe(200);
  expect(partialOf(answer)).toBeUndefined();
  expect((await served.spans(traceId))[0]?.attributes).toEqual({ it: '1' });
});

it('OTLP 39: knows fields by their lowerCamelCase names only', async () => {
  const answer = await post('traces', request({ traceId: undefined, trace_id: hex(freshTraceId()) }).body);
  expect(partialOf(answer)).toMatchObject({ rejected: 1, errorMessage: expect.stringContaining('trace_id') });
  const { traceId, body } = request({ start_time_unix_nano: '1', dropped_attributes_count: 9, Name: 'no' });
  expect((await post('traces', { ...body, resource_spans: body.resourceSpans })).status).toBe(200);
  const [span, ...others] = await served.spans(traceId);
  expect(others).toEqual([]);
  expect(span).toMatchObject({ name: 'work', dropped: { attributes: 0 } });
});

it('OTLP 40: reads doubles as numbers with exponents and as the texts NaN, Infinity and -Infinity', async () => {
  const values: [unknown, string][] = [
    [1.25e-3, '0.00125'],
    ['1.5e3', '1500'],
    ['-0.5', '-0.5'],
    [2, '2'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
  ];
  const span = await taken({
    attributes: values.map(([doubleValue], i) => ({ key: `d${i}`, value: { doubleValue } })),
  });
  expect(span.attributes).toEqual(Object.fromEntries(values.map(([, shown], i) => [`d${i}`, shown])));
  const exponent =
    '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"exponent","gauge":{"dataPoints":[{"asDouble":12.5E+1}]}}]}]}]}';
  expect((await post('metrics', exponent)).status).toBe(200);
  expect(await served.values('exponent')).toEqual([125]);
});

it('OTLP 41: reads bytes as base64, with either alphabet, padded or not', async () => {
  for (const text of ['-_8_', '+/8/']) expect(await value({ bytesValue: text })).toBe('+/8/');
  for (const text of ['AQ', 'AQ==']) expect(await value({ bytesValue: text })).toBe('AQ==');
});

it('OTLP 42: takes null for a field that is absent', async () => {
  const nothing = { parentSpanId: null, traceState: null, attributes: null, events: null, status: null, flags: null };
  const span = await taken({ ...nothing, links: [], name: null, droppedEventsCount: null });
  expect(span).toMatchObject({ name: '', parentSpanId: '', attributes: {}, events: [], status: { code: 'unset' } });
  expect(await value(null)).toBe('');
  expect(await value({ stringValue: null, intValue: '3' })).toBe('3');
});

it('OTLP 43: keeps integers above 2^53 exactly that come as text', async () => {
  for (const text of ['9007199254740993', '9223372036854775807', '-9223372036854775808']) {
    expect(await value({ intValue: text })).toBe(text);
  }
  expect(
    (await post('traces', request({ attributes: [{ key: 'it', value: { intValue: '9223372036854775808' } }] }).body))
      .status,
  ).toBe(400);
});

it('OTLP 44: keeps a batch whose texts are not Unicode: half of a surrogate pair, bytes that are not UTF-8', async () => {
  const service = fresh('surrogates');
  const bodies = ['before', 'half \\ud800 of', '\\udc00\\ud800', 'after'].map(
    (text) => `{"body":{"stringValue":"${text}"}}`,
  );
  const [head, tail] = [
    `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${service}"}}]},"scopeLogs":[{"logRecords":[`,
    ']}]}]}',
  ];
  expect((await post('logs', head + bodies.join(',') + tail)).status).toBe(200);
  const raw = Buffer.from(`${head}{"body":{"stringValue":"raw ## bytes"}}${tail}`);
  raw.fill(0xff, raw.indexOf('##'), raw.indexOf('##') + 2);
  expect((await served.post('logs', raw, { 'content-type': JSON_TYPE })).status).toBe(200);
  const lines = (await served.lines(service)).map(({ body }) => body).toSorted();
  expect(lines).toEqual(['before', 'half \ufffd of', '\ufffd\ufffd', 'after', 'raw \ufffd\ufffd bytes'].toSorted());
});

it('OTLP 45: answers a field of a wrong type with 400 and its name, never with 500', async () => {
  const { body } = request();
  const wrong: [object | string, RegExp][] = [
    [{ resourceSpans: {} }, /resourceSpans/],
    [{ resourceSpans: [1] }, /resourceSpans\[0\]/],
    [request({ attributes: {} }).body, /attributes/],
    [request({ attributes: [[]] }).body, /attributes\[0\]/],
    [request({ name: 5 }).body, /name/],
    [request({ startTimeUnixNano: true }).body, /startTimeUnixNano/],
    [request({ startTimeUnixNano: 1.5 }).body, /startTimeUnixNano/],
    [request({ kind: {} }).body, /kind/],
    [request({ attributes: [{ key: 'a', value: 'bare' }] }).body, /value/],
    [request({ attributes: [{ key: 'a', value: { boolValue: 'true' } }] }).body, /boolValue/],
    [{ ...body, resourceSpans: 'text' }, /resourceSpans/],
    ['[]', /body/],
    ['null', /body/],
    ['"text"', /body/],
  ];
  for (const [message, names] of wrong) {
    const answer = await post('traces', message);
    expect({ message, status: answer.status }).toEqual({ message, status: 400 });
    expect(statusOf(answer).message).toMatch(names);
  }
});

/** Spans and log records: what every field becomes. https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto */
import { expect, it } from 'vitest';
import { partialOf } from './answers.ts';
import {
  field,
  fresh,
  freshSpanId,
  freshTraceId,
  hex,
  longField,
  nanos,
  protobuf,
  record,
  records,
  span,
  spans,
  text,
  varint,
} from './messages.ts';
import { PROTOBUF, serving, type Heard, type Span } from './serving.ts';

const served = serving();

const send = (signal: 'traces' | 'logs', message: object | Buffer): Promise<Heard> =>
  served.post(signal, message instanceof Buffer ? message : protobuf(signal, message), { 'content-type': PROTOBUF });

/** Sends what must be taken whole. */
async function sendGood(signal: 'traces' | 'logs', message: object | Buffer): Promise<void> {
  const answer = await send(signal, message);
  expect(answer.status).toBe(200);
  expect(partialOf(answer)).toBeUndefined();
}

/** Sends a span, which must be taken, and reads it back. */
async function taken(given: object): Promise<Span> {
  const traceId = freshTraceId();
  await sendGood('traces', spans([span({ traceId, ...given })]));
  const [one, ...others] = await served.spans(hex(traceId));
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} spans`);
  return one;
}

it('OTLP 46: rejects spans whose trace id is not 16 bytes or span id not 8, or either all zero', async () => {
  const service = fresh('ids');
  const good = span();
  const bad = [0, 15, 17].map((size) => ({ traceId: new Uint8Array(size).fill(1) }));
  const worse = [0, 7, 9].map((size) => ({ spanId: new Uint8Array(size).fill(1) }));
  const all = [...bad, ...worse, { traceId: new Uint8Array(16) }, { spanId: new Uint8Array(8) }];
  const answer = await send('traces', spans([...all.map(span), good], service));
  expect(partialOf(answer)?.rejected).toBe(all.length);
  const { items } = await served.ask<{ items: { traceId: string; spans: number }[] }>(`traces?service=${service}`);
  expect(items).toMatchObject([{ traceId: hex(good['traceId'] as Uint8Array), spans: 1 }]);
});

it('OTLP 47: takes log records without trace and span id', async () => {
  const service = fresh('untraced');
  const [traceId, spanId] = [freshTraceId(), freshSpanId()];
  await sendGood(
    'logs',
    records(
      [record(), record({ traceId: new Uint8Array(16), spanId: new Uint8Array(8) }), record({ traceId, spanId })],
      service,
    ),
  );
  const lines = (await served.lines(service)).map((line) => `${line.traceId} ${line.spanId}`);
  expect(lines.toSorted()).toEqual([' ', ' ', `${hex(traceId)} ${hex(spanId)}`]);
});

it('OTLP 48: keeps values of every kind, nested ones too, on resources, scopes, spans, events, links and log bodies', async () => {
  const map = {
    kvlistValue: {
      values: [
        { key: 'b', value: { boolValue: true } },
        { key: 'a', value: { arrayValue: { values: [{ intValue: 1n }, {}, { doubleValue: 0.5 }] } } },
      ],
    },
  };
  const attributes = [
    text('text', 'ä\n\n; DROP'),
    { key: 'yes', value: { boolValue: true } },
    { key: 'no', value: { boolValue: false } },
    { key: 'int', value: { intValue: -(2n ** 63n) } },
    { key: 'double', value: { doubleValue: 1e21 } },
    { key: 'bytes', value: { bytesValue: Uint8Array.of(0, 10, 10, 255) } },
    { key: 'array', value: { arrayValue: { values: [{ stringValue: '"' }, { arrayValue: { values: [] } }] } } },
    { key: 'map', value: map },
    { key: 'empty', value: {} },
    { key: 'absent' },
    { key: 'emptyText', value: { stringValue: '' } },
  ];
  const strings = {
    text: 'ä\n\n; DROP',
    yes: 'true',
    no: 'false',
    int: '-9223372036854775808',
    double: '1e+21',
    bytes: 'AAoK/w==',
    array: '["\\"",[]]',
    map: '{"a":[1,null,0.5],"b":true}',
    empty: '',
    absent: '',
    emptyText: '',
  };
  const traceId = freshTraceId();
  const one = span({
    traceId,
    attributes,
    events: [{ name: 'e', attributes }],
    links: [{ traceId, spanId: freshSpanId(), attributes }],
  });
  await sendGood('traces', {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 's', attributes }, spans: [one] }] }],
  });
  const [back] = await served.spans(hex(traceId));
  for (const kept of [back, back?.resource, back?.scope, back?.events[0], back?.links[0]])
    expect(kept?.attributes).toEqual(strings);

  const service = fresh('bodies');
  await sendGood('logs', records([{ body: map, attributes }, { body: { intValue: 7n } }, { body: {} }], service));
  const lines = await served.lines(service);
  expect(lines.map(({ body }) => body).toSorted()).toEqual(['', '7', strings.map]);
  expect(lines.find(({ body }) => body === strings.map)?.attributes).toEqual(strings);
});

it('OTLP 49: takes an index into a table of strings, which only profiles have, as empty, with a warning', async () => {
  const service = fresh('strindex');
  const value = field(2, Buffer.from([8 * 8, 3]));
  const indexedKey = Buffer.concat([Buffer.from([3 * 8, 5]), field(2, field(1, Buffer.from('no name')))]);
  const log = Buffer.concat([
    field(6, Buffer.concat([field(1, Buffer.from('where')), value])),
    field(6, indexedKey),
    field(12, Buffer.from('kept')),
  ]);
  const named = field(
    1,
    field(1, Buffer.concat([field(1, Buffer.from('service.name')), field(2, field(1, Buffer.from(service)))])),
  );
  const answer = await send('logs', longField(1, Buffer.concat([named, field(2, field(2, log))])));
  expect(answer.status).toBe(200);
  expect(partialOf(answer)).toEqual({ rejected: 0, errorMessage: expect.stringMatching(/strindex/) });
  expect(await served.lines(service)).toMatchObject([{ eventName: 'kept', attributes: { where: '' } }]);
});

it('OTLP 50: keeps the last of attributes with the same key', async () => {
  const attributes = [text('it', 'first'), text('other', 'x'), text('it', 'last')];
  expect((await taken({ attributes, events: [{ name: 'e', attributes }] })).attributes).toEqual({
    it: 'last',
    other: 'x',
  });
});

it('OTLP 51: keeps the schema URL of the resource and that of the scope', async () => {
  const traceId = freshTraceId();
  const scopeSpans = [
    { scope: { name: 'lib', version: '1.2' }, schemaUrl: 'https://example.com/scope', spans: [span({ traceId })] },
  ];
  await sendGood('traces', { resourceSpans: [{ schemaUrl: 'https://example.com/resource', scopeSpans }] });
  expect(await served.spans(hex(traceId))).toMatchObject([
    {
      resource: { schemaUrl: 'https://example.com/resource' },
      scope: { name: 'lib', version: '1.2', schemaUrl: 'https://example.com/scope' },
    },
  ]);
});

it('OTLP 52: keeps how many attributes, events and links a span has lost', async () => {
  const lost = { droppedAttributesCount: 1, droppedEventsCount: 2 ** 31, droppedLinksCount: 2 ** 32 - 1 };
  expect((await taken(lost)).dropped).toEqual({ attributes: 1, events: 2 ** 31, links: 2 ** 32 - 1 });
});

it('OTLP 53: keeps all flags of a span: those of the trace, and whether its parent is known to be remote', async () => {
  expect((await taken({ flags: 0x301 })).flags).toBe(0x301);
  expect((await taken({ flags: 0xffffffff })).flags).toBe(0xffffffff);
  expect((await taken({})).flags).toBe(0);
});

it('OTLP 54: takes the observed time of a log record without one of its own, and keeps the name of an event', async () => {
  const service = fresh('observed');
  const [own, observed] = [nanos(60), nanos(30)];
  const arrived = Date.now();
  await sendGood(
    'logs',
    records(
      [
        { timeUnixNano: own, observedTimeUnixNano: observed, eventName: 'own' },
        { observedTimeUnixNano: observed, eventName: 'observed' },
        { eventName: 'neither' },
      ],
      service,
    ),
  );
  const times = Object.fromEntries((await served.lines(service)).map((line) => [line.eventName, line.timeUnixNano]));
  expect(times).toMatchObject({ own: String(own), observed: String(observed) });
  const neither = Number(BigInt(times['neither'] ?? 0) / 1_000_000n);
  expect(neither).toBeGreaterThanOrEqual(arrived);
  expect(neither).toBeLessThanOrEqual(Date.now());
});

it('OTLP 55: reads fields in any order, skips what it does not know, groups too, and merges repeated ResourceSpans', async () => {
  const service = fresh('order');
  const [traceId, first, second] = [freshTraceId(), freshSpanId(), freshSpanId()];
  // A group of number 1000 that holds a varint, a text and another group; eight and four bytes of number 1001 and 1002.
  const group = Buffer.concat([
    varint(8003),
    Buffer.from([0x08, 1, 0x12, 1, 0x61]),
    varint(8011),
    varint(8012),
    varint(8004),
    varint(8009),
    Buffer.alloc(8, 0x0a),
    varint(8021),
    Buffer.alloc(4, 0xff),
  ]);
  const spanOf = (spanId: Uint8Array): Buffer =>
    Buffer.concat([group, field(5, Buffer.from('named last')), field(2, spanId), group, field(1, traceId)]);
  const named = field(
    1,
    field(1, Buffer.concat([field(2, field(1, Buffer.from(service))), field(1, Buffer.from('service.name'))])),
  );
  // Scope and resource stand behind what they are of.
  const of = (spanId: Uint8Array): Buffer =>
    longField(
      1,
      Buffer.concat([
        longField(2, Buffer.concat([longField(2, spanOf(spanId)), group, field(1, field(1, Buffer.from('lib')))])),
        group,
        named,
      ]),
    );
  await sendGood('traces', Buffer.concat([of(first), group, of(second)]));
  const back = await served.spans(hex(traceId));
  expect(back.map(({ spanId }) => spanId).toSorted()).toEqual([hex(first), hex(second)].toSorted());
  for (const one of back) expect(one).toMatchObject({ name: 'named last', service, scope: { name: 'lib' } });
});

it('OTLP 56: keeps a span that ends before it starts, with no duration', async () => {
  const start = nanos(1);
  const back = await taken({ startTimeUnixNano: start, endTimeUnixNano: start - 1n });
  expect(back).toMatchObject({ startUnixNano: String(start), durationNano: '0' });
});

it('OTLP 57: rejects times beyond what is kept, takes arrival for time 0, and clamps what a column cannot hold', async () => {
  const last = 2n ** 64n - 1n;
  const answer = await send(
    'traces',
    spans([span({ startTimeUnixNano: last }), span({ startTimeUnixNano: 2n ** 63n }), span({ startTimeUnixNano: 1n })]),
  );
  expect(partialOf(answer)?.rejected).toBe(3);

  const arrived = Date.now();
  const unset = await taken({ startTimeUnixNano: 0n, endTimeUnixNano: 0n });
  const atMs = Number(BigInt(unset.startUnixNano) / 1_000_000n);
  expect(atMs).toBeGreaterThanOrEqual(arrived);
  expect(atMs).toBeLessThanOrEqual(Date.now());

  const start = nanos(1);
  const clamped = await taken({
    startTimeUnixNano: start,
    endTimeUnixNano: last,
    events: [{ name: 'e', timeUnixNano: last }],
  });
  expect(clamped.durationNano).toBe(String(last - start));
  // 2^63 - 1 ns: the last instant of DateTime64(9), in 2262.
  expect(clamped.events[0]?.timeUnixNano).toBe('9223372036854775807');
});

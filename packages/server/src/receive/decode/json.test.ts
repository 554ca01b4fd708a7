import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, type RequestName } from '../../../test/otlp/encode.ts';
import {
  anyValue,
  attributes,
  bytes,
  double,
  instant,
  resource,
  scope,
  text,
  u32,
} from '../../../test/otlp/messages.ts';
import { toJson, type JsonStyle } from '../../../test/otlp/to-json.ts';
import { createSignalReader, type Signal } from '../signals.ts';
import { inUtf8, jsonToProtobuf } from './json.ts';
import { Outcome } from './outcome.ts';
import { timeWindow } from './times.ts';
import { DecodeError } from './wire.ts';

const span = fc.record(
  {
    traceId: bytes(16),
    spanId: bytes(8),
    parentSpanId: bytes(8),
    traceState: text,
    name: text,
    kind: fc.nat({ max: 5 }),
    startTimeUnixNano: instant,
    endTimeUnixNano: instant,
    attributes,
    events: fc.array(fc.record({ timeUnixNano: instant, name: text, attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), attributes }), { maxLength: 2 }),
    droppedAttributesCount: u32,
    droppedEventsCount: u32,
    droppedLinksCount: u32,
    status: fc.record({ code: fc.nat({ max: 2 }), message: text }),
    flags: u32,
  },
  { requiredKeys: ['traceId', 'spanId', 'startTimeUnixNano'] },
);
const log = fc.record(
  {
    timeUnixNano: instant,
    observedTimeUnixNano: instant,
    severityNumber: fc.nat({ max: 24 }),
    severityText: text,
    body: anyValue,
    attributes,
    flags: u32,
    traceId: bytes(16),
    spanId: bytes(8),
    eventName: text,
  },
  { requiredKeys: ['timeUnixNano'] },
);
const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const exemplars = fc.array(
  fc.record({
    timeUnixNano: instant,
    asInt: signed,
    spanId: bytes(8),
    traceId: bytes(16),
    filteredAttributes: attributes,
  }),
  { maxLength: 2 },
);
const common = { attributes, startTimeUnixNano: instant, timeUnixNano: instant, flags: u32 };
const count = fc.bigInt({ min: 0n, max: 2n ** 40n });
const metric = fc.oneof(
  fc.record({
    name: text,
    gauge: fc.record({ dataPoints: fc.array(fc.record({ ...common, asDouble: double, exemplars })) }),
  }),
  fc.record({
    name: text,
    unit: text,
    sum: fc.record({
      isMonotonic: fc.boolean(),
      aggregationTemporality: fc.constant(2),
      dataPoints: fc.array(fc.record({ ...common, asInt: signed })),
    }),
  }),
  fc.record({
    name: text,
    histogram: fc.record({
      aggregationTemporality: fc.constant(1),
      dataPoints: fc.array(
        fc
          .tuple(fc.record({ ...common, sum: double, min: double, max: double }), count, count)
          .map(([point, a, b]) => ({ ...point, count: a + b, bucketCounts: [a, b], explicitBounds: [0.5] })),
      ),
    }),
  }),
  fc.record({
    name: text,
    exponentialHistogram: fc.record({
      aggregationTemporality: fc.constant(1),
      dataPoints: fc.array(
        fc
          .tuple(
            fc.record({ ...common, scale: fc.integer({ min: -10, max: 20 }), zeroThreshold: double }),
            count,
            fc.integer({ min: -99, max: 99 }),
          )
          .map(([point, a, offset]) => ({
            ...point,
            count: a,
            positive: { offset, bucketCounts: [a] },
            negative: { offset: -offset, bucketCounts: [] },
          })),
      ),
    }),
  }),
  fc.record({
    name: text,
    description: text,
    summary: fc.record({
      dataPoints: fc.array(
        fc.record({
          ...common,
          count,
          sum: double,
          quantileValues: fc.array(fc.record({ quantile: double, value: double })),
        }),
      ),
    }),
  }),
);

const envelope = <T>(one: string, many: string, items: string, record: fc.Arbitrary<T>): fc.Arbitrary<object> =>
  fc
    .array(
      fc.record({
        resource,
        schemaUrl: text,
        [many]: fc.array(fc.record({ scope, schemaUrl: text, [items]: fc.array(record, { maxLength: 3 }) }), {
          maxLength: 2,
        }),
      }),
      { maxLength: 2 },
    )
    .map((list) => ({ [one]: list }));

const style: fc.Arbitrary<JsonStyle> = fc.record({
  numbers: fc.boolean(),
  upperHex: fc.boolean(),
  urlSafeBase64: fc.boolean(),
});

const NOW = Date.now();

/** The blocks of a body; the clock stands still so that two readings can be compared. */
function blocks(signal: Signal, body: Buffer): { blocks: string[]; outcome: Outcome } {
  const reader = createSignalReader(signal);
  const outcome = new Outcome();
  reader.decode(body, timeWindow(86_400_000, NOW), outcome);
  return { blocks: reader.builders.map((builder) => Buffer.from(builder.take()).toString('latin1')), outcome };
}

function fromJson(signal: Signal, json: string): ReturnType<typeof blocks> {
  return blocks(signal, jsonToProtobuf(Buffer.from(json), createSignalReader(signal).message));
}

const span1 = { traceId: '0102030405060708090a0b0c0d0e0f10', spanId: '0102030405060708', name: 'one' };
const ids = { traceId: Buffer.from(span1.traceId, 'hex'), spanId: Buffer.from(span1.spanId, 'hex') };
const traces = (one: object): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [one] }] }] });

function errorOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isNoneOrDecodeError(error: unknown): boolean {
  return error === undefined || error instanceof DecodeError;
}

/** What takes half a second alone takes long on a busy machine. */
const PATIENCE_MS = 120_000;

describe('OTLP/JSON', () => {
  it.each([
    ['traces', 'ExportTraceServiceRequest', envelope('resourceSpans', 'scopeSpans', 'spans', span)],
    ['logs', 'ExportLogsServiceRequest', envelope('resourceLogs', 'scopeLogs', 'logRecords', log)],
    ['metrics', 'ExportMetricsServiceRequest', envelope('resourceMetrics', 'scopeMetrics', 'metrics', metric)],
  ] as const)('gives the same %s as the protobuf form of the message', (signal, name: RequestName, message) => {
    fc.assert(
      fc.property(message, style, (given, how) => {
        const expected = blocks(signal, encode(name, given));
        const actual = fromJson(signal, JSON.stringify(toJson(given, how)));
        expect(actual.outcome).toEqual(expected.outcome);
        expect(actual.blocks).toEqual(expected.blocks);
      }),
      { numRuns: 60 },
    );
  });

  it('ignores unknown fields, snake_case names and nulls', () => {
    const plain = fromJson('traces', traces(span1));
    const noisy = fromJson(
      'traces',
      traces({ ...span1, trace_id: 'zz', newField: { a: [1] }, kind: null, status: null, attributes: null }),
    );
    expect(noisy.blocks).toEqual(plain.blocks);
  });

  it('reads integers in every form that proto3 JSON allows', () => {
    for (const value of ['1500', '1.5e3', 1500, 1500.0]) {
      const body = traces({ ...span1, attributes: [{ key: 'n', value: { intValue: value } }] });
      expect(fromJson('traces', body).blocks[0]?.includes('1500')).toBe(true);
    }
  });

  it('makes of a lone surrogate a replacement character and keeps the batch', () => {
    const body = traces({ ...span1, name: 'a\ud800b' });
    expect(fromJson('traces', body).blocks[0]?.includes(Buffer.from('a\uFFFDb').toString('latin1'))).toBe(true);
  });

  it.each([
    ['what is no JSON', '{"resourceSpans": [', 'not valid JSON'],
    ['an array', '[]', 'the body: expected an object'],
    ['null', 'null', 'the body: expected an object'],
    ['attributes as an object', traces({ ...span1, attributes: {} }), 'attributes: expected an array'],
    [
      'the name of an enum',
      traces({ ...span1, kind: 'SPAN_KIND_SERVER' }),
      'resourceSpans[0].scopeSpans[0].spans[0].kind: expected an integer',
    ],
    [
      'an identifier in base64',
      traces({ ...span1, traceId: 'AQIDBAUGBwgJCgsMDQ4PEA==' }),
      'traceId: expected hexadecimal',
    ],
    [
      'an integer beyond 64 bits',
      traces({ ...span1, startTimeUnixNano: '18446744073709551616' }),
      'startTimeUnixNano: expected an unsigned 64-bit',
    ],
    ['a negative time', traces({ ...span1, startTimeUnixNano: '-1' }), 'unsigned'],
    ['a fraction where an integer stands', traces({ ...span1, kind: 1.5 }), 'kind: expected an integer'],
    ['a number as a name', traces({ ...span1, name: 5 }), 'name: expected a string'],
    [
      'text as a boolean',
      traces({ ...span1, attributes: [{ key: 'b', value: { boolValue: 'true' } }] }),
      'boolValue: expected true or false',
    ],
  ])('refuses %s and says where', (_, body, message) => {
    expect(() => fromJson('traces', body)).toThrow(DecodeError);
    expect(() => fromJson('traces', body)).toThrow(message);
  });

  it('answers any JSON with a DecodeError or an outcome, never with another error', () => {
    const keys = fc.constantFrom(
      'resourceSpans',
      'scopeSpans',
      'spans',
      'attributes',
      'value',
      'kvlistValue',
      'values',
      'traceId',
      'kind',
      'events',
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(keys, tie('node'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(keys, node), (body) => {
        expect(errorOf(() => fromJson('traces', JSON.stringify(body)))).toSatisfy(isNoneOrDecodeError);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses JSON that is nested without end, without exhausting the stack', () => {
    const depth = 20_000;
    const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${'{"arrayValue":{"values":['.repeat(depth)}${']}}'.repeat(depth)}}]}]}]}`;
    expect(() => fromJson('logs', body)).toThrow(/nested more than/);
  });

  it('lets the last of fields with one name count, as JSON.parse does', () => {
    const { traceId, spanId } = span1;
    const ids = `"traceId":"${traceId}","spanId":"${spanId}"`;
    const of = (span: string): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids},${span}}]}]}]}`;
    const a = '{"key":"a","value":{"stringValue":"A"}}';
    const b = '{"key":"b","value":{"intValue":7}}';
    const pairs = [
      ['"name":"first","kind":3,"name":"last"', '"kind":3,"name":"last"'],
      // Not put together, as they would be in protobuf.
      [`"attributes":[${a}],"attributes":[${b}]`, `"attributes":[${b}]`],
      ['"status":{"code":2},"status":{"message":"m"}', '"status":{"message":"m"}'],
      [`"attributes":[${a}],"name":"n","attributes":null`, '"name":"n"'],
      ['"name":"n","name":null', '"kind":0'],
      // What does not count may be of any type.
      ['"name":5,"name":"n"', '"name":"n"'],
      ['"attributes":[5,{}],"status":{"code":[]},"attributes":[],"status":{"code":1}', '"status":{"code":1}'],
      [String.raw`"name":"first","na\u006de":"last"`, '"name":"last"'],
      ['"events":[{"name":"x","name":"y"},{"name":5,"name":"z"}]', '"events":[{"name":"y"},{"name":"z"}]'],
    ];
    for (const [given = '', meant = ''] of pairs) {
      expect(fromJson('traces', of(given))).toEqual(fromJson('traces', of(meant)));
      expect(fromJson('traces', JSON.stringify(JSON.parse(of(given))))).toEqual(fromJson('traces', of(meant)));
    }
    expect(() => fromJson('traces', of('"name":"n","name":5'))).toThrow('spans[0].name: expected a string, got 5');
  });

  it('refuses what is no JSON behind a value of a wrong type as what is no JSON', () => {
    expect(() => fromJson('traces', '{"resourceSpans":[5,{"scopeSpans":{}}')).toThrow('not valid JSON');
  });

  it('takes a body with a byte order mark, white space and escapes in its names', () => {
    const plain = fromJson('traces', traces(span1));
    const spaced = JSON.stringify(JSON.parse(traces(span1)), undefined, '\t').replaceAll('\n', '\r\n');
    const escaped = traces(span1)
      .replace('"traceId"', String.raw`"\u0074raceId"`)
      .replace('"name"', String.raw`"nam\u0065"`);
    expect(fromJson('traces', `\ufeff ${spaced}\n`)).toEqual(plain);
    expect(fromJson('traces', escaped)).toEqual(plain);
    expect(() => fromJson('traces', `\ufeff\ufeff${traces(span1)}`)).toThrow('not valid JSON');
    // Other names than `kind`, and of another type.
    for (const name of [String.raw`\u006bin`, String.raw`kind\u0022`, String.raw`kin\u0064s`]) {
      expect(fromJson('traces', traces(span1).replace('"name"', `"${name}":"x","name"`))).toEqual(plain);
    }
  });

  it('makes bytes that are not UTF-8 replacement characters, as TextDecoder does', async () => {
    for (const broken of ['ff', 'c3', 'e282', 'f09f98', 'eda080', 'c0af', 'f4908080', '80', 'e28228a1']) {
      const [head = '', tail = ''] = traces({ ...span1, name: '##' }).split('##');
      const body = Buffer.concat([Buffer.from(head), Buffer.from(broken, 'hex'), Buffer.from(tail)]);
      const meant = traces({ ...span1, name: new TextDecoder().decode(Buffer.from(broken, 'hex')) });
      expect(blocks('traces', jsonToProtobuf(await inUtf8(body), 'TracesRequest'))).toEqual(fromJson('traces', meant));
    }
  });

  it('leaves a body of UTF-8 where it is', async () => {
    const body = Buffer.from('{"€":"\ufeff"}');
    expect(await inUtf8(body)).toBe(body);
  });

  it('makes megabytes of what is not UTF-8 piece by piece, and cuts no character between two pieces', async () => {
    const body = Buffer.concat([Buffer.from('\ufeffa'), Buffer.alloc(3_000_000, '€'), Buffer.from('c3', 'hex')]);
    let turns = 0;
    let isDone = false;
    const turn = (): void => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const text = await inUtf8(body);
    isDone = true;
    expect(turns).toBeGreaterThan(1);
    expect(text.equals(Buffer.from(`\ufeffa${'€'.repeat(1_000_000)}\ufffd`))).toBe(true);
  });

  it('reads attributes of every length, and written in every way', () => {
    for (const size of [
      0, 1, 2, 3, 4, 5, 100, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 127, 128, 129, 300,
    ]) {
      const given = ['k', 'k'.repeat(size)].flatMap((key) => [
        { key, value: { stringValue: 'v'.repeat(size) } },
        { key, value: { stringValue: `"${'v'.repeat(size)}ä` } },
        { key, value: {} },
      ]);
      for (const attribute of given) {
        const message = {
          resourceSpans: [
            {
              resource: { attributes: [attribute, attribute] },
              scopeSpans: [{ spans: [{ ...ids, attributes: [attribute] }] }],
            },
          ],
        };
        const expected = blocks('traces', encode('ExportTraceServiceRequest', message));
        const json = toJson(message, { numbers: true, upperHex: false, urlSafeBase64: false });
        expect(fromJson('traces', JSON.stringify(json))).toEqual(expected);
        expect(fromJson('traces', JSON.stringify(json, undefined, 1))).toEqual(expected);
        expect(fromJson('traces', JSON.stringify(json).replaceAll('"key":', '"more":[],"key":'))).toEqual(expected);
      }
    }
  });

  it('says in which element of which list a wrong value stands, and the first of several', () => {
    const body =
      '{"resourceMetrics":[{},{"scopeMetrics":[{"metrics":[{},{},{"sum":{"dataPoints":[{"asInt":"x"},{"asInt":1.5}]}}]}]},5]}';
    expect(() => fromJson('metrics', body)).toThrow(
      'resourceMetrics[1].scopeMetrics[0].metrics[2].sum.dataPoints[0].asInt: expected a signed 64-bit integer, got "x"',
    );
  });

  const deep = (inner: string, times = 120): string =>
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${'{"arrayValue":{"values":['.repeat(times)}${inner}${']}}'.repeat(times)}}]}]}]}`;
  it.each([
    ['empty resources', `{"resourceLogs":[${'{},'.repeat(7e5)}{}]}`],
    ['empty values far within others', deep(`${'{},'.repeat(7e5)}{}`)],
    ['a long text far within others', deep(`{"stringValue":"${'x'.repeat(6e7)}"}`)],
    ['a text of escapes', `{"resourceLogs":[{"schemaUrl":"${String.raw`\ud83d\ude00`.repeat(7e5)}"}]}`],
    ['texts of escapes that nobody asked for', `{"x":[${String.raw`"\n",`.repeat(5e5)}1]}`],
    ['unknown names', `{${String.raw`"\n":1,"":1,`.repeat(3e5)}"":1}`],
    ['what begins and does not end', `{"x":${'['.repeat(2e6)}`],
    ['messages without end', deep('', 1e5)],
    ['a name that comes again', `{"resourceLogs":[{${'"schemaUrl":1,'.repeat(2e5)}"schemaUrl":""}]}`],
    ['names that come again far within others', deep('{}').replaceAll('"values":', '"values":[{},{}],"values":')],
    ['wrong values', `{"resourceLogs":[${'1,'.repeat(1e6)}1]}`],
    ['a long number', `{"x":${'1'.repeat(8e6)}}`],
    ['white space', `{${' '.repeat(8e6)}}`],
  ])('is done with megabytes of %s within a second of work', (_, body) => {
    const bytes = Buffer.from(body);
    const before = process.cpuUsage();
    expect(errorOf(() => jsonToProtobuf(bytes, 'LogsRequest'))).toSatisfy(isNoneOrDecodeError);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  it.each([
    ['resources', '{"resourceLogs":[', '{}', ']}'],
    ['values that nobody asked for', '{"x":[', '0', ']}'],
    ['wrong values', '{"resourceLogs":[{', '"scopeLogs":1', '}]}'],
    ['numbers as text', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{', '"flags":"1"', '}]}]}]}'],
    [
      'bytes',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"arrayValue":{"values":[',
      '{"bytesValue":""}',
      ']}}}]}]}]}',
    ],
  ])(
    'refuses tens of megabytes of %s, for all that they would keep others waiting',
    (_, head, one, end) => {
      const body = Buffer.concat([Buffer.from(head), Buffer.alloc(3e7 - (3e7 % (one.length + 1)), `${one},`)]);
      const whole = Buffer.concat([body.subarray(0, -1), Buffer.from(end)]);
      expect(() => jsonToProtobuf(whole, 'LogsRequest')).toThrow(/too many records, attributes or values/);
    },
    PATIENCE_MS,
  );

  it(
    'takes a body of the largest size that is full of telemetry',
    () => {
      const attributes = Array.from({ length: 8 }, (_, i) => ({ key: `http.${i}`, value: { stringValue: 'GET' } }));
      const timeUnixNano = `${Date.now()}000000`;
      const record = JSON.stringify({ timeUnixNano, severityNumber: 9, body: { stringValue: 'done' }, attributes });
      const count = Math.floor((64 * 1024 * 1024) / (record.length + 1)) - 1;
      const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${`${record},`.repeat(count)}${record}]}]}]}`;
      const { decode, message } = createSignalReader('logs');
      const outcome = new Outcome();
      decode(jsonToProtobuf(Buffer.from(body), message), timeWindow(86_400_000), outcome);
      expect(outcome).toMatchObject({ accepted: count + 1, rejected: 0 });
    },
    PATIENCE_MS,
  );
});

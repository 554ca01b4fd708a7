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
import { jsonToProtobuf } from './json.ts';
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
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../../test/otlp/engine.ts';
import { encode } from '../../../test/otlp/encode.ts';
import { attributes, bytes, instant, resource, scope, text, u32, type KeyValue } from '../../../test/otlp/messages.ts';
import { attributeMap, frameRow, idText, timeText } from '../../../test/otlp/oracle.ts';
import { readRows } from '../../../test/otlp/read-block.ts';
import { BlockBuilder } from '../../store/native/block.ts';
import { Outcome } from './outcome.ts';
import { timeWindow } from './times.ts';
import { createTraceDecode } from './traces.ts';
import { DecodeError } from './wire.ts';

const engine = useEngine('traces');

interface Span {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId?: Uint8Array;
  traceState: string;
  name: string;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: KeyValue[];
  droppedAttributesCount: number;
  events: { timeUnixNano: bigint; name: string; attributes: KeyValue[] }[];
  droppedEventsCount: number;
  links: { traceId: Uint8Array; spanId: Uint8Array; traceState: string; attributes: KeyValue[] }[];
  droppedLinksCount: number;
  status?: { message: string; code: number };
  flags: number;
}

const span: fc.Arbitrary<Span> = fc.record(
  {
    traceId: bytes(16),
    spanId: bytes(8),
    parentSpanId: fc.oneof(bytes(8), fc.constant(new Uint8Array(8))),
    traceState: text,
    name: text,
    kind: fc.nat({ max: 7 }),
    startTimeUnixNano: instant,
    endTimeUnixNano: instant,
    attributes,
    droppedAttributesCount: u32,
    events: fc.array(fc.record({ timeUnixNano: instant, name: text, attributes }), { maxLength: 3 }),
    droppedEventsCount: u32,
    links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), traceState: text, attributes }), {
      maxLength: 2,
    }),
    droppedLinksCount: u32,
    status: fc.record({ message: text, code: fc.nat({ max: 2 }) }),
    flags: u32,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'traceId',
      'spanId',
      'traceState',
      'name',
      'kind',
      'startTimeUnixNano',
      'endTimeUnixNano',
      'attributes',
      'droppedAttributesCount',
      'events',
      'droppedEventsCount',
      'links',
      'droppedLinksCount',
      'flags',
    ],
  },
);

const request = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource,
      schemaUrl: text,
      scopeSpans: fc.array(fc.record({ scope, schemaUrl: text, spans: fc.array(span, { maxLength: 4 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
});

function expectedRow(one: Span): Record<string, unknown> {
  const kinds = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
  const duration = one.endTimeUnixNano - one.startTimeUnixNano;
  return {
    Timestamp: timeText(one.startTimeUnixNano),
    TraceId: idText(one.traceId),
    SpanId: idText(one.spanId),
    ParentSpanId: idText(one.parentSpanId),
    TraceState: one.traceState,
    SpanName: one.name,
    SpanKind: kinds[one.kind] ?? 'Unspecified',
    SpanAttributes: attributeMap(one.attributes),
    Duration: String(duration < 0n ? 0n : duration),
    StatusCode: ['Unset', 'Ok', 'Error'][one.status?.code ?? 0],
    StatusMessage: one.status?.message ?? '',
    'Events.Timestamp': one.events.map((event) => timeText(event.timeUnixNano)),
    'Events.Name': one.events.map((event) => event.name),
    'Events.Attributes': one.events.map((event) => attributeMap(event.attributes)),
    'Links.TraceId': one.links.map((link) => idText(link.traceId)),
    'Links.SpanId': one.links.map((link) => idText(link.spanId)),
    'Links.TraceState': one.links.map((link) => link.traceState),
    'Links.Attributes': one.links.map((link) => attributeMap(link.attributes)),
    Flags: one.flags,
    DroppedAttributes: one.droppedAttributesCount,
    DroppedEvents: one.droppedEventsCount,
    DroppedLinks: one.droppedLinksCount,
  };
}

function decode(body: Buffer, project?: string): { block: BlockBuilder; outcome: Outcome } {
  const block = new BlockBuilder('otel_traces');
  const outcome = new Outcome();
  createTraceDecode(block)(body, timeWindow(86_400_000), outcome, project);
  return { block, outcome };
}

function oneSpan(given: object): Buffer {
  const valid = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(2) };
  return encode('ExportTraceServiceRequest', {
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...valid, ...given }] }] }],
  });
}

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

/** A length-delimited field of any length. */
function longField(number: number, content: Buffer): Buffer {
  const size: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 128) {
      return Buffer.concat([Buffer.from([number * 8 + 2, ...size, rest]), content]);
    }
    size.push((rest & 127) | 128);
  }
}

describe('decodeTraces', () => {
  it('makes the rows that a plain reading of the messages makes', () => {
    fc.assert(
      fc.property(request, fc.constantFrom('', 'shop'), (message, project) => {
        const { block, outcome } = decode(encode('ExportTraceServiceRequest', message), project);
        const expected = message.resourceSpans.flatMap((resourceSpans) =>
          resourceSpans.scopeSpans.flatMap((scopeSpans) =>
            scopeSpans.spans.map((one) => ({
              ...frameRow(
                resourceSpans.resource,
                scopeSpans.scope,
                resourceSpans.schemaUrl,
                scopeSpans.schemaUrl,
                project,
              ),
              ...expectedRow(one),
            })),
          ),
        );
        expect(outcome.rejected).toBe(0);
        expect(outcome.accepted).toBe(expected.length);
        const rows = readRows(engine, block);
        expect(rows).toEqual(expected);
        const orders = (list: Record<string, unknown>[]): string[][] =>
          list.flatMap((row) =>
            [row['SpanAttributes'], row['ResourceAttributes']].map((map) =>
              Object.keys(map as object).filter((key) => !/^\d+$/.test(key)),
            ),
          );
        expect(orders(rows)).toEqual(orders(expected));
      }),
      { numRuns: 80 },
    );
  });

  it('answers every cut of a body with a DecodeError or with spans that are whole', () => {
    fc.assert(
      fc.property(request, fc.double({ min: 0, max: 1, noNaN: true }), (message, share) => {
        const body = encode('ExportTraceServiceRequest', message);
        expect(errorOf(() => decode(body.subarray(0, Math.floor(body.length * share))))).toSatisfy(isNoneOrDecodeError);
      }),
      { numRuns: 200 },
    );
  });

  it('answers any bytes with a DecodeError or an outcome, never with another error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        expect(errorOf(() => decode(Buffer.from(body)))).toSatisfy(isNoneOrDecodeError);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['no trace id', { traceId: new Uint8Array(0) }, 'trace_id is not 16 bytes, or zero'],
    ['a trace id of zeros', { traceId: new Uint8Array(16) }, 'trace_id is not 16 bytes, or zero'],
    ['a span id of 7 bytes', { spanId: new Uint8Array(7).fill(1) }, 'span_id is not 8 bytes, or zero'],
    ['a parent of 3 bytes', { parentSpanId: new Uint8Array(3).fill(1) }, 'parent_span_id is not 8 bytes'],
    [
      'a start 2 hours ahead',
      { startTimeUnixNano: BigInt(Date.now() + 7_200_000) * 1_000_000n },
      'more than 1 hour ahead',
    ],
    ['a start after 2262', { startTimeUnixNano: 2n ** 64n - 1n }, 'more than 1 hour ahead'],
    [
      'a start two days ago where one is kept',
      { startTimeUnixNano: BigInt(Date.now() - 172_800_000) * 1_000_000n },
      'older than what is kept',
    ],
  ])('rejects a span with %s and keeps its neighbours', (_, fields, reason) => {
    const good = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(2), name: 'good' };
    const body = encode('ExportTraceServiceRequest', {
      resourceSpans: [{ scopeSpans: [{ spans: [good, { ...good, ...fields, name: 'bad' }, good] }] }],
    });
    const { block, outcome } = decode(body);
    expect(outcome.accepted).toBe(2);
    expect(outcome.rejected).toBe(1);
    expect(outcome.message).toContain(reason);
    expect(readRows(engine, block).map((row) => row['SpanName'])).toEqual(['good', 'good']);
  });

  it('takes the time of arrival for a span without times, and no duration', () => {
    const before = Date.now();
    const { block } = decode(oneSpan({}));
    const [row] = readRows(engine, block);
    const at = Date.parse(`${String(row?.['Timestamp']).replace(' ', 'T')}Z`);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    expect(row?.['Duration']).toBe('0');
  });

  it('reads resource and scope that stand behind their spans', () => {
    const spanBytes = Buffer.concat([
      Buffer.from([0x0a, 16]),
      Buffer.alloc(16, 1),
      Buffer.from([0x12, 8]),
      Buffer.alloc(8, 2),
    ]);
    const field = (number: number, content: Buffer): Buffer =>
      Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
    const name = field(1, field(1, Buffer.from('service.name')));
    const serviceName = field(1, Buffer.concat([name.subarray(2), field(2, field(1, Buffer.from('late')))]));
    const scopeSpans = Buffer.concat([field(2, spanBytes), field(1, field(1, Buffer.from('lib')))]);
    const body = field(1, Buffer.concat([field(2, scopeSpans), field(1, serviceName)]));
    const { block } = decode(body);
    const [row] = readRows(engine, block);
    expect(row).toMatchObject({ ServiceName: 'late', ScopeName: 'lib' });
  });

  it('skips groups and fields it does not know', () => {
    const known = oneSpan({ name: 'kept' });
    // Field 1000: a group holding a varint and a string; field 1001: eight bytes.
    const group = Buffer.from([0xc3, 0x3e, 0x08, 0x01, 0x12, 0x01, 0x61, 0xc4, 0x3e]);
    const fixed = Buffer.from([0xc9, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]);
    const { block } = decode(Buffer.concat([group, known, fixed]));
    expect(readRows(engine, block)).toHaveLength(1);
  });

  it('reads a span with a hundred thousand attributes in well under a second', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({
      key: `k${(i * 7919) % 100_000}`,
      value: { intValue: BigInt(i) },
    }));
    const body = oneSpan({ attributes: many });
    // Its own time, whatever else the machine does.
    const cpu = process.cpuUsage();
    const { block } = decode(body);
    expect(process.cpuUsage(cpu).user).toBeLessThan(1_500_000);
    const [row] = readRows(engine, block);
    expect(row?.['SpanAttributes']).toEqual(attributeMap(many));
  });

  it.each([
    ['events', Buffer.from([0x5a, 0])],
    ['attributes', Buffer.from([0x4a, 0])],
  ])('refuses a span with millions of empty %s before it takes up time or memory', (_, one) => {
    const ids = Buffer.concat([
      Buffer.from([0x0a, 16]),
      Buffer.alloc(16, 1),
      Buffer.from([0x12, 8]),
      Buffer.alloc(8, 2),
    ]);
    const span = longField(2, Buffer.concat([ids, Buffer.alloc(8_000_000, one)]));
    const cpu = process.cpuUsage();
    expect(() => decode(longField(1, longField(2, span)))).toThrow(/too many|more than 100000/);
    const { user } = process.cpuUsage(cpu);
    expect(user).toBeLessThan(2_000_000);
  });

  it('refuses millions of empty spans in one body', () => {
    const body = longField(1, longField(2, Buffer.alloc(4_000_000, Buffer.from([0x12, 0]))));
    expect(() => decode(body)).toThrow(/too many records/);
  });

  it('refuses a resource that would come to gigabytes beside its spans', () => {
    const value = 'x'.repeat(1_000_000);
    const spans = Array.from({ length: 300 }, () => ({
      traceId: new Uint8Array(16).fill(1),
      spanId: new Uint8Array(8).fill(2),
    }));
    const resource = { attributes: [{ key: 'k', value: { stringValue: value } }] };
    const body = encode('ExportTraceServiceRequest', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
    expect(() => decode(body)).toThrow(/beside each of their records/);
  });

  it('keeps what a body of few different keys, then thousands of new ones, says', () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({
      traceId: new Uint8Array(16).fill(1),
      spanId: new Uint8Array(8).fill(2),
      name: `name ${i}`,
      attributes: [
        { key: 'b', value: { intValue: BigInt(i) } },
        { key: `k${i % 2 === 0 ? 0 : i}`, value: { stringValue: String(i) } },
        { key: 'a', value: { boolValue: true } },
      ],
    }));
    const { block } = decode(encode('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans }] }] }));
    const rows = readRows(engine, block);
    expect(rows.map((row) => [row['SpanName'], row['SpanAttributes']])).toEqual(
      spans.map((one) => [one.name, attributeMap(one.attributes)]),
    );
  });

  it('reads body after body into block after block', () => {
    const block = new BlockBuilder('otel_traces');
    const decodeInto = createTraceDecode(block);
    const [first, second] = [
      ['z', 'a'],
      ['m', 'z', 'a'],
      ['z', 'a'],
    ].map((keys) => keys.map((key) => ({ key, value: { stringValue: `value of ${key}` } }))) as [
      KeyValue[],
      KeyValue[],
    ];
    const seen = [first, second, first, first].map((attributes, i) => {
      if (i === 2) block.mark();
      decodeInto(oneSpan({ attributes }), timeWindow(86_400_000), new Outcome());
      if (i === 2) block.rollback();
      if (i === 3) decodeInto(oneSpan({ attributes: second }), timeWindow(86_400_000), new Outcome());
      return i === 2 ? [] : readRows(engine, block).map((row) => row['SpanAttributes']);
    });
    const [one, two] = [attributeMap(first), attributeMap(second)];
    expect(seen).toEqual([[one], [two], [], [one, two]]);
  });

  it('corrects the times of a sender whose clock is wrong, and marks what it corrected', () => {
    const start = BigInt(Date.now() - 7_200_000) * 1_000_000n;
    const body = oneSpan({
      startTimeUnixNano: start,
      endTimeUnixNano: start + 5n,
      attributes: [
        { key: 'sightglass.clock.shift', value: { stringValue: 'claimed' } },
        { key: 'zone', value: { stringValue: 'z' } },
      ],
      events: [{ timeUnixNano: start + 3n, name: 'e', attributes: [] }],
    });
    const block = new BlockBuilder('otel_traces');
    createTraceDecode(block)(body, timeWindow(3_600_000, Date.now(), 7_100_000), new Outcome());
    const [row] = readRows(engine, block);
    const shifted = start + 7_100_000_000_000n;
    expect(row).toMatchObject({
      Timestamp: timeText(shifted),
      Duration: '5',
      'Events.Timestamp': [timeText(shifted + 3n)],
      SpanAttributes: { 'sightglass.clock.shift': '7100000', zone: 'z' },
    });
  });

  it('refuses values that are nested without end', () => {
    const field = (number: number, content: Buffer): Buffer => {
      const size = Buffer.from([
        (content.length & 127) | 128,
        ((content.length >> 7) & 127) | 128,
        content.length >> 14,
      ]);
      return Buffer.concat([Buffer.from([number * 8 + 2]), size, content]);
    };
    let value = field(1, Buffer.from('x'));
    for (let i = 0; i < 150; i++) value = field(5, field(1, value));
    const ids = Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 2))]);
    const attribute = field(9, Buffer.concat([field(1, Buffer.from('deep')), field(2, value)]));
    const body = field(1, field(2, field(2, Buffer.concat([ids, attribute]))));
    expect(() => decode(body)).toThrow(/nested more than 100 levels/);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longField } from '../../../test/conformance/messages.ts';
import { useEngine } from '../../../test/otlp/engine.ts';
import { encode } from '../../../test/otlp/encode.ts';
import { anyValue, attributes, bytes, instant, resource, scope, text, u32 } from '../../../test/otlp/messages.ts';
import { attributeMap, frameRow, idText, timeText, valueText } from '../../../test/otlp/oracle.ts';
import { readRows } from '../../../test/otlp/read-block.ts';
import { BlockBuilder } from '../../store/native/block.ts';
import { createLogDecode } from './logs.ts';
import { Outcome } from './outcome.ts';
import { timeWindow } from './times.ts';

const engine = useEngine('logs');

const record = fc.record({
  timeUnixNano: fc.oneof(instant, fc.constant(0n)),
  observedTimeUnixNano: instant,
  severityNumber: fc.nat({ max: 24 }),
  severityText: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: u32,
  flags: u32,
  traceId: fc.oneof(bytes(16), fc.constant(new Uint8Array(0)), fc.constant(new Uint8Array(16))),
  spanId: fc.oneof(bytes(8), fc.constant(new Uint8Array(0))),
  eventName: text,
});

const request = fc.record({
  resourceLogs: fc.array(
    fc.record({
      resource,
      schemaUrl: text,
      scopeLogs: fc.array(fc.record({ scope, schemaUrl: text, logRecords: fc.array(record, { maxLength: 4 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
});

function decode(body: Buffer): { block: BlockBuilder; outcome: Outcome } {
  const block = new BlockBuilder('otel_logs');
  const outcome = new Outcome();
  createLogDecode(block, new BlockBuilder('otel_logs_past'))(body, timeWindow(86_400_000), outcome);
  return { block, outcome };
}

/** What takes half a second alone takes long on a busy machine. */
const PATIENCE_MS = 120_000;

describe('decodeLogs', () => {
  it('makes the rows that a plain reading of the messages makes', () => {
    fc.assert(
      fc.property(request, (message) => {
        const { block, outcome } = decode(encode('ExportLogsServiceRequest', message));
        const expected = message.resourceLogs.flatMap((resourceLogs) =>
          resourceLogs.scopeLogs.flatMap((scopeLogs) =>
            scopeLogs.logRecords.map((one) => ({
              ...frameRow(resourceLogs.resource, scopeLogs.scope, resourceLogs.schemaUrl, scopeLogs.schemaUrl),
              Timestamp: timeText(one.timeUnixNano === 0n ? one.observedTimeUnixNano : one.timeUnixNano),
              TraceId: idText(one.traceId),
              SpanId: idText(one.spanId),
              TraceFlags: one.flags % 256,
              SeverityText: one.severityText,
              SeverityNumber: one.severityNumber,
              Body: valueText(one.body),
              LogAttributes: attributeMap(one.attributes),
              EventName: one.eventName,
            })),
          ),
        );
        expect(outcome.accepted).toBe(expected.length);
        expect(readRows(engine, block)).toEqual(expected);
      }),
      { numRuns: 80 },
    );
  });

  it.each([
    ['a trace id of 15 bytes', { traceId: new Uint8Array(15).fill(1) }],
    ['a span id of 9 bytes', { spanId: new Uint8Array(9).fill(1) }],
    ['a time two days ago where one is kept', { timeUnixNano: BigInt(Date.now() - 172_800_000) * 1_000_000n }],
  ])('rejects a record with %s and keeps its neighbours', (_, fields) => {
    const body = encode('ExportLogsServiceRequest', {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ eventName: 'a' }, { eventName: 'b', ...fields }, { eventName: 'c' }] }] },
      ],
    });
    const { block, outcome } = decode(body);
    expect(outcome).toMatchObject({ accepted: 2, rejected: 1 });
    expect(readRows(engine, block).map((row) => row['EventName'])).toEqual(['a', 'c']);
  });

  it('hands pieces of recordings over beside the log records, and nothing whose name is only as long', () => {
    const names = ['sightglass.replay.chunk', 'sightglass.replay.chunK', 'a', 'sightglass.replay.chunk'];
    const body = encode('ExportLogsServiceRequest', {
      resourceLogs: [{ scopeLogs: [{ logRecords: names.map((eventName) => ({ eventName })) }] }],
    });
    const [block, past] = [new BlockBuilder('otel_logs'), new BlockBuilder('otel_logs_past')];
    const outcome = new Outcome();
    createLogDecode(block, past)(body, timeWindow(86_400_000), outcome);
    expect(outcome).toMatchObject({ accepted: 4, rejected: 0 });
    expect(readRows(engine, block).map((row) => row['EventName'])).toEqual([names[1], names[2]]);
    expect(readRows(engine, past).map((row) => row['EventName'])).toEqual([names[0], names[3]]);
  });

  it('writes maps in the order of the bytes of their keys', () => {
    const keys = ['é', '\u{10000}', 'b', '\uffff', 'a', '\ud7ff', 'ab', ''];
    const values = keys.map((key) => ({ key, value: { stringValue: key } }));
    const body = { kvlistValue: { values } };
    const [row] = readRows(
      engine,
      decode(encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body }] }] }] })).block,
    );
    const sorted = ['', 'a', 'ab', 'b', 'é', '\ud7ff', '\uffff', '\u{10000}'];
    expect(row?.['Body']).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(key)}`).join(',')}}`);
  });

  const recordOf = (fields: Buffer): Buffer => longField(1, longField(2, longField(2, fields)));
  const keys = Array.from({ length: 700_000 }, (_, i) =>
    Buffer.from([0x0a, 6, 0x0a, 4, i & 127, (i >> 7) & 127, i >> 14, 1]),
  );
  const long = Buffer.alloc(640, 'k');
  const alike = (field: number): Buffer =>
    Buffer.concat(
      Array.from({ length: 40_000 }, (_, i) =>
        longField(field, longField(1, Buffer.concat([long, Buffer.from(String((i * 7919) % 40_000))]))),
      ),
    );
  it.each([
    ['attributes', alike(6)],
    ['entries of a map', longField(5, longField(6, alike(1)))],
  ])(
    'refuses a record with tens of thousands of %s whose long keys begin alike',
    (_, fields) => {
      expect(() => decode(recordOf(fields))).toThrow(/too many records, attributes or values/);
    },
    PATIENCE_MS,
  );

  it.each([
    ['empty values in an array', longField(5, longField(5, Buffer.alloc(4_000_000, Buffer.from([0x0a, 0]))))],
    ['entries in a map', longField(5, longField(6, Buffer.concat(keys)))],
    ['values in one place', longField(5, Buffer.alloc(16_200_000, Buffer.from([0x10, 1])))],
    ['keys of one attribute', longField(6, Buffer.alloc(16_200_000, Buffer.from([0x0a, 0])))],
    ['bodies of one record', Buffer.alloc(9_000_000, Buffer.from([0x2a, 0]))],
    ['bodies of 64 bits', Buffer.alloc(30_000_000, Buffer.from('2a0a18ffffffffffffffff7f', 'hex'))],
  ])(
    'refuses a record with millions of %s',
    (_, fields) => {
      expect(() => decode(recordOf(fields))).toThrow(/too many records, attributes or values/);
    },
    PATIENCE_MS,
  );

  it(
    'refuses hundreds of thousands of ids, each of which would be hashed, and takes a hundred thousand',
    () => {
      const id = Buffer.from('id in ten.');
      const named = longField(
        2,
        longField(6, Buffer.concat([longField(1, Buffer.from('log.record.uid')), longField(2, longField(1, id))])),
      );
      const asked: string[] = [];
      const take = (records: number): void => {
        const body = longField(1, longField(2, Buffer.alloc(records * named.length, named)));
        const isKept = (uid: Buffer): boolean => asked.push(uid.toString('latin1', 2)) < 0;
        const blocks = [new BlockBuilder('otel_logs'), new BlockBuilder('otel_logs_past')] as const;
        createLogDecode(...blocks)(body, timeWindow(86_400_000), new Outcome(), '', isKept);
      };
      take(100_000);
      expect([asked.length, asked[0]]).toEqual([100_000, 'id in ten.']);
      expect(() => take(300_000)).toThrow(/too many records/);
      expect(asked.length).toBeLessThan(400_000);
    },
    PATIENCE_MS,
  );

  it(
    'refuses millions of resources in one place',
    () => {
      expect(() => decode(longField(1, Buffer.alloc(16_200_000, Buffer.from([0x0a, 0]))))).toThrow(/too many records/);
    },
    PATIENCE_MS,
  );

  it('keeps bytes that are not UTF-8, and the rows around them', () => {
    const good = encode('ExportLogsServiceRequest', {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'good' }] }] }],
    });
    const bad = encode('ExportLogsServiceRequest', {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'xxxx' }] }] }],
    });
    bad.fill(0xff, bad.indexOf('xxxx'), bad.indexOf('xxxx') + 4);
    const { block } = decode(Buffer.concat([good, bad, good]));
    const names = readRows(engine, block).map((row) => row['EventName']);
    expect(names).toHaveLength(3);
    expect(names[0]).toBe('good');
    expect(names[1]).toMatch(/^\uFFFD+$/);
  });
});

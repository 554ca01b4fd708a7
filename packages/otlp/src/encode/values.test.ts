import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../test/protobuf.ts';
import { NOTHING, anyValue, type Held } from '../../test/values.ts';
import type { LogRecord, MetricRecord, SpanRecord } from '../records.ts';
import { encodeLog } from './log.ts';
import { encodeMetric } from './metric.ts';
import { wrap } from './request.ts';
import { encodeSpan } from './span.ts';

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: { toString(): string };
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values: readonly KeyValue[] };
  readonly bytesValue?: Uint8Array;
}
/** Protobuf's reader leaves out what is empty. */
interface KeyValue {
  readonly key?: string;
  readonly value: AnyValue;
}
interface Read {
  readonly body?: AnyValue;
  readonly attributes: readonly KeyValue[];
}

/** Records as protobuf's own reader of JSON understands them. */
function read(records: readonly LogRecord[]): readonly Read[] {
  const json = wrap('logs', {}, [[{ name: 'test' }, records.map((record) => encodeLog(record))]]);
  const message = readMessage('logs', json) as {
    resourceLogs: { scopeLogs: { logRecords: Read[] }[] }[];
  };
  return message.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
}

function heldIn(value: AnyValue): Held {
  if (Object.hasOwn(value, 'stringValue')) return value.stringValue ?? '';
  if (Object.hasOwn(value, 'boolValue')) return value.boolValue ?? false;
  if (Object.hasOwn(value, 'intValue')) return { int: String(value.intValue) };
  if (Object.hasOwn(value, 'doubleValue')) return value.doubleValue ?? 0;
  if (Object.hasOwn(value, 'bytesValue')) return new Uint8Array(value.bytesValue ?? []);
  if (Object.hasOwn(value, 'arrayValue')) return value.arrayValue?.values.map(heldIn) ?? [];
  if (Object.hasOwn(value, 'kvlistValue')) return heldMap(value.kvlistValue?.values ?? []);
  return null;
}
const heldMap = (list: readonly KeyValue[]): Map<string, Held> =>
  new Map(list.map(({ key = '', value }) => [key, heldIn(value)]));

const RUNS = 10_000;

describe('values', () => {
  it('of any kind are what they were to protobuf’s own reader of JSON, as body, attribute, and within each other', () => {
    fc.assert(
      fc.property(anyValue, ({ value, held }) => {
        const [record] = read([{ body: value, attributes: { before: 1, value, after: true } }]);
        const own: [string, Held][] = held === NOTHING ? [] : [['value', held]];
        const expected = {
          body: held === NOTHING ? null : held,
          attributes: new Map<string, Held>([['before', { int: '1' }], ...own, ['after', true]]),
        };
        const found = record && { body: heldIn(record.body ?? {}), attributes: heldMap(record.attributes) };
        // Not toEqual, which takes ten times as long; fast-check shows the value that is not what it was.
        expect(isDeepStrictEqual(found, expected)).toBe(true);
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    );
  }, 60_000);

  it('are cut where a record would grow beyond all bounds, and the record can be read', () => {
    const long = 'x'.repeat(10_000_000);
    // 2^40 paths through 40 objects.
    let diamond: object = { end: long };
    for (let i = 0; i < 40; i++) diamond = { left: diamond, right: diamond };
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    const bytes = new Uint8Array(10_000_000);
    for (const value of [
      long,
      '\u0000'.repeat(10_000_000),
      [long, long],
      { [long]: long },
      diamond,
      deep,
      sparse,
      bytes,
    ]) {
      const json = encodeLog({ attributes: { first: 'kept', value, last: 1 } });
      expect(json.length).toBeLessThan(7 << 20);
      expect(read([{ attributes: { first: 'kept', value, last: 1 } }])[0]?.attributes[0]).toEqual({
        key: 'first',
        value: { stringValue: 'kept' },
      });
    }
    expect(/x{9,}/.exec(encodeLog({ body: long }))?.[0].length).toBeGreaterThan(1_000_000);
  });

  it('are all there where to look at one makes another record', () => {
    const shared = { deep: ['kept'] };
    let inner = '';
    const value = {
      toJSON() {
        inner = encodeLog({ attributes: { long: 'x'.repeat(2_000_000), shared } });
        return shared;
      },
    };
    const found = read([{ attributes: { around: { value }, last: 'y'.repeat(1000) } }])[0]?.attributes;
    expect(heldMap(found ?? [])).toEqual(
      new Map<string, Held>([
        ['around', new Map([['value', new Map([['deep', ['kept']]])]])],
        ['last', 'y'.repeat(1000)],
      ]),
    );
    expect(inner.length).toBeGreaterThan(1_000_000);
  });

  it('do not lose their form to a page that gives every array a method toJSON', () => {
    const expected = encodeLog({ time: 1e12, attributes: { list: ['a', 1] } }).replace(/"observed[^,}]*/, '');
    Reflect.defineProperty(Array.prototype, 'toJSON', { value: () => 'old library', configurable: true });
    try {
      expect(encodeLog({ time: 1e12, attributes: { list: ['a', 1] } }).replace(/"observed[^,}]*/, '')).toBe(expected);
    } finally {
      Reflect.deleteProperty(Array.prototype, 'toJSON');
    }
  });

  it('may make other records while they are looked at', () => {
    const inner: string[] = [];
    const value = {
      get nested() {
        inner.push(encodeLog({ body: 'inner' }));
        return 'outer';
      },
    };
    expect(encodeLog({ attributes: { value } })).toContain('"outer"');
    expect(inner[0]).toContain('"inner"');
  });
});

describe('a record that throws besides its values', () => {
  const throwing = new Proxy({} as LogRecord & SpanRecord & MetricRecord, {
    get: () => {
      throw new Error('do not touch');
    },
  });

  it('is none, and throws nothing', () => {
    expect([encodeLog(throwing), encodeSpan(throwing), encodeMetric(throwing)]).toEqual(['', '', '']);
  });
});

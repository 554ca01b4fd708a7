import { readFileSync } from 'node:fs';
import { context, ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import type { AnyValue, Attributes, LoggerProvider, LogRecord } from '@opentelemetry/api';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider as StockLoggerProvider } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { parse } from 'protobufjs';
import { beforeAll, expect, test } from 'vitest';
import { FastContextManager } from '../tracer/context/context-manager.ts';
import { createLoggerProvider } from './logger-provider.ts';
import { createRandom } from '../../test/random.ts';

const proto = readFileSync(new URL('../../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportLogsServiceRequest');
const resource = resourceFromAttributes({ 'service.name': 'tried', 'process.pid': 12, list: ['a', 'b'] });

interface WireScope {
  readonly scope: { readonly name: string; readonly attributes: unknown };
  readonly logRecords: readonly Record<string, unknown>[];
}

/** What a receiver reads of requests that are joined, the records of each scope together. */
function decode(bytes: Uint8Array): unknown {
  const options = { longs: String, bytes: String, defaults: true };
  const { resourceLogs } = REQUEST.toObject(REQUEST.decode(bytes), options) as {
    resourceLogs: { resource: unknown; scopeLogs: WireScope[] }[];
  };
  return resourceLogs.map(({ resource: of, scopeLogs }) => [of, scopeLogs]);
}

interface Rig {
  readonly provider: LoggerProvider;
  readonly sent: () => unknown;
}

interface Limits {
  readonly attributeCountLimit?: number;
  readonly attributeValueLengthLimit?: number;
}

function createOurs(limits: Limits): Rig {
  const chunks: Uint8Array[] = [];
  const provider = createLoggerProvider({
    resource,
    limits,
    onChunk: (bytes) => chunks.push(Uint8Array.from(bytes)),
  });
  return {
    provider,
    sent: () => {
      provider.flush();
      return decode(Buffer.concat(chunks));
    },
  };
}

function createStock(logRecordLimits: Limits): Rig {
  const records: ReadableLogRecord[] = [];
  const provider = new StockLoggerProvider({
    resource,
    logRecordLimits,
    processors: [{ onEmit: (record) => records.push(record), forceFlush: async () => {}, shutdown: async () => {} }],
  });
  // One request a scope, as chunks are.
  const sent = (): unknown => {
    const scopes = new Set(records.map(({ instrumentationScope }) => instrumentationScope));
    const bodies = [...scopes].map((scope) =>
      ProtobufLogsSerializer.serializeRequest(records.filter((record) => record.instrumentationScope === scope)),
    );
    return decode(Buffer.concat(bodies.map((body) => body ?? new Uint8Array())));
  };
  return { provider, sent };
}

/** Emits the same on both; times are given, so that they can be compared too. */
function expectSame(script: (provider: LoggerProvider) => void, limits: Limits = {}): unknown {
  const ours = createOurs(limits);
  const stock = createStock(limits);
  script(ours.provider);
  script(stock.provider);
  const sent = ours.sent();
  expect(sent).toEqual(stock.sent());
  return sent;
}

const SEVERITIES = Object.values(SeverityNumber).filter((value) => typeof value === 'number');

const AT = { timestamp: [1_700_000_000, 123_456_789], observedTimestamp: [1_700_000_001, 5] } satisfies LogRecord;

beforeAll(() => {
  context.setGlobalContextManager(new FastContextManager());
});

test('bodies and attributes of every kind go over the wire as those of the stock SDK', () => {
  const values: unknown[] = [
    'text', '', 'é😀'.repeat(100), 0, -1, 1.5, NaN, Infinity, 2 ** 53, -(2 ** 63), 2 ** 63, 1e300, true, false, null,
    new Uint8Array([0, 255]), [], ['a', 1, null, undefined, ['b']], {}, { a: { b: [1] }, n: null },
  ]; // prettier-ignore
  const sent = expectSame((provider) => {
    const logger = provider.getLogger('tests', '1.2.3', { schemaUrl: 'https://example.com/1' });
    for (const value of values) logger.emit({ ...AT, body: value, attributes: { value, k: 1 } });
    logger.emit(AT);
  });
  expect(JSON.stringify(sent)).toContain('intValue');
});

test('values that are none are left out, and attributes beyond the limit are counted', () => {
  const holdsItself: Record<string, unknown> = {};
  holdsItself['self'] = holdsItself;
  const attributes = {
    a: undefined, b: () => {}, c: Symbol('c'), d: 10n, e: new Date(0), f: holdsItself, '': 1, g: 'g', h: 'h', i: 'i', j: 1,
  } as unknown as Attributes; // prettier-ignore
  const sent = expectSame((provider) => provider.getLogger('tests').emit({ ...AT, attributes }), {
    attributeCountLimit: 2,
  });
  expect(JSON.stringify(sent)).toContain('"droppedAttributesCount":2');
});

test('severities, event names and exceptions are those of the stock SDK', () => {
  const coded = Object.assign(new RangeError('too much'), { code: 'E_MUCH', stack: 'stack of it' });
  const gone = new TypeError('gone');
  expectSame((provider) => {
    const logger = provider.getLogger('');
    for (const severityNumber of SEVERITIES)
      logger.emit({ ...AT, severityNumber, severityText: SeverityNumber[severityNumber] });
    logger.emit({ ...AT, severityText: '', eventName: 'order.placed' });
    for (const exception of [coded, gone, 'text', 7, { message: 'no type' }, { stack: 'only' }, {}, null])
      logger.emit({ ...AT, exception, attributes: { 'exception.message': 'as given' } });
    for (const exception of [coded, 'text', 7]) logger.emit({ ...AT, exception });
  });
});

test('a record has the ids of the span of its context, given or current', () => {
  const of = (traceId: string, traceFlags: number) =>
    trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: '00f067aa0ba902b7', traceFlags, isRemote: true });
  const sampled = of('4bf92f3577b34da6a3ce929d0e0e4736', 1);
  const sent = expectSame((provider) => {
    const logger = provider.getLogger('tests');
    logger.emit({ ...AT, context: sampled });
    logger.emit({ ...AT, context: of('4bf92f3577b34da6a3ce929d0e0e4737', 0) });
    logger.emit({ ...AT, context: of('00000000000000000000000000000000', 1) });
    context.with(sampled, () => logger.emit(AT));
    context.with(sampled, () => logger.emit({ ...AT, context: ROOT_CONTEXT }));
  });
  const wanted = Buffer.from('4bf92f3577b34da6a3ce929d0e0e4736', 'hex').toString('base64');
  expect(JSON.stringify(sent).split(wanted)).toHaveLength(3);
});

test('loggers are one for the same name, version, schema and attributes', () => {
  const sent = expectSame((provider) => {
    const options = (attributes: Attributes) => ({ attributes, schemaUrl: 'https://example.com/1' });
    const first = provider.getLogger('one', '1', options({ a: 1, b: ['x'] }));
    expect(provider.getLogger('one', '1', options({ b: ['x'], a: 1 }))).toBe(first);
    expect(provider.getLogger('one', '1', options({ a: 2, b: ['x'] }))).not.toBe(first);
    first.emit({ ...AT, body: 'a' });
    provider.getLogger('one', '2').emit({ ...AT, body: 'b' });
    provider.getLogger('one', '1', options({ a: 2, none: {} })).emit({ ...AT, body: 'c' });
    first.emit({ ...AT, body: 'd' });
  });
  expect(sent).toHaveLength(3);
});

test('times are read in every form', () => {
  const sent = expectSame((provider) => {
    for (const timestamp of [1_700_000_000_123, new Date(1_700_000_000_123), [1_700_000_000, 1]] as const)
      provider.getLogger('tests').emit({ timestamp: timestamp as number, observedTimestamp: new Date(5) });
  });
  expect(JSON.stringify(sent)).toContain('"timeUnixNano":"1700000000123000000"');
});

test('without a time it is that of the call', () => {
  const { provider, sent } = createOurs({});
  const before = Date.now();
  provider.getLogger('tests').emit({});
  const times = [...JSON.stringify(sent()).matchAll(/UnixNano":"(\d+)\d{6}"/g)].map(([, ms]) => Number(ms));
  expect(times).toHaveLength(2);
  for (const ms of times) {
    expect(ms).toBeGreaterThanOrEqual(before - 2);
    expect(ms).toBeLessThanOrEqual(Date.now() + 2);
  }
});

function randomValue(random: (below: number) => number, depth = 0): AnyValue {
  const kinds = [
    () => random(1e9) - 5e8,
    () => random(1000) / 7,
    () => random(2) === 1,
    () => 'aé😀'.repeat(random(40)),
    () => 'ascii '.repeat(random(depth === 0 ? 4000 : 30)),
    () => null,
    () => new Uint8Array(random(300)).fill(random(256)),
    () => Array.from({ length: random(5) }, () => (depth > 3 ? 1 : randomValue(random, depth + 1))),
    () =>
      Object.fromEntries(
        Array.from({ length: random(4) }, (_, at) => [`m${at}`, depth > 3 ? 1 : randomValue(random, depth + 1)]),
      ),
  ];
  return kinds[random(kinds.length)]?.();
}

test('ten scripts of random records give what the stock SDK gives', () => {
  for (let seed = 1; seed <= 10; seed++) {
    expectSame(
      (provider) => {
        const random = createRandom(seed);
        for (let at = 0; at < 60; at++) {
          const attributes: Attributes = {};
          for (let more = random(12); more > 0; more--)
            attributes[`key.${random(30)}`] = random(9) === 0 ? Symbol('none') : randomValue(random);
          provider.getLogger(`logger ${random(3)}`).emit({
            ...AT,
            body: randomValue(random),
            severityNumber: SEVERITIES[random(SEVERITIES.length)] ?? SeverityNumber.INFO,
            severityText: `text ${random(5)}`,
            ...(random(2) === 0 ? { attributes } : {}),
            ...(random(5) === 0 ? { eventName: `event.${random(9)}` } : {}),
            ...(random(5) === 0 ? { exception: { name: 'Odd', message: `e${random(9)}`, stack: 'at' } } : {}),
          });
        }
      },
      { attributeCountLimit: 7, attributeValueLengthLimit: 50 },
    );
  }
});

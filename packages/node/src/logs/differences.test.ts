// What is meant to differ from the stock SDK, shown on both: docs/sdk/node-logs.md gives the reasons.
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { createLoggerProvider } from './logger-provider.ts';

const records: ReadableLogRecord[] = [];
const stock = new LoggerProvider({
  processors: [{ onEmit: (record) => records.push(record), forceFlush: async () => {}, shutdown: async () => {} }],
}).getLogger('tests');

const sent: string[] = [];
const provider = createLoggerProvider({
  resource: resourceFromAttributes({}),
  onChunk: (bytes) => sent.push(Buffer.from(bytes).toString('latin1')),
});
const ours = provider.getLogger('tests');
const bytesSent = (): string => {
  provider.flush();
  return sent.splice(0).join('');
};

test('a time that is none is that of the call, and nothing is thrown', () => {
  const record = { timestamp: 'now' as never, body: 'timeless' };
  expect(() => stock.emit(record)).toThrow(TypeError);
  ours.emit(record);
  expect(bytesSent()).toContain('timeless');
});

test('a body that holds itself takes no other record with it', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  records.length = 0;
  for (const logger of [stock, ours]) {
    logger.emit({ body: circle, eventName: 'circle' });
    logger.emit({ body: 'beside it' });
  }
  expect(() => ProtobufLogsSerializer.serializeRequest(records)).toThrow(RangeError);
  expect(bytesSent()).toMatch(/circle.*beside it/s);
});

test('an instance of a class is no body', () => {
  const times = { timestamp: 1, observedTimestamp: 1 };
  records.length = 0;
  stock.emit({ body: new Map([['a', 1]]) });
  expect(records[0]?.body).toBeInstanceOf(Map);
  ours.emit({ ...times, body: new Map([['a', 1]]) });
  const withMap = bytesSent();
  ours.emit(times);
  expect(withMap).toBe(bytesSent());
});

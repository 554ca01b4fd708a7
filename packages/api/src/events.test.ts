import { SeverityNumber, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('an event is a log record with its name, severity INFO, attributes and an id', () => {
  const before = Date.now();
  monitor.event('order.placed', { 'order.id': 'o-1', items: [{ sku: 'a', count: 2 }] });
  const [record, ...others] = sdk.events();
  expect(others).toEqual([]);
  expect(record?.eventName).toBe('order.placed');
  expect(record?.severityNumber).toBe(SeverityNumber.INFO);
  expect(record?.body).toBeUndefined();
  expect(record?.instrumentationScope.name).toBe('@sightglass/api');
  expect(record?.attributes).toEqual({
    'order.id': 'o-1',
    items: [{ sku: 'a', count: 2 }],
    'log.record.uid': expect.stringMatching(UUID_V7),
  });
  const [seconds = 0, nanos = 0] = record?.hrTime ?? [];
  const timeMs = seconds * 1000 + nanos / 1e6;
  expect(timeMs).toBeGreaterThanOrEqual(before);
  expect(timeMs).toBeLessThanOrEqual(Date.now());
});

test('an event belongs to the trace that is active', () => {
  trace.getTracer('test').startActiveSpan('outer', (span) => {
    monitor.event('in.trace');
    span.end();
  });
  monitor.event('outside');
  const [inside, outside] = sdk.events();
  expect(inside?.spanContext?.spanId).toBe(sdk.spans()[0]?.spanContext().spanId);
  expect(outside?.spanContext).toBeUndefined();
});

test('an id that the program gives is kept', () => {
  monitor.event('with.id', { 'log.record.uid': 'given' });
  expect(sdk.events()[0]?.attributes).toEqual({ 'log.record.uid': 'given' });
});

describe('names', () => {
  test.each(['exception', 'session.start', 'sightglass.replay.chunk', 'deployment.finished', 'health.changed'])(
    '%s belongs to an SDK: refused with a warning, and counted',
    async (name) => {
      monitor.event(name);
      monitor.event(name);
      expect(sdk.events()).toEqual([]);
      expect(sdk.warnings).toEqual([expect.stringContaining(`monitor.event("${name}"): this name belongs to the SDK`)]);
      expect(await sdk.dropped()).toEqual({ 'logs unsendable': 2 });
    },
  );

  test.each([
    ['an empty text', ''],
    ['no text', 5],
    ['256 characters', 'e'.repeat(256)],
    ['a symbol', Symbol('event')],
  ])('%s is refused with a warning, and counted', async (_, name) => {
    monitor.event(name as string);
    expect(sdk.events()).toEqual([]);
    expect(sdk.warnings).toEqual([expect.stringContaining('must be a text of 1 to 255 characters')]);
    expect(await sdk.dropped()).toEqual({ 'logs unsendable': 1 });
  });

  test('any other text is taken, also one that no metric could have', () => {
    monitor.event('Bestellung aufgegeben ✓');
    monitor.event('e'.repeat(255));
    expect(sdk.events()).toHaveLength(2);
    expect(sdk.warnings).toEqual([]);
  });
});

test('an event goes into the SDK that is registered at the time', async () => {
  await sdk.stop();
  monitor.event('to.nobody');
  sdk = startStockSdk();
  monitor.event('to.somebody');
  expect(sdk.events().map((record) => record.eventName)).toEqual(['to.somebody']);
});

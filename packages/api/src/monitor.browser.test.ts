import { createNoopMeter, logs, metrics } from '@opentelemetry/api';
import type { Attributes, Counter, Histogram, LogRecord, Meter } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { monitor } from './monitor.ts';

type Recorded = [name: string, value: number, attributes: Attributes | undefined];

/** Writes down what an SDK would be told; the stock SDK itself is in the tests that run on Node. */
function startRecorder(): { recorded: Recorded[]; records: LogRecord[] } {
  const recorded: Recorded[] = [];
  const records: LogRecord[] = [];
  const counter = (name: string): Counter => ({
    add: (value, attributes) => void recorded.push([name, value, attributes]),
  });
  const histogram = (name: string): Histogram => ({
    record: (value, attributes) => void recorded.push([name, value, attributes]),
  });
  const meter: Meter = Object.assign(Object.create(createNoopMeter()), {
    createCounter: counter,
    createHistogram: histogram,
  });
  metrics.setGlobalMeterProvider({ getMeter: () => meter });
  logs.setGlobalLoggerProvider({
    getLogger: () => ({ enabled: () => true, emit: (record) => void records.push(record) }),
  });
  return { recorded, records };
}

afterEach(() => {
  metrics.disable();
  logs.disable();
});

test('in a page, what monitor is told reaches the SDK that registers', () => {
  monitor.increment('clicks');
  const { recorded, records } = startRecorder();
  monitor.increment('clicks', 2, { button: 'buy' });
  monitor.increment('clicks', -1);
  const elapsedMs = monitor.timer('drawing')();
  monitor.event('cart.opened', { items: [1, 2] });

  expect(recorded).toEqual([
    ['clicks', 2, { button: 'buy' }],
    ['sightglass.sdk.dropped', 1, { 'sightglass.signal': 'metrics', 'sightglass.drop.reason': 'unsendable' }],
    ['drawing', elapsedMs / 1000, undefined],
  ]);
  expect(records.map((record) => [record.eventName, record.attributes])).toEqual([
    ['cart.opened', { items: [1, 2], 'log.record.uid': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) }],
  ]);
});

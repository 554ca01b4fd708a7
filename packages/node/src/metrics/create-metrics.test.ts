import { readFileSync } from 'node:fs';
import type { AnyValue } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import { parse } from 'protobufjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import type { Metrics } from './create-metrics.ts';
import { TEMPORALITY } from './kinds.ts';
import { readMetricSettings } from './settings.ts';

const proto = readFileSync(new URL('../../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportMetricsServiceRequest');

/** Names of metrics with the value of their first point, of each request. */
let taken: Record<string, number>[];
let points: number[];
let metrics: Metrics;

function namesAndValues(bytes: Uint8Array): Record<string, number> {
  const request = REQUEST.toObject(REQUEST.decode(bytes)) as {
    resourceMetrics: { scopeMetrics: { metrics: { name: string; sum: { dataPoints: { asDouble: number }[] } }[] }[] }[];
  };
  const all = request.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  return Object.fromEntries(all.map(({ name, sum }) => [name, sum.dataPoints[0]?.asDouble ?? Number.NaN]));
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  taken = [];
  points = [];
});
afterEach(async () => {
  await metrics.stop();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function start(attributes: Record<string, AnyValue> = {}): Metrics {
  metrics = createMetrics({
    resource: resourceFromAttributes(attributes),
    take: (bytes, count) => {
      taken.push(namesAndValues(bytes));
      points.push(count);
    },
  });
  return metrics;
}

test('collects after a second, then at each interval, and nothing when there is nothing', async () => {
  vi.stubEnv('OTEL_METRIC_EXPORT_INTERVAL', '5000');
  const counter = start().provider.getMeter('m').createCounter('c');
  await vi.advanceTimersByTimeAsync(1000);
  expect(taken).toEqual([]);
  counter.add(2, { a: 1 });
  counter.add(3, { a: 2 });
  await vi.advanceTimersByTimeAsync(4999);
  expect(taken).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(taken).toEqual([{ c: 2 }]);
  expect(points).toEqual([2]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(taken).toHaveLength(3);
});

test('holds nothing open', async () => {
  vi.useRealTimers();
  const held: boolean[] = [];
  const { setImmediate, setTimeout } = globalThis;
  const turn = vi.spyOn(globalThis, 'setImmediate').mockImplementation((run: () => void) => {
    const immediate = setImmediate(run);
    queueMicrotask(() => held.push(immediate.hasRef()));
    return immediate;
  });
  const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run: () => void, ms?: number) => {
    const timeout = setTimeout(run, ms);
    queueMicrotask(() => held.push(timeout.hasRef()));
    return timeout;
  });
  start();
  await new Promise<void>((resolve) => void setImmediate(resolve));
  turn.mockRestore();
  timer.mockRestore();
  expect(held).toEqual([false, false]);
});

test('flush hands over at once what is held, and what callbacks say', async () => {
  const meter = start().provider.getMeter('m');
  meter.createCounter('c').add(1);
  meter.createObservableCounter('o').addCallback(async (result) => result.observe(7));
  await metrics.flush();
  expect(taken).toEqual([{ c: 1, o: 7 }]);
});

test('a flush while a collection waits for callbacks sends what came meanwhile too', async () => {
  const meter = start().provider.getMeter('m');
  const counter = meter.createCounter('c');
  counter.add(1);
  let go = (): void => {};
  const waiting = new Promise<void>((resolve) => (go = resolve));
  meter.createObservableCounter('o').addCallback(() => waiting);
  const first = metrics.flush();
  const second = metrics.flush();
  counter.add(1);
  go();
  await Promise.all([first, second]);
  expect(taken.at(-1)).toEqual({ c: 2 });
});

test('a callback that hangs is given up after the time-out, and the rest is sent', async () => {
  vi.stubEnv('OTEL_METRIC_EXPORT_TIMEOUT', '2000');
  const meter = start().provider.getMeter('m');
  meter.createCounter('c').add(1);
  meter.createObservableCounter('o').addCallback(() => new Promise(() => {}));
  const flushed = metrics.flush();
  await vi.advanceTimersByTimeAsync(2000);
  await flushed;
  expect(taken).toEqual([{ c: 1 }]);
  const stopped = metrics.stop();
  await vi.advanceTimersByTimeAsync(2000);
  await stopped;
});

test('at the end hands over without waiting what the program counted, not the machinery', () => {
  const { provider } = start();
  provider.getMeter('m').createCounter('c').add(4);
  provider.getMeter('@sightglass/node/runtime-node').createCounter('gc').add(1);
  metrics.handOver();
  expect(taken).toEqual([{ c: 4 }]);
});

test('at the end says nothing when the program counted nothing', () => {
  start().provider.getMeter('@sightglass/node/process').createCounter('cpu').add(1);
  metrics.handOver();
  expect(taken).toEqual([]);
});

test('stop hands over once more, and what comes later is not measured', async () => {
  const { provider } = start();
  provider.getMeter('m').createCounter('c').add(1);
  await metrics.stop();
  await metrics.stop();
  provider.getMeter('m').createCounter('c').add(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toEqual([{ c: 1 }]);
});

test('waits for what the resource still finds out', async () => {
  let say = (_name: string): void => {};
  const late = new Promise<string>((resolve) => (say = resolve));
  const bodies: Uint8Array[] = [];
  const resource = resourceFromAttributes({ 'container.id': late });
  metrics = createMetrics({ resource, take: (bytes) => bodies.push(bytes) });
  metrics.provider.getMeter('m').createCounter('c').add(1);
  const flushed = metrics.flush();
  say('abc123');
  await flushed;
  expect(Buffer.from(bodies[0] ?? []).toString('latin1')).toContain('abc123');
});

describe('settings', () => {
  const deltas = (): string[] => {
    const { temporalityOf } = readMetricSettings();
    return Object.values(InstrumentType).filter((type) => temporalityOf(type) === TEMPORALITY.DELTA);
  };

  test.each([
    ['cumulative', []],
    ['delta', ['COUNTER', 'GAUGE', 'HISTOGRAM', 'OBSERVABLE_COUNTER', 'OBSERVABLE_GAUGE']],
    ['LowMemory', ['COUNTER', 'HISTOGRAM']],
    ['sideways', []],
  ])('temporality preference %s', (preference, expected) => {
    start();
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', preference);
    expect(deltas()).toEqual(expected);
  });
});

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { logs, trace } from '@opentelemetry/api';
import type { DataPoint, MetricData } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FastMeterProvider } from '../../metrics/meter-provider.ts';
import { startRuntimeCapture } from './index.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

let reader: Reader;
let stop: () => void;

beforeEach(() => {
  reader = new Reader();
  const provider = new FastMeterProvider({ resource: resourceFromAttributes({}), readers: [reader] });
  stop = startRuntimeCapture({
    meter: provider.getMeter('runtime'),
    tracer: trace.getTracer('runtime'),
    logger: logs.getLogger('runtime'),
  } as Parameters<typeof startRuntimeCapture>[0]);
});
afterEach(() => stop());

async function collect(): Promise<Map<string, MetricData>> {
  const { resourceMetrics, errors } = await reader.collect();
  expect(errors).toEqual([]);
  return new Map(
    resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).map((metric) => [metric.descriptor.name, metric]),
  );
}

/** Values by the only label. */
function valuesOf(metric: MetricData | undefined): Record<string, number> {
  const points: readonly DataPoint<unknown>[] = metric?.dataPoints ?? [];
  return Object.fromEntries(points.map(({ attributes, value }) => [Object.values(attributes).join(), Number(value)]));
}

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const turn = async (ms = 0): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Collects until there is what is waited for. */
async function collectUntil(found: (metrics: Map<string, MetricData>) => boolean): Promise<Map<string, MetricData>> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const metrics = await collect();
    if (found(metrics) || performance.now() > deadline) return metrics;
    await turn(20);
  }
}

test('[PF-13] a call that blocks the event loop shows in its delay, in what it used and in how busy it was', async () => {
  await collect();
  await collectUntil((metrics) => metrics.has('nodejs.eventloop.delay.max'));
  // As an injected call of fs that waits for a slow disk would.
  for (const until = performance.now() + 300; performance.now() < until;) readFileSync('/proc/self/stat');
  await turn();
  const metrics = await collectUntil((metrics) => (valuesOf(metrics.get('nodejs.eventloop.delay.max'))[''] ?? 0) > 0.2);
  const delay = (what: string): number => valuesOf(metrics.get(`nodejs.eventloop.delay.${what}`))[''] ?? Number.NaN;
  // It is looked every 20 ms.
  expect(delay('max')).toBeGreaterThan(0.25);
  expect(delay('p99')).toBeGreaterThan(0.25);
  expect(delay('min')).toBeLessThan(delay('max'));
  expect(delay('mean')).toBeLessThanOrEqual(delay('max'));
  const time = valuesOf(metrics.get('nodejs.eventloop.time'));
  expect(time['active']).toBeGreaterThan(0.3);
  expect(time['idle']).toBeGreaterThan(0);
});

test('utilization is the share of the time since the last collection', async () => {
  await collect();
  block(100);
  const busy = valuesOf((await collect()).get('nodejs.eventloop.utilization'))[''];
  await turn(200);
  const idle = valuesOf((await collect()).get('nodejs.eventloop.utilization'))[''];
  expect(busy).toBeGreaterThan(0.5);
  expect(idle).toBeLessThan(busy ?? 0);
});

test('the spaces of the heap are told, with what they use and what is set aside', async () => {
  const metrics = await collect();
  const used = valuesOf(metrics.get('v8js.memory.heap.used'));
  const size = valuesOf(metrics.get('v8js.memory.heap.space.size'));
  expect(Object.keys(used)).toEqual(expect.arrayContaining(['new_space', 'old_space', 'code_space']));
  expect(used['old_space']).toBeGreaterThan(1e6);
  expect(size['old_space']).toBeGreaterThanOrEqual(used['old_space'] ?? Infinity);
  expect(valuesOf(metrics.get('v8js.memory.heap.limit'))).toEqual(size);
  expect(Object.keys(valuesOf(metrics.get('v8js.memory.heap.space.available_size')))).toEqual(Object.keys(used));
  expect(Object.keys(valuesOf(metrics.get('v8js.memory.heap.space.physical_size')))).toEqual(Object.keys(used));
});

test('garbage collections are counted by kind, in seconds', async () => {
  await collect();
  const isCollected = (metrics: Map<string, MetricData>): boolean =>
    metrics.get('v8js.gc.duration')?.dataPoints.some(({ attributes }) => attributes['v8js.gc.type'] === 'minor') ===
    true;
  const kept: unknown[] = [];
  const metrics = await collectUntil((metrics) => {
    for (let at = 0; at < 100_000; at += 1) kept[at % 10] = { at: [at, String(at)] };
    return isCollected(metrics);
  });
  expect(isCollected(metrics)).toBe(true);
  const point = metrics.get('v8js.gc.duration')?.dataPoints[0] as DataPoint<{ sum: number; count: number }> | undefined;
  expect(point?.value.count).toBeGreaterThan(0);
  expect(point?.value.sum).toBeLessThan(10);
});

test('what keeps the program alive is counted by kind, and 0 once it is gone', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const open = (metrics: Map<string, MetricData>): number =>
    valuesOf(metrics.get('v8js.resource.active'))['TCPServerWrap'] ?? Number.NaN;
  const before = open(await collect());
  expect(before).toBeGreaterThanOrEqual(1);
  await new Promise((resolve) => server.close(resolve));
  // The handle goes a turn later.
  const after = open(await collectUntil((metrics) => open(metrics) < before));
  expect(after).toBe(before - 1);
});

test('nothing is observed after the end, and it holds nothing open', async () => {
  await collect();
  stop();
  await turn(30);
  expect([...(await collect()).keys()].filter((name) => name.includes('delay'))).toEqual([]);
});

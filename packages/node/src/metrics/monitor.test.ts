import { metrics } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import { monitor } from '@sightglass/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Instrument } from './instrument.ts';
import { FastMeterProvider } from './meter-provider.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

let reader: Reader;
beforeEach(() => {
  reader = new Reader();
  const provider = new FastMeterProvider({ resource: resourceFromAttributes({}), readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
});
afterEach(() => {
  metrics.disable();
  vi.restoreAllMocks();
});

async function pointsOf(name: string): Promise<[unknown, unknown][]> {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }): [unknown, unknown] => [attributes, value]));
}

test('what monitor binds is bound here too, and looks nothing up at a call', async () => {
  const lookedUp = vi.spyOn(Instrument.prototype, 'record');
  const bound = monitor.counter('orders').bind({ shop: 'a', paid: true });
  for (let order = 0; order < 5; order += 1) bound.increment();
  expect(lookedUp).not.toHaveBeenCalled();
  // Refused and counted as dropped, as without binding.
  bound.increment(-1);
  expect(lookedUp).toHaveBeenCalledOnce();
  expect(await pointsOf('orders')).toEqual([[{ shop: 'a', paid: true }, 5]]);
});

test('what is bound and what is not add up', async () => {
  const level = monitor.upDownCounter('queue');
  const bound = level.bind({ name: 'mail' });
  bound.increment(5);
  bound.decrement(2);
  level.increment(1, { name: 'mail' });
  monitor.decrement('queue', 3, { name: 'mail' });
  expect(await pointsOf('queue')).toEqual([[{ name: 'mail' }, 1]]);
});

test('flat attributes go to the instrument uncopied, and what a program does with them afterwards changes nothing', async () => {
  const given = vi.spyOn(Instrument.prototype, 'record');
  const attributes: Record<string, unknown> = { shop: 'a', paid: true };
  for (let order = 0; order < 50; order += 1) monitor.increment('orders', 1, attributes);
  expect(given.mock.calls.every(([, own]) => own === attributes)).toBe(true);
  attributes['shop'] = 'b';
  monitor.increment('orders', 1, attributes);
  attributes['extra'] = 1;
  monitor.increment('orders', 1, attributes);
  expect(await pointsOf('orders')).toEqual([
    [{ shop: 'a', paid: true }, 50],
    [{ shop: 'b', paid: true }, 1],
    [{ shop: 'b', paid: true, extra: 1 }, 1],
  ]);
});

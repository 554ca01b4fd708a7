import { statfsSync } from 'node:fs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { FastMeterProvider } from '../../metrics/meter-provider.ts';
import { createFileSystem } from './file-system.ts';

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

test('the file system at the root is told by state, a collection later', async () => {
  const reader = new Reader();
  const meter = new FastMeterProvider({ resource: resourceFromAttributes({}), readers: [reader] }).getMeter('m');
  const fileSystem = createFileSystem(meter);
  meter.addBatchObservableCallback((result) => fileSystem.observe(result), [...fileSystem.observed]);
  const collect = async (): Promise<Record<string, number>> => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return Object.fromEntries(
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          expect(attributes['system.filesystem.mountpoint']).toBe('/');
          const state = attributes['system.filesystem.state'];
          return [[descriptor.name, state].filter(Boolean).join(' '), Number(value)];
        }),
      ),
    );
  };
  expect(await collect()).toEqual({});
  let found: Record<string, number> = {};
  for (const deadline = performance.now() + 5000; found['system.filesystem.limit'] === undefined;) {
    expect(performance.now()).toBeLessThan(deadline);
    await new Promise((resolve) => void setTimeout(resolve, 5));
    found = await collect();
  }
  const { bsize, blocks } = statfsSync('/');
  const of = (name: string): number => found[`system.filesystem.${name}`] ?? Number.NaN;
  expect(of('limit')).toBe(blocks * bsize);
  expect(of('usage used') + of('usage free') + of('usage reserved')).toBe(of('limit'));
  expect(of('utilization')).toBeCloseTo(of('usage used') / of('limit'), 10);
});

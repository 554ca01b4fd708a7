import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parse } from 'protobufjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkMetric } from './sink.ts';

const proto = readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportMetricsServiceRequest');

let sink: Sink;

const measured = async (env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Promise<Ended> => {
  const settings = { SIGHTGLASS_ENDPOINT: sink.url, OTEL_METRIC_EXPORT_INTERVAL: '200', ...env };
  const ended = await run('measured.mjs', { agent: '--import', args, env: settings });
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  return ended;
};
const namesOf = (prefix: string): string[] => {
  const names = new Set(sink.metrics.map(({ name }) => name).filter((name) => name.startsWith(prefix)));
  return [...names].sort((a, b) => a.localeCompare(b));
};
/** What was sent last, by the values of the labels. */
const last = (name: string): Record<string, number> => {
  const metric: SinkMetric | undefined = sink.metrics.findLast((one) => one.name === name);
  return Object.fromEntries(
    (metric?.points ?? []).map(({ attributes, value }) => [Object.values(attributes).join(' '), value]),
  );
};

describe('of a program with a worker thread', () => {
  beforeAll(async () => {
    sink = await startSink();
    await measured({}, ['worker']);
  });
  afterAll(() => sink.close());

  test('the process is measured in what it used, by the names of the conventions', async () => {
    expect(namesOf('process.')).toEqual([
      'process.context_switches',
      'process.cpu.time',
      'process.cpu.utilization',
      'process.disk.io',
      'process.memory.usage',
      'process.memory.virtual',
      'process.paging.faults',
      'process.thread.count',
      'process.unix.file_descriptor.count',
      'process.uptime',
    ]);
    const cpu = last('process.cpu.time');
    expect(cpu['user']).toBeGreaterThan(0.1);
    // A thread that never rests, and at times two.
    const share = last('process.cpu.utilization');
    expect((share['user'] ?? 0) + (share['system'] ?? 0)).toBeGreaterThan(0.05 / availableParallelism());
    expect((share['user'] ?? 0) + (share['system'] ?? 0)).toBeLessThanOrEqual(1.05);
    expect(last('process.memory.usage')['']).toBeGreaterThan(20e6);
    expect(last('process.memory.virtual')['']).toBeGreaterThan(last('process.memory.usage')['']!);
    expect(last('process.thread.count')['']).toBeGreaterThanOrEqual(5);
    expect(last('process.unix.file_descriptor.count')['']).toBeGreaterThan(10);
    expect(last('process.uptime')['']).toBeGreaterThan(0.3);
    expect(last('process.paging.faults')['minor']).toBeGreaterThan(1000);
  });

  test('the process is measured once, not by each of its threads', async () => {
    expect(namesOf('process.')).toContain('process.uptime');
    const ids = (prefix: string): Set<unknown> =>
      new Set(
        sink.metrics.filter(({ name }) => name.startsWith(prefix)).map((one) => one.resource['service.instance.id']),
      );
    expect(ids('work').size).toBe(2);
    expect(ids('process.').size).toBe(1);
    expect(ids('system.').size).toBe(1);
  });
  test('the machine is measured, as the kernel tells', async () => {
    const names = namesOf('system.');
    expect(names).toEqual(
      expect.arrayContaining([
        'system.cpu.logical.count',
        'system.cpu.time',
        'system.disk.io',
        'system.disk.operations',
        'system.filesystem.usage',
        'system.memory.limit',
        'system.memory.usage',
        'system.memory.utilization',
        'system.network.io',
        'system.network.packet.count',
        'system.uptime',
      ]),
    );
    const total = Number(/^MemTotal: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
    expect(last('system.memory.limit')['']).toBe(total);
    expect(last('system.cpu.logical.count')['']).toBe(readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)?.length);
    const states = Object.values(last('system.memory.utilization')).reduce((sum, share) => sum + share, 0);
    expect(states).toBeCloseTo(1, 6);
  });

  test('the runtime is measured: event loop, heap and what keeps the program alive', async () => {
    expect(namesOf('nodejs.')).toEqual(
      expect.arrayContaining(['nodejs.eventloop.time', 'nodejs.eventloop.utilization', 'nodejs.eventloop.delay.p99']),
    );
    // Of the thread that worked; the other rested meanwhile.
    const shares = sink.metrics
      .filter(({ name }) => name === 'nodejs.eventloop.utilization')
      .map((one) => one.points[0]);
    expect(Math.max(...shares.map((point) => point?.value ?? 0))).toBeGreaterThan(0.3);
    expect(last('v8js.memory.heap.used')['old_space']).toBeGreaterThan(1e5);
  });
});

describe('with other settings', () => {
  beforeEach(async () => {
    sink = await startSink();
  });
  afterEach(() => sink.close());

  test.each([
    [{ SIGHTGLASS_HOST_METRICS: 'false' }, ['nodejs.', 'process.'], ['system.']],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'host,process' }, ['nodejs.'], ['process.', 'system.']],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node' }, ['process.', 'system.'], ['nodejs.', 'v8js.']],
    [
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'host', SIGHTGLASS_HOST_METRICS: 'true' },
      ['system.'],
      ['process.', 'v8js.'],
    ],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,fs' }, ['work'], ['process.', 'system.', 'nodejs.']],
  ])('%o sends %o and not %o', async (env: Record<string, string>, sent, left) => {
    await measured(env);
    for (const prefix of sent) expect([prefix, namesOf(prefix).length > 0]).toEqual([prefix, true]);
    for (const prefix of left) expect([prefix, namesOf(prefix)]).toEqual([prefix, []]);
  });

  test('pino’s lines and the spans of http are, by the same variable', async () => {
    const env = { SIGHTGLASS_ENDPOINT: sink.url };
    await run('logging.cjs', { agent: '--import', env: { ...env, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pino,http' } });
    expect([sink.logs, sink.spans]).toEqual([[], []]);
    await run('logging.cjs', { agent: '--import', env });
    expect([sink.logs.length, sink.spans.length]).not.toContain(0);
  });

  test('a wrong value of SIGHTGLASS_HOST_METRICS is told to who asks', async () => {
    const env = { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_HOST_METRICS: 'sure', OTEL_LOG_LEVEL: 'warn' };
    const ended = await run('idle.mjs', { agent: '--import', env });
    expect(ended.stderr).toBe('sightglass warn: SIGHTGLASS_HOST_METRICS is "sure" and left out; give true or false\n');
  });

  test('metrics are delta, and histograms exponential, where OTEL_EXPORTER_OTLP_METRICS_* say so', async () => {
    await measured({
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    });
    const bodies = sink.requests.filter(({ path }) => path === '/v1/metrics').map(({ body }) => body);
    const work = bodies.flatMap((body) =>
      (REQUEST.toObject(REQUEST.decode(body)) as Sent).resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics.filter(({ name }) => name === 'work')),
      ),
    );
    expect(work.length).toBeGreaterThan(1);
    // 1 is delta: https://github.com/open-telemetry/opentelemetry-proto, AggregationTemporality.
    expect(work.map(({ exponentialHistogram }) => exponentialHistogram?.aggregationTemporality)).toEqual(
      work.map(() => 1),
    );
  });
});

interface Sent {
  resourceMetrics: {
    scopeMetrics: { metrics: { name: string; exponentialHistogram?: { aggregationTemporality: number } }[] }[];
  }[];
}

/** The stock SDK of OpenTelemetry as the program that is measured, with delta and with cumulative temporality, restarted once. */
import type { Meter } from '@opentelemetry/api';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as OverHttp,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as OverProto } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { oracleLines, type OracleLines } from './metrics/oracle.ts';
import { pointsOfSdk, type TestPoint } from './metrics/points.ts';
import { createRandom } from './population/population.ts';

type Series = Answers['metrics/:name/series'];

const ROUNDS = 12;
const ROUND_MS = 260;

/** Hands on what it is given, and keeps a copy. */
function keeping(exporter: PushMetricExporter, kept: TestPoint[]): PushMetricExporter {
  return {
    export(metrics, done) {
      kept.push(...pointsOfSdk(metrics));
      exporter.export(metrics, done);
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
    selectAggregationTemporality: (type) => exporter.selectAggregationTemporality?.(type) ?? 0,
  };
}

/** A program that lives for some rounds: it measures, and sends after each. */
async function live(service: string, exporter: PushMetricExporter, kept: TestPoint[], seed: number): Promise<void> {
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': 'one',
      'host.name': `host-${seed}`,
    }),
    readers: [new PeriodicExportingMetricReader({ exporter: keeping(exporter, kept), exportIntervalMillis: 60_000 })],
    views: [
      {
        instrumentName: 'size.*',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 12 } },
      },
      {
        instrumentName: 'wait.*',
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [-5, 0, 1, 5, 25, 100] },
        },
      },
    ],
  });
  const measure = instruments(provider.getMeter('shop'), service, createRandom(seed));
  for (let round = 0; round < ROUNDS; round++) {
    measure(round);
    await provider.forceFlush();
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
  await provider.shutdown();
}

function instruments(meter: Meter, service: string, random: () => number): (round: number) => void {
  const requests = meter.createCounter(`requests.${service}`, { unit: '{request}' });
  const open = meter.createUpDownCounter(`open.${service}`);
  const level = meter.createGauge(`level.${service}`, { unit: 'Cel' });
  const duration = meter.createHistogram(`duration.${service}`, { unit: 's' });
  const wait = meter.createHistogram(`wait.${service}`, { unit: 'ms' });
  const size = meter.createHistogram(`size.${service}`, { unit: 'By' });
  return (round) => {
    for (const route of ['/', '/cart', '/pay']) {
      // One route starts later, one rests in between.
      if (route === '/pay' && round < 4) continue;
      if (route === '/cart' && round % 3 === 1) continue;
      requests.add(Math.floor(random() * 9), { route });
      open.add(Math.floor(random() * 7) - 3, { route });
      level.record(random() * 50 - 10, { route });
      for (let n = 0; n < 20; n++) {
        duration.record(random() ** 3 * 12_000, { route });
        wait.record(random() * 150 - 20, { route });
        // Over more and more orders of magnitude, so that the histogram has to change its scale on the way.
        size.record(n === 0 ? 0 : 2 ** (random() * (2 + round * 2)), { route });
      }
    }
  };
}

let server: TemporaryServer;
const kept: Record<string, TestPoint[]> = { delta: [], cumulative: [] };
let fromMs = 0;
let toMs = 0;

beforeAll(async () => {
  server = await startTemporary();
  fromMs = Math.floor(Date.now() / 1000) * 1000;
  const url = `${server.url}/v1/metrics`;
  const lives = Object.entries({
    delta: (): PushMetricExporter =>
      new OverHttp({ url, temporalityPreference: AggregationTemporalityPreference.DELTA }),
    cumulative: (): PushMetricExporter => new OverProto({ url }),
  }).map(async ([service, exporter], i) => {
    await live(service, exporter(), kept[service] ?? [], i + 1);
    await live(service, exporter(), kept[service] ?? [], i + 11);
  });
  await Promise.all(lives);
  toMs = Math.ceil(Date.now() / 1000) * 1000;
  await server.store.flush();
}, 60_000);
afterAll(() => server.close());

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${server.url}/api/v1/${path}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Lines of an answer with the points that are there, by the values of their labels. */
function linesOf(answer: Series | undefined, by: readonly string[]): OracleLines {
  return new Map(
    (answer?.series ?? []).map(({ labels, points }) => [
      JSON.stringify(by.map((key) => labels[key])),
      new Map(points.flatMap(([at, value]) => (value === null ? [] : [[at, value] as const]))),
    ]),
  );
}

/** The same lines with the same steps; doubles added in another order differ in their last digits. */
function expectSame(what: string, found: OracleLines, expected: OracleLines): void {
  const shape = (lines: OracleLines): unknown =>
    [...lines]
      .filter(([, line]) => line.size > 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([labels, line]) => [labels, [...line.keys()].toSorted((one, other) => one - other)]);
  expect({ what, steps: shape(found) }).toEqual({ what, steps: shape(expected) });
  for (const [labels, line] of expected) {
    for (const [step, value] of line) {
      const error = Math.abs((found.get(labels)?.get(step) ?? Number.NaN) - value);
      expect(error, `${what} ${labels} at ${step}: ${found.get(labels)?.get(step)} for ${value}`).toBeLessThanOrEqual(
        Math.abs(value) * 1e-8 + 1e-9,
      );
    }
  }
}

/** Many questions in one request. */
async function askAll(metric: string, aggs: readonly string[], params: object): Promise<Map<string, Series>> {
  const questions = aggs.map((agg) => ({
    id: agg,
    ask: 'metrics/:name/series',
    params: { name: metric, agg, ...params },
  }));
  const response = await fetch(`${server.url}/api/v1/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ questions }),
  });
  const lines = (await response.text()).trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line) as { id: string; status: number; body: Series });
  for (const { id, status, body } of answers) expect({ id, status, body }).toMatchObject({ status: 200 });
  return new Map(answers.map(({ id, body }) => [id, body]));
}

const AGGS: Readonly<Record<string, { delta: readonly string[]; cumulative: readonly string[] }>> = {
  requests: { delta: ['rate', 'increase'], cumulative: ['rate', 'increase'] },
  open: { delta: ['rate', 'increase'], cumulative: ['sum', 'avg', 'min', 'max', 'last', 'count'] },
  level: {
    delta: ['avg', 'min', 'max', 'last', 'sum', 'count'],
    cumulative: ['avg', 'min', 'max', 'last', 'sum', 'count'],
  },
  ...Object.fromEntries(
    ['duration', 'wait', 'size'].map((name) => {
      const both = ['p95', 'p50', 'p75', 'p90', 'p99', 'avg', 'rate', 'count', 'increase', 'sum'];
      return [name, { delta: [...both, 'min', 'max'], cumulative: both }];
    }),
  ),
};

/** Asked of each grouping; the other ones only of the first, unless `npm run prove -- aggs` asks for all. */
const TYPICAL = new Set(['rate', 'sum', 'last', 'p95']);
const asksAll = process.env['SIGHTGLASS_EVERY_AGG'] !== undefined;

const METRICS = ['requests', 'open', 'level', 'duration', 'wait', 'size'];

describe.each(['cumulative', 'delta'])('a stock program that sends %s points and is started twice', (service) => {
  it('sent what makes the comparison worth something', () => {
    const sent = kept[service] ?? [];
    expect(new Set(sent.map((one) => one.kind)).size).toBe(4);
    const sizes = sent.filter((one) => one.name === `size.${service}`);
    expect(new Set(sizes.map((one) => one.scale)).size).toBeGreaterThan(2);
    expect(sizes.some((one) => one.zeroCount > 0)).toBe(true);
    // Two lives, each with a start of its own; differences have many.
    const starts = new Set(sent.filter((one) => one.name === `requests.${service}`).map((one) => one.startNano));
    expect(starts.size).toBeGreaterThanOrEqual(2);
    expect(sent.length).toBeGreaterThan(300);
  });

  for (const metric of METRICS) {
    it(`has ${metric} described as it was made, with the aggs that fit`, async () => {
      const name = `${metric}.${service}`;
      const sent = (kept[service] ?? []).filter((one) => one.name === name);
      const [first] = sent;
      const answer = await ask<Answers['metrics/:name']>(`metrics/${name}?from=${fromMs}&to=${toMs}`);
      const hasTemporality = first?.kind !== 'gauge';
      expect(answer).toMatchObject({
        name,
        kind: first?.kind,
        unit: first?.unit,
        temporality: hasTemporality ? first?.temporality : null,
        monotonic: first?.kind === 'sum' ? first.monotonic : null,
        aggs: AGGS[metric]?.[hasTemporality ? (first?.temporality ?? 'delta') : 'delta'],
      });
      const route = answer.labels.find((label) => label.key === 'route' && label.source === 'attribute');
      // Two lives with a host each: two series a route.
      expect(route).toMatchObject({
        distinct: 3,
        values: ['/', '/cart', '/pay'].map((value) => ({ value, count: 2 })),
      });
      expect(answer.labels.find((label) => label.key === 'host.name')).toMatchObject({
        source: 'resource',
        distinct: 2,
      });
    });

    for (const [by, stepMs] of [
      [['route'], 1000],
      [[], 2000],
      [['resource.host.name', 'service.instance.id'], 5000],
    ] as const) {
      it(`has ${metric} by ${by.join(' and ') || 'nothing'} in steps of ${stepMs} ms as its own points say`, async () => {
        const name = `${metric}.${service}`;
        const temporality = (kept[service] ?? []).find((one) => one.name === name)?.temporality ?? 'delta';
        const fitting = AGGS[metric]?.[metric === 'level' ? 'delta' : temporality] ?? [];
        const aggs = asksAll || by[0] === 'route' ? fitting : fitting.filter((agg) => TYPICAL.has(agg));
        expect(aggs.length).toBeGreaterThan(0);
        const answers = await askAll(name, aggs, { from: fromMs, to: toMs, step: `${stepMs}ms`, by });
        for (const agg of aggs) {
          const expected = oracleLines(kept[service] ?? [], { name, agg, by, fromMs, toMs, stepMs });
          const answer = answers.get(agg);
          expect(expected.size).toBeGreaterThan(0);
          expectSame(`${name} ${agg}`, linesOf(answer, by), expected);
          expect(answer?.total).toBe(expected.size);
        }
      });
    }
  }
});

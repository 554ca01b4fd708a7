/** The page of one service: who calls it and what it calls, its instances, its deployments; each against plain arithmetic over what was sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { point, sendPoints, type TestPoint } from './metrics/points.ts';
import { rankOf, weightOf } from './population/oracle.ts';
import { createMaker, createPopulation, traceIdOf } from './population/population.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { createShop } from './population/shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END = Math.floor(Date.now() / HOUR) * HOUR;
const FROM = END - HOUR;
const nano = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

const population = createPopulation(5, 1500, FROM - HOUR, END);
const spans = [...population, ...createShop(FROM - 5 * MINUTE, END + 5 * MINUTE)];

interface Edge {
  name: string;
  kind: string;
  /** Failed or not, how long, and for how many it stands. */
  seen: { failed: boolean; duration: number; weight: number }[];
}

/** Where the call of a span came from. */
const callerOf = ({ kind, links, traceId, parentSpanId }: TestSpan): string => {
  const [link] = links;
  return kind === 'Consumer' && link ? `${link.traceId} ${link.spanId}` : `${traceId} ${parentSpanId}`;
};
const isEntry = ({ kind }: TestSpan): boolean => kind === 'Server' || kind === 'Consumer';
const idOf = ({ traceId, spanId }: TestSpan): string => `${traceId} ${spanId}`;

function edgesOf(
  service: string,
  keep: (span: TestSpan) => boolean,
): { callers: Map<string, Edge>; calls: Map<string, Edge> } {
  const byId = new Map(spans.map((span) => [idOf(span), span]));
  const read = new Map<string, TestSpan[]>();
  for (const span of spans.filter(isEntry)) read.set(callerOf(span), [...(read.get(callerOf(span)) ?? []), span]);
  const found = { callers: new Map<string, Edge>(), calls: new Map<string, Edge>() };
  const add = (edges: Map<string, Edge>, name: string, kind: string, span: TestSpan): void => {
    const edge = edges.get(`${kind} ${name}`) ?? { name, kind, seen: [] };
    edge.seen.push({ failed: span.status === 'Error', duration: span.duration, weight: weightOf(span) });
    edges.set(`${kind} ${name}`, edge);
  };
  const own = spans.filter((span) => {
    return span.service === service && span.start >= nano(FROM) && span.start < nano(END) && keep(span);
  });
  for (const span of own) {
    const caller = isEntry(span) ? byId.get(callerOf(span)) : undefined;
    if (caller && caller.service !== service) add(found.callers, caller.service, 'service', span);
    const others = (read.get(idOf(span)) ?? []).filter((one) => one.service !== service);
    const isCall = span.kind === 'Client' || span.kind === 'Producer';
    for (const [callee, [first]] of Map.groupBy(others, (one) => one.service)) {
      if (first) add(found.calls, callee, 'service', isCall ? span : first);
    }
    if (others.length > 0 || !isCall) continue;
    const { attributes } = span;
    const database = attributes['db.system.name'];
    const space = attributes['db.namespace'];
    if (database !== undefined)
      add(found.calls, space === undefined ? database : `${database}/${space}`, 'database', span);
    else if (attributes['messaging.system'] !== undefined)
      add(found.calls, attributes['messaging.system'], 'queue', span);
    else {
      const host = new URL(attributes['url.full'] ?? 'http://none').hostname;
      const named = host === 'none' ? span.name : host;
      add(found.calls, attributes['server.address'] ?? named, 'external', span);
    }
  }
  return found;
}

const metric = (name: string, given: Partial<TestPoint>): TestPoint =>
  point({ name, kind: 'gauge', timeNano: 0n, ...given, resource: { 'service.name': 'fleet', ...given.resource } });

/** Every 15 seconds of the last ten minutes of the range. */
const TICKS = Array.from({ length: 40 }, (_, i) => END - 10 * MINUTE + i * 15_000 + 5000);

/** One instance that sends what the Node agent does, one that sends the same things in their other forms. */
function fleetPoints(): TestPoint[] {
  return TICKS.flatMap((ms, i) => {
    const at = { timeNano: nano(ms), startNano: nano(END - 2 * HOUR) };
    // It is started anew with another release after the 30th point, and its counters from 0.
    const ran = i < 30 ? 100 + i : i - 29;
    const a = {
      ...at,
      startNano: i < 30 ? at.startNano : nano(TICKS[29] ?? 0),
      resource: {
        'service.instance.id': 'a',
        'host.name': 'h1',
        'service.version': i < 30 ? '1' : '2',
        'deployment.environment.name': 'prod',
      },
    };
    const b = { ...at, resource: { 'host.name': 'h2', 'process.pid': '77' } };
    const sum = { kind: 'sum', monotonic: false } as const;
    return [
      // 15 s at 0.5 and 0.25 of a core.
      metric('process.cpu.time', {
        ...a,
        ...sum,
        monotonic: true,
        unit: 's',
        attributes: { 'cpu.mode': 'user' },
        value: ran * 7.5,
      }),
      metric('process.cpu.time', {
        ...a,
        ...sum,
        monotonic: true,
        unit: 's',
        attributes: { 'cpu.mode': 'system' },
        value: ran * 3.75,
      }),
      metric('process.memory.usage', { ...a, ...sum, value: 1000 + i }),
      metric('v8js.memory.heap.used', {
        ...a,
        ...sum,
        attributes: { 'v8js.heap.space.name': 'old_space' },
        value: 300,
      }),
      metric('v8js.memory.heap.used', {
        ...a,
        ...sum,
        attributes: { 'v8js.heap.space.name': 'new_space' },
        value: 20 + (i % 2),
      }),
      metric('nodejs.eventloop.utilization', { ...a, value: 0.25 }),
      metric('nodejs.eventloop.delay.p99', { ...a, value: 0.012 }),
      metric('process.cpu.utilization', { ...b, value: i % 2 === 0 ? 0.2 : 0.4 }),
      metric('process.memory.usage', { ...b, value: 5000 }),
    ];
  });
}

function fleetSpans(): TestSpan[] {
  const make = createMaker(9_000_000);
  return Array.from({ length: 360 }, (_, n) => {
    const instance: Record<string, string> =
      n % 3 === 0 ? { 'k8s.pod.name': 'pod-c', 'host.name': 'h3' } : { 'service.instance.id': 'a', 'host.name': 'h1' };
    return make({
      traceId: traceIdOf(900_000 + n),
      service: 'fleet',
      name: 'GET /',
      start: nano(FROM + n * 10_000),
      duration: 5,
      resource: { ...instance, 'service.version': '1', 'deployment.environment.name': 'prod' },
    });
  });
}

/** Requests of a service that changes its release: `[minutes before the end, release, environment]`. */
const RELEASES: [number, string, string][] = [
  [300, '1.0', 'prod'],
  [40, '1.0', 'prod'],
  [30.25, '1.1', 'staging'],
  [20.5, '1.1', 'prod'],
  [20.4, '1.1', 'prod'],
  [10, '', 'prod'],
  [5.125, '1.2', 'prod'],
  [4, '1.0', 'prod'],
];

async function sendDeployment(
  url: string,
  uid: string,
  minutesAgo: number,
  release: string,
  status: string,
): Promise<void> {
  const attribute = (key: string, value: string): object => ({ key, value: { stringValue: value } });
  const logRecords = [
    {
      timeUnixNano: String(nano(END - minutesAgo * MINUTE)),
      eventName: 'deployment.finished',
      attributes: [attribute('log.record.uid', uid), attribute('deployment.status', status)],
    },
  ];
  const resource = {
    attributes: [
      attribute('service.name', 'rolling'),
      attribute('service.version', release),
      attribute('deployment.environment.name', 'prod'),
    ],
  };
  const response = await fetch(`${url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] }),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
  const make = createMaker(12_000_000);
  const rolling = RELEASES.map(([minutesAgo, release, environment], n) => {
    const resource: Record<string, string> = { 'deployment.environment.name': environment };
    if (release !== '') resource['service.version'] = release;
    return make({
      traceId: traceIdOf(950_000 + n),
      service: 'rolling',
      name: 'GET /',
      start: nano(END - minutesAgo * MINUTE),
      duration: 5,
      resource,
    });
  });
  await insertSpans(server.store, [...spans, ...fleetSpans(), ...rolling]);
  await sendPoints(server.url, fleetPoints());
  await sendDeployment(server.url, '01920000-0000-7000-8000-000000000001', 6, '1.2', 'succeeded');
  await sendDeployment(server.url, '01920000-0000-7000-8000-000000000002', 50, '0.9', 'failed');
  await server.store.flush();
});
afterAll(() => server.close());

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${server.url}/api/v1/${path}${path.includes('?') ? '&' : '?'}from=${FROM}&to=${END}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

describe('dependencies', () => {
  for (const [service, query, keep] of [
    ['orders', '', () => true],
    ['orders', '?environment=staging', (span) => span.resource['deployment.environment.name'] === 'staging'],
    ['orders', '?where=db.system.name=redis', (span) => span.attributes['db.system.name'] === 'redis'],
    ['payments', '', () => true],
    ['mailer', '', () => true],
    ['stock', '', () => true],
    ['web', '', () => true],
    ['api', '', () => true],
    ['worker', '', () => true],
    ['nightly', '', () => true],
  ] as [string, string, (span: TestSpan) => boolean][]) {
    it(`of ${service}${query} are the edges that its spans make, with their traffic`, async () => {
      const answer = await ask<Answers['services/:service/dependencies']>(`services/${service}/dependencies${query}`);
      const expected = edgesOf(service, keep);
      const shown = [
        ...answer.callers.map((edge) => ({ side: 'caller', ...edge, kind: 'service', name: edge.service })),
        ...answer.calls.map((edge) => ({ side: 'call', ...edge })),
      ];
      const wanted = [
        ...[...expected.callers.values()].map((edge) => ({ side: 'caller', ...edge })),
        ...[...expected.calls.values()].map((edge) => ({ side: 'call', ...edge })),
      ];
      const key = (edge: { side: string; kind: string; name: string }): string =>
        `${edge.side} ${edge.kind} ${edge.name}`;
      expect(shown.map(key).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
        wanted.map(key).toSorted((a, b) => (a < b ? -1 : 1)),
      );
      for (const edge of wanted) {
        const found = shown.find((one) => key(one) === key(edge));
        const requests = edge.seen.reduce((sum, { weight }) => sum + weight, 0);
        const errors = edge.seen.reduce((sum, { failed, weight }) => sum + (failed ? weight : 0), 0);
        expect({ ...found, edge: key(edge) }).toMatchObject({
          edge: key(edge),
          requests,
          errors,
          requestsPerSecond: requests / 3600,
        });
        expect(found?.errorRate).toBeCloseTo((found?.errors ?? 0) / requests, 12);
        const durations = edge.seen.map(({ duration, weight }): [number, number] => [duration, weight]);
        for (const [level, ms] of [
          [0.5, found?.p50Ms],
          [0.95, found?.p95Ms],
        ] as const) {
          const { below, upTo } = rankOf(durations, (ms ?? Number.NaN) * 1e6);
          const slack = 0.01 + 4 / durations.length;
          expect(below, `${key(edge)} p${level}`).toBeLessThanOrEqual(level + slack);
          expect(upTo, `${key(edge)} p${level}`).toBeGreaterThanOrEqual(level - slack);
        }
      }
      for (const list of [answer.callers, answer.calls]) {
        expect(list.map(({ requests }) => requests)).toEqual(
          list.map(({ requests }) => requests).toSorted((a, b) => b - a),
        );
      }
    });
  }

  it('of the shop show each kind of thing that can be called', async () => {
    const { calls, callers } = await ask<Answers['services/:service/dependencies']>('services/orders/dependencies');
    expect(callers).toEqual([]);
    expect(calls.map(({ kind, name }) => `${kind} ${name}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'database postgresql/shop',
      'database redis',
      'external api.stripe.com',
      'external maps.example',
      'external odd job',
      'queue kafka',
      'service mailer',
      'service payments',
      'service stock',
    ]);
    const mailer = await ask<Answers['services/:service/dependencies']>('services/mailer/dependencies');
    expect(mailer.callers.map(({ service }) => service)).toEqual(['orders']);
  });
});

describe('instances', () => {
  it('are known by what they say of themselves, with what they use now and over time', async () => {
    const { items, stepMs } = await ask<Answers['services/:service/instances']>('services/fleet/instances');
    expect(items.map(({ instance, host, release, environment }) => [instance, host, release, environment])).toEqual([
      ['a', 'h1', '2', 'prod'],
      ['h2:77', 'h2', '', ''],
      ['pod-c', 'h3', '1', 'prod'],
    ]);
    expect(stepMs).toBe(2 * MINUTE);
    const [a, b, c] = items;
    const last = TICKS.at(-1) ?? 0;
    expect(a).toMatchObject({
      lastSeenUnixNano: String(nano(last)),
      memoryBytes: 1000 + (32 + 39) / 2,
      heapUsedBytes: 320.5,
      eventLoopUtilization: 0.25,
      eventLoopDelayP99Ms: expect.closeTo(12, 9),
      requestsPerSecond: 240 / 3600,
    });
    expect(a?.cpuUtilization).toBeCloseTo(0.75, 9);
    // It tells the share of all its processors only, and not how many they are.
    expect(b).toMatchObject({
      cpuUtilization: null,
      memoryBytes: 5000,
      heapUsedBytes: null,
      requestsPerSecond: null,
    });
    expect(c).toMatchObject({
      cpuUtilization: null,
      memoryBytes: null,
      eventLoopDelayP99Ms: null,
      requestsPerSecond: 120 / 3600,
      lastSeenUnixNano: String(nano(FROM + 357 * 10_000)),
    });
    const memory = Array.from({ length: 5 }, (_, step) => 1000 + step * 8 + 3.5);
    const known = (points: [number, number | null][] | undefined): unknown =>
      points?.filter(([, value]) => value !== null);
    expect(known(a?.memory)).toEqual(memory.map((value, step) => [END - 10 * MINUTE + step * 2 * MINUTE, value]));
    expect(known(a?.eventLoopDelay)).toEqual(
      memory.map((_, step) => [END - 10 * MINUTE + step * 2 * MINUTE, expect.closeTo(12, 9)]),
    );
    expect(a?.memory).toHaveLength(30);
    // The first point of a counter that began before is a base: seven of eight intervals lie in the first step.
    const cpu = a?.cpu.flatMap(([, value]) => (value === null ? [] : [Number(value.toFixed(9))]));
    expect(cpu).toEqual([0.65625, 0.75, 0.75, 0.75, 0.75]);
  });

  it('keep to their filters: those of the resource speak of metrics too, those of spans do not', async () => {
    const of = async (query: string): Promise<string[]> =>
      (await ask<Answers['services/:service/instances']>(`services/fleet/instances?${query}`)).items.map(
        (one) => one.instance,
      );
    expect(await of('where=host.name=nowhere')).toEqual(['a', 'h2:77']);
    expect(await of('where=resource.host.name=h2')).toEqual(['h2:77']);
    expect(await of('environment=prod')).toEqual(['a', 'pod-c']);
    expect(await of('release=2')).toEqual(['a']);
    expect((await ask<Answers['services/:service/instances']>('services/nobody/instances')).items).toEqual([]);
  });
});

describe('deployments', () => {
  it('are those that were reported, and releases that had not been seen before', async () => {
    const { items } = await ask<Answers['services/:service/deployments']>('services/rolling/deployments');
    const at = (minutesAgo: number): string => String(nano(END - minutesAgo * MINUTE));
    expect(items).toEqual([
      { release: '1.2', environment: 'prod', atUnixNano: at(6), source: 'reported', status: 'succeeded' },
      { release: '1.1', environment: 'prod', atUnixNano: at(20.5), source: 'first seen', status: null },
      { release: '1.1', environment: 'staging', atUnixNano: at(30.25), source: 'first seen', status: null },
      { release: '0.9', environment: 'prod', atUnixNano: at(50), source: 'reported', status: 'failed' },
    ]);
    const staging = await ask<Answers['services/:service/deployments']>(
      'services/rolling/deployments?environment=staging',
    );
    expect(staging.items.map(({ release }) => release)).toEqual(['1.1']);
    expect((await ask<Answers['services/:service/deployments']>('services/nobody/deployments')).items).toEqual([]);
  });
});

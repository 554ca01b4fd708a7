/** A service with callers, calls, two releases, two instances and metrics of all kinds, with known answers, as OTLP/JSON. */
import { id, nano, resource, text } from './kit/population/otlp.ts';

/** Minutes that the population covers, up to its end. */
export const MINUTES = 20;
/** Distance of the points of every metric, in milliseconds. */
const POINT_MS = 15_000;
export const POINTS: number = (MINUTES * 60_000) / POINT_MS;

export const RELEASES = ['1.8.1', '1.8.2'] as const;
/** Requests of checkout in each half, under the release of that half. */
export const REQUESTS_A_HALF = 300;
/** Requests of which one fails, by release. */
export const FAILS_EVERY: Readonly<Record<(typeof RELEASES)[number], number>> = { '1.8.1': 100, '1.8.2': 5 };
export const DURATION_MS = 40;

/** Orders a point, by region; the process restarts at half time and its counter begins anew. */
export const ORDERS: Readonly<Record<string, number>> = { eu: 6, us: 3, asia: 0 };
/** Of them failed. */
export const FAILED: Readonly<Record<string, number>> = { eu: 3, us: 0, asia: 0 };

export const INSTANCES = ['checkout-1', 'checkout-2'] as const;
export const HOST = 'node-7';
/** Of `process.memory.usage`, in bytes, by instance. */
export const MEMORY: Readonly<Record<string, number>> = {
  'checkout-1': 200 * 1024 ** 2,
  'checkout-2': 300 * 1024 ** 2,
};

const BOUNDS = [0.01, 0.05, 0.1, 0.5];
/** Observations a point in each bucket of `http.server.request.duration`, by route. */
const BUCKETS: Readonly<Record<string, readonly number[]>> = { '/pay': [0, 20, 0, 0, 0], '/quote': [5, 0, 0, 0, 0] };

const texts = (labels: Readonly<Record<string, string>>): object[] =>
  Object.entries(labels).map(([key, value]) => text(key, value));

/** The trace of a request of checkout: web calls checkout, which asks its database, calls payments and writes to a queue. */
export const traceIdOf = (at: number): string => id(16, `measured ${at}`);

export function traceBodies(endMs: number): object[] {
  const all = 2 * REQUESTS_A_HALF;
  const startMs = endMs - MINUTES * 60_000;
  const byService = new Map<string, object[]>();
  const add = (key: string, span: object): void => void byService.set(key, [...(byService.get(key) ?? []), span]);
  for (let at = 0; at < all; at++) {
    const release = RELEASES[at < REQUESTS_A_HALF ? 0 : 1];
    const begin = startMs + ((at + 0.5) * MINUTES * 60_000) / all;
    const isFailed = at % FAILS_EVERY[release] === 0;
    const spanIdOf = (name: string): string => id(8, `measured ${at} ${name}`);
    const span = (
      name: string,
      parent: string,
      kind: number,
      delay: number,
      durationMs: number,
      more: object,
    ): object => ({
      traceId: traceIdOf(at),
      spanId: spanIdOf(name),
      ...(parent !== '' && { parentSpanId: spanIdOf(parent) }),
      name,
      kind,
      startTimeUnixNano: nano(begin + delay),
      endTimeUnixNano: nano(begin + delay + durationMs),
      ...more,
    });
    const failed = isFailed ? { status: { code: 2, message: 'voucher is unknown' } } : {};
    const route = at % 4 === 0 ? '/quote' : '/pay';
    add('web 2.0.0', span('click', '', 2, 0, DURATION_MS + 20, {}));
    add('web 2.0.0', span('POST', 'click', 3, 5, DURATION_MS + 10, {}));
    add(
      `checkout ${release}`,
      span(`POST ${route}`, 'POST', 2, 10, DURATION_MS, { ...failed, attributes: [text('http.route', route)] }),
    );
    add(
      `checkout ${release}`,
      span('SELECT orders', `POST ${route}`, 3, 12, 5, {
        attributes: texts({ 'db.system.name': 'postgresql', 'db.namespace': 'shop' }),
      }),
    );
    add(`checkout ${release}`, span('charge', `POST ${route}`, 3, 18, 12, {}));
    add('payments 4.1.0', span('POST /charge', 'charge', 2, 20, 8, {}));
    add(
      `checkout ${release}`,
      span('send orders', `POST ${route}`, 4, 32, 2, {
        attributes: texts({ 'messaging.system.name': 'kafka', 'messaging.system': 'kafka' }),
      }),
    );
  }
  return [...byService].map(([key, spans]) => {
    const [service = '', release = ''] = key.split(' ');
    const own = { 'service.version': release, 'service.instance.id': `${service}-1`, 'host.name': HOST };
    return {
      resourceSpans: [{ resource: resource(service, own), scopeSpans: [{ scope: { name: 'measured' }, spans }] }],
    };
  });
}

const times = (endMs: number): number[] => Array.from({ length: POINTS }, (_, at) => endMs - (POINTS - at) * POINT_MS);

function metricsBody(of: object, metrics: readonly object[]): object {
  return { resourceMetrics: [{ resource: of, scopeMetrics: [{ scope: { name: 'measured' }, metrics }] }] };
}

/** A counter of which each point adds the same; at half time the process restarts. */
function counter(name: string, unit: string, endMs: number, each: Readonly<Record<string, number>>): object {
  const half = POINTS / 2;
  const startMs = endMs - MINUTES * 60_000 - POINT_MS;
  const dataPoints = Object.entries(each).flatMap(([region, added]) =>
    times(endMs).map((time, at) => ({
      attributes: [text('shop.region', region)],
      startTimeUnixNano: nano(at < half ? startMs : endMs - half * POINT_MS - POINT_MS / 3),
      timeUnixNano: nano(time),
      asDouble: added * ((at % half) + 1),
    })),
  );
  return {
    name,
    unit,
    description: `${name} of the shop`,
    sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints },
  };
}

function histogram(endMs: number): object {
  const dataPoints = Object.entries(BUCKETS).flatMap(([route, counts]) =>
    times(endMs).map((time, at) => ({
      attributes: [text('http.route', route)],
      startTimeUnixNano: nano(time - POINT_MS),
      timeUnixNano: nano(time),
      count: String(counts.reduce((sum, count) => sum + count, 0)),
      sum: counts.reduce((sum, count, bucket) => sum + count * (BOUNDS[bucket] ?? 1), 0),
      bucketCounts: counts.map(String),
      explicitBounds: BOUNDS,
      ...(route === '/pay' &&
        at === 20 && {
          exemplars: [
            {
              timeUnixNano: nano(time - 1000),
              asDouble: 0.042,
              traceId: traceIdOf(1),
              spanId: id(8, 'measured 1 POST /pay'),
            },
          ],
        }),
    })),
  );
  return {
    name: 'http.server.request.duration',
    unit: 's',
    description: 'Duration of requests.',
    histogram: { aggregationTemporality: 1, dataPoints },
  };
}

function gauge(name: string, unit: string, endMs: number, valueOf: (at: number) => number): object {
  const dataPoints = times(endMs).map((time, at) => ({ timeUnixNano: nano(time), asDouble: valueOf(at) }));
  return { name, unit, description: '', gauge: { dataPoints } };
}

/** Depth of the queue at a point: 0 to 9 and again. */
const depthAt = (at: number): number => at % 10;

/** Metrics of the shop, of the runtime of both instances, and of their host. */
export function metricBodies(endMs: number): object[] {
  const shop = metricsBody(resource('checkout', { 'service.instance.id': 'checkout-1', 'host.name': HOST }), [
    counter('shop.orders', '{order}', endMs, ORDERS),
    counter('shop.orders.failed', '{order}', endMs, FAILED),
    histogram(endMs),
    gauge('shop.queue.depth', '{item}', endMs, depthAt),
    gauge('shop.balance', '1', endMs, (at) => Math.sin(at / 5) * 10),
    gauge('system.cpu.utilization', '1', endMs, () => 0.25),
    gauge('system.memory.utilization', '1', endMs, () => 0.6),
  ]);
  const runtimes = INSTANCES.map((instance, index) =>
    metricsBody(resource('checkout', { 'service.instance.id': instance, 'host.name': HOST }), [
      {
        name: 'process.cpu.time',
        unit: 's',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: times(endMs).map((time, at) => ({
            startTimeUnixNano: nano(endMs - MINUTES * 60_000 - POINT_MS),
            timeUnixNano: nano(time),
            // A tenth, a fifth of a core.
            asDouble: ((at + 1) * POINT_MS * (index + 1)) / 10_000,
          })),
        },
      },
      {
        name: 'process.memory.usage',
        unit: 'By',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: false,
          dataPoints: times(endMs).map((time) => ({ timeUnixNano: nano(time), asInt: String(MEMORY[instance]) })),
        },
      },
      gauge('nodejs.eventloop.delay.p99', 's', endMs, () => 0.012 * (index + 1)),
      gauge('nodejs.eventloop.utilization', '1', endMs, () => 0.3),
      {
        name: 'v8js.memory.heap.used',
        unit: 'By',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: false,
          dataPoints: times(endMs).map((time) => ({
            timeUnixNano: nano(time),
            attributes: [text('v8js.heap.space.name', 'old_space')],
            asInt: String(80 * 1024 ** 2),
          })),
        },
      },
    ]),
  );
  return [shop, ...runtimes];
}

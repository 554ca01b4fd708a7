import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answers, Finding } from '../../ui/src/ask/api.d.ts';
import { createMaker, createRandom, traceIdOf } from './population/population.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { serve, type Served } from './population/served.ts';

const MINUTE = 60_000;
const endMs = Math.floor(Date.now() / MINUTE) * MINUTE;
const ago = (minutes: number): number => endMs - minutes * MINUTE;

/** A day of a small system, with three troubles whose beginning is known to the nanosecond. */
const FAILS_FROM = ago(17) + 31_000;
const RELEASED = FAILS_FROM - 17_000;
const SLOW_FROM = ago(55);
const SILENT_FROM = ago(12);

const random = createRandom(42);
const make = createMaker();
const spans: TestSpan[] = [];
let traces = 0;

interface Behaviour {
  service: string;
  everyMs: number;
  fromMs?: number;
  toMs?: number;
  failsAt?: (ms: number) => number;
  durationMs?: (ms: number) => number;
  resourceAt?: (ms: number) => Record<string, string>;
  kind?: TestSpan['kind'];
}

function live({
  service,
  everyMs,
  fromMs = ago(25 * 60),
  toMs = endMs,
  failsAt = () => 0,
  durationMs = () => 20,
  resourceAt = () => ({}),
  kind = 'Server',
}: Behaviour): void {
  for (let at = fromMs; at < toMs; at += everyMs) {
    spans.push(
      make({
        traceId: traceIdOf(++traces),
        service,
        name: 'handle',
        kind,
        start: BigInt(at) * 1_000_000n + 17n,
        duration: Math.round(durationMs(at) * (0.5 + random()) * 1e6),
        status: random() < failsAt(at) ? 'Error' : 'Unset',
        resource: resourceAt(at),
      }),
    );
  }
}

let served: Served;
beforeAll(async () => {
  live({
    service: 'checkout',
    everyMs: 2000,
    failsAt: (ms) => (ms >= FAILS_FROM ? 0.07 : 0.008),
    resourceAt: (ms) => ({
      'service.version': ms >= RELEASED ? '1.8.2' : '1.8.1',
      'deployment.environment.name': 'production',
    }),
  });
  live({
    service: 'search',
    everyMs: 2000,
    durationMs: (ms) => (ms >= SLOW_FROM ? 640 : 220),
    resourceAt: () => ({ 'service.version': '5' }),
  });
  live({ service: 'mailer', everyMs: 20_000, toMs: SILENT_FROM, kind: 'Consumer' });
  live({
    service: 'catalogue',
    everyMs: 3000,
    failsAt: () => 0.01,
    durationMs: (ms) => 50 + 40 * Math.sin(ms / 3_600_000),
  });
  live({ service: 'nightly', everyMs: 6 * 3_600_000, kind: 'Internal', failsAt: () => 0.5 });
  // Somebody's first three minutes, in a project of its own.
  live({
    service: 'first',
    everyMs: 250,
    fromMs: ago(3),
    failsAt: () => 0.08,
    // The first release of a service is no deployment that anything began with.
    resourceAt: () => ({ 'sightglass.project': 'new', 'service.version': '0.1' }),
  });
  live({ service: 'well', everyMs: 250, fromMs: ago(3), resourceAt: () => ({ 'sightglass.project': 'new' }) });
  // A project that has always failed like this.
  live({ service: 'old', everyMs: 2000, failsAt: () => 0.08, resourceAt: () => ({ 'sightglass.project': 'chronic' }) });
  // A failure of the old release in the minute of the new one: not what began there.
  live({
    service: 'checkout',
    everyMs: MINUTE,
    fromMs: RELEASED - 9000,
    toMs: RELEASED,
    failsAt: () => 1,
    resourceAt: () => ({ 'service.version': '1.8.1', 'deployment.environment.name': 'production' }),
  });
  served = await serve();
  await insertSpans(served.store, spans);
}, 120_000);
afterAll(() => served.close());

const findingsAt = (toMs: number, query = ''): Promise<Answers['findings']> =>
  served.ask(`findings?from=${toMs - 3_600_000}&to=${toMs}${query}`);

const byService = (items: Finding[]): Map<string, Finding> => new Map(items.map((item) => [item.service, item]));

const startOf = (keep: (span: TestSpan) => boolean): string => String(spans.find(keep)?.start);

test('the services in trouble are named, worst first, and no others', async () => {
  const { items, services, next, to } = await findingsAt(endMs);
  expect(items.map(({ service, kind }) => [service, kind])).toEqual([
    ['checkout', 'failing'],
    ['mailer', 'silent'],
    ['search', 'slow'],
  ]);
  expect(services).toBe(5);
  expect(next).toBeNull();
  expect(to).toBe(new Date(endMs).toISOString());
});

test('failures come with their share now and before, the first failed request, and the release that brought them', async () => {
  const { items } = await findingsAt(endMs);
  const found = byService(items).get('checkout');
  const own = spans.filter((span) => span.service === 'checkout');
  const share = (some: TestSpan[]): number => some.filter((span) => span.status === 'Error').length / some.length;
  const onset = Number(BigInt(found?.onsetUnixNano ?? 0) / 1_000_000n);
  expect(found?.now).toBeCloseTo(share(own.filter((span) => Number(span.start) / 1e6 >= ago(10))), 9);
  expect(found?.usual).toBeCloseTo(0.008, 2);
  expect(found?.unit).toBe('ratio');
  // The onset is a failed request of the new release, within three minutes after it: which one fails first is chance.
  expect(own.some((span) => String(span.start) === found?.onsetUnixNano && span.status === 'Error')).toBe(true);
  expect(onset).toBeGreaterThanOrEqual(RELEASED);
  expect(onset).toBeLessThan(FAILS_FROM + 3 * MINUTE);
  expect(found?.near).toEqual({
    deployment: {
      service: 'checkout',
      release: '1.8.2',
      atUnixNano: startOf((span) => span.resource['service.version'] === '1.8.2'),
    },
  });
  const { seconds = '', minutes = '0' } =
    /(?:(?<minutes>\d+) min ?)?(?:(?<seconds>\d+) s )?after/.exec(found?.detail ?? '')?.groups ?? {};
  expect(found?.headline).toMatch(/^checkout: \d\.\d % of requests fail$/);
  expect(found?.detail).toMatch(/^usual 0\.\d %; began .*\d\d:\d\d UTC, .+ after release 1\.8\.2$/);
  expect(Number(minutes) * 60 + Number(seconds)).toBe(Math.round((onset - RELEASED) / 1000));
});

test('slowness comes with both 95th percentiles and the first slow request', async () => {
  const { items } = await findingsAt(endMs);
  const found = byService(items).get('search');
  // Uniform from 0.5 to 1.5 times the mean: the 95th percentile is 1.45 times it.
  expect(found?.now).toBeGreaterThan(640 * 1.42);
  expect(found?.now).toBeLessThan(640 * 1.48);
  expect(found?.usual).toBeGreaterThan(220 * 1.42);
  expect(found?.usual).toBeLessThan(220 * 1.48);
  const onset = spans.find((span) => span.service === 'search' && String(span.start) === found?.onsetUnixNano);
  expect(onset).toMatchObject({ service: 'search' });
  expect(onset?.duration).toBeGreaterThan((found?.usual ?? Infinity) * 1e6);
  expect(Math.abs(Number(onset?.start) / 1e6 - SLOW_FROM)).toBeLessThan(2 * MINUTE);
  expect(found).toMatchObject({ unit: 'ms', near: null, headline: expect.stringMatching(/^search: p95 is \d+ ms$/) });
});

test('silence comes with the last request and the usual distance', async () => {
  const { items } = await findingsAt(endMs);
  const found = byService(items).get('mailer');
  const last = spans.findLast((span) => span.service === 'mailer');
  expect(found?.onsetUnixNano).toBe(String(last?.start));
  expect(found?.now).toBeCloseTo((endMs - Math.floor(Number(last?.start) / 1e6)) / 1000, 3);
  expect(found?.usual).toBeCloseTo(20, 0);
  expect(found).toMatchObject({ unit: 's', headline: 'mailer: no requests for 12 min 20 s' });
});

test('each links to the requests that it speaks of', async () => {
  const { items } = await findingsAt(endMs, '&environment=production');
  expect(items.map((item) => item.service)).toEqual(['checkout']);
  const link = new URL(items[0]?.link.href ?? '', served.url);
  expect(link.pathname).toBe('/traces');
  expect(link.searchParams.get('service')).toBe('checkout');
  expect(link.searchParams.get('env')).toBe('production');
  expect(link.searchParams.get('q')).toBe('status:error');
  const [from, to] = link.searchParams.get('t')?.split('/') ?? [];
  const traces = await served.ask<Answers['traces']>(
    `traces?from=${from}&to=${to}&service=checkout&environment=production&where=status=error&limit=1000`,
  );
  expect(traces.items.length).toBeGreaterThan(10);
  expect(traces.items.some((item) => item.startUnixNano === items[0]?.onsetUnixNano)).toBe(true);
});

test('before the troubles began nothing needed a look', async () => {
  expect((await findingsAt(ago(60))).items).toEqual([]);
});

test('a service of three minutes whose requests fail is named, though nothing is usual yet', async () => {
  const { items, services } = await findingsAt(endMs, '&project=new');
  expect(services).toBe(2);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ service: 'first', kind: 'failing', usual: null, near: null });
  expect(items[0]?.now).toBeGreaterThan(0.05);
  expect(items[0]?.detail).toContain('too little is known yet');
});

test('a service that has always failed too much stays named, and is said to be no worse', async () => {
  const { items } = await findingsAt(endMs, '&project=chronic');
  expect(items).toMatchObject([
    { service: 'old', kind: 'failing', detail: expect.stringContaining('for the last day') },
  ]);
  expect(items[0]?.usual).toBeCloseTo(0.08, 2);
});

test('conditions that the roll-up does not know are asked of the spans, with the same result', async () => {
  const fromRollUp = await findingsAt(endMs, '&service=checkout');
  const fromSpans = await findingsAt(endMs, '&service=checkout&where=duration>=0ms&explain=1');
  expect(fromSpans.explain?.some(({ sql }) => sql.includes('otel_traces_1m'))).toBe(false);
  expect(fromSpans.items).toEqual(fromRollUp.items);
  expect(fromSpans.items).toHaveLength(1);
});

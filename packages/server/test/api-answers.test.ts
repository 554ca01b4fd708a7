import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { createMaker, createPopulation, traceIdOf } from './population/population.ts';
import { inRange, rankOf, requestsOf, tracesOf, trafficOf, weightOf, type OracleTraffic } from './population/oracle.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { serve, type Served } from './population/served.ts';

const HOUR = 3_600_000;
const endMs = Math.floor(Date.now() / HOUR) * HOUR - 7;
const startMs = endMs - 3 * HOUR;
const spans = createPopulation(1, 4000, startMs, endMs);

/** Ranges: one short enough for the spans themselves, one long enough for the roll-ups (whole minutes then), one that begins and ends within an hour. */
const SHORT = { fromMs: endMs - HOUR, toMs: endMs - HOUR / 3 };
const LONG = { fromMs: startMs + 4321, toMs: endMs - 1234 };
const LONG_MINUTES = minutesOf(LONG);
const RAGGED = { fromMs: startMs + HOUR / 3 + 123_456, toMs: endMs - HOUR / 2 - 345_678 };
const RAGGED_MINUTES = minutesOf(RAGGED);

function minutesOf({ fromMs, toMs }: typeof LONG): typeof LONG {
  return { fromMs: Math.floor(fromMs / 60_000) * 60_000, toMs: Math.ceil(toMs / 60_000) * 60_000 };
}

// A trace that begins before the short range and ends in it, and one that goes on after it: each is whole where it is shown.
const make = createMaker(9_000_000);
for (const [n, root, child] of [
  [90_001, SHORT.fromMs - 100_000, SHORT.fromMs + 50],
  [90_002, SHORT.toMs - 50, SHORT.toMs + 100_000],
] as const) {
  const common = { traceId: traceIdOf(n), service: 'web', resource: { 'service.namespace': 'shop' } };
  const parent = make({ ...common, name: 'GET /', start: BigInt(root) * 1_000_000n, duration: 101e9 });
  const late = BigInt(child) * 1_000_000n;
  spans.push(
    parent,
    make({
      ...common,
      name: 'GET',
      kind: 'Client',
      parentSpanId: parent.spanId,
      start: late,
      duration: 5,
      status: 'Error',
    }),
  );
}

// A trace that pauses for a quarter of an hour: its place in a list is that of its beginning.
const paused = { traceId: traceIdOf(90_003), service: 'web', resource: { 'service.namespace': 'shop' } };
const begun = make({ ...paused, name: 'GET /', start: BigInt(endMs - 1_188_000) * 1_000_000n, duration: 5e6 });
spans.push(
  begun,
  make({
    ...paused,
    name: 'GET',
    kind: 'Client',
    parentSpanId: begun.spanId,
    start: BigInt(endMs - 3 * 60_000) * 1_000_000n,
    duration: 5,
  }),
);

let served: Served;
beforeAll(async () => {
  served = await serve();
  await insertSpans(served.store, spans);
});
afterAll(() => served.close());

const within = (range: { fromMs: number; toMs: number }): string => `from=${range.fromMs}&to=${range.toMs}`;

interface Percentiles {
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** A t-digest is right when the weight at and below its value is the level, give or take one percent. */
function expectPercentiles(answer: Percentiles, { durations }: OracleTraffic): void {
  for (const [level, ms] of [
    [0.5, answer.p50Ms],
    [0.95, answer.p95Ms],
    [0.99, answer.p99Ms],
  ] as const) {
    const { below, upTo } = rankOf(durations, (ms ?? Number.NaN) * 1e6);
    // Of few spans the steps between ranks are larger than a percent.
    const slack = 0.01 + 4 / durations.length;
    expect(below, `p${level * 100} of ${durations.length}: ${ms} ms`).toBeLessThanOrEqual(level + slack);
    expect(upTo, `p${level * 100} of ${durations.length}: ${ms} ms`).toBeGreaterThanOrEqual(level - slack);
  }
}

/** Sums of floats differ in their last digits by the order of adding. */
function rounded<T>(value: T): T | number {
  return typeof value === 'number' ? Number(value.toPrecision(10)) : value;
}

describe('services', () => {
  for (const [title, range, covered] of [
    ['over the spans of forty minutes', SHORT, SHORT],
    ['over the roll-up of three hours', LONG, LONG_MINUTES],
    ['over minutes, ten minutes and hours of the roll-up', RAGGED, RAGGED_MINUTES],
  ] as const) {
    test(`are counted, weighted and measured as plain arithmetic does ${title}`, async () => {
      const answer = await served.ask<Answers['services']>(`services?${within(range)}`);
      expect(answer.from).toBe(new Date(covered.fromMs).toISOString());
      expect(answer.to).toBe(new Date(covered.toMs).toISOString());
      const expected = requestsOf(spans, covered);
      expect(answer.items.map((item) => item.service).toSorted()).toEqual(['api', 'nightly', 'web', 'worker']);
      expect([...expected.keys()].toSorted()).toEqual(['api', 'nightly', 'web', 'worker']);
      for (const item of answer.items) {
        const oracle = trafficOf(expected.get(item.service) ?? []);
        const seconds = (covered.toMs - covered.fromMs) / 1000;
        expect(item).toMatchObject({
          requests: oracle.requests,
          errors: oracle.errors,
          releases: oracle.releases,
          environments: oracle.environments,
          lastSeenUnixNano: String(oracle.lastSeen),
          namespace: item.service === 'api' ? '' : 'shop',
        });
        expect(item.requestsPerSecond).toBeCloseTo(oracle.requests / seconds, 9);
        expect(item.errorRate).toBeCloseTo(oracle.errors / oracle.requests, 12);
        expectPercentiles(item, oracle);
      }
      expect(answer.items.map((item) => item.requests)).toEqual(
        answer.items.map((item) => item.requests).toSorted((a, b) => b - a),
      );
      expect(answer.stats.rowsRead).toBeGreaterThan(0);
    });
  }

  test('read from the roll-up only when the range is long', async () => {
    const sqlOf = async (query: string): Promise<string> => {
      const answer = await served.ask<Answers['services']>(`services?explain=1&${query}`);
      return answer.explain?.[0]?.sql ?? '';
    };
    expect(await sqlOf(within(SHORT))).toContain('otel_traces WHERE');
    expect(await sqlOf(within(LONG))).toContain('otel_traces_services WHERE');
    for (const seconds of [60, 600, 3600]) expect(await sqlOf(within(RAGGED))).toContain(`(${seconds}, `);
    expect(await sqlOf(`${within(LONG)}&where=status=error`)).toContain('otel_traces_1m WHERE');
    expect(await sqlOf(`${within(LONG)}&where=cart.items>3`)).toContain('otel_traces WHERE');
  });

  for (const [query, keep] of [
    ['service=web&service=api', (span) => span.service === 'web' || span.service === 'api'],
    ['environment=staging', (span) => span.resource['deployment.environment.name'] === 'staging'],
    [
      'release=2.0.0&environment=production',
      (span) =>
        span.resource['service.version'] === '2.0.0' && span.resource['deployment.environment.name'] === 'production',
    ],
    ['where=http.route%3D/cart', (span) => span.attributes['http.route'] === '/cart'],
    ['where=status=error', (span) => span.status === 'Error'],
  ] as [string, (span: TestSpan) => boolean][]) {
    for (const [table, range, covered] of [
      ['spans', SHORT, SHORT],
      ['roll-up', LONG, LONG_MINUTES],
      ['roll-up in several units', RAGGED, RAGGED_MINUTES],
    ] as const) {
      test(`narrowed by ${query} are those of the ${table} that match`, async () => {
        const answer = await served.ask<Answers['services']>(`services?${within(range)}&${query}`);
        const expected = requestsOf(spans, { ...covered, keep });
        const counts = (items: { service: string; requests: number; errors: number }[]): unknown =>
          items
            .map(({ service, requests, errors }) => ({ service, requests, errors }))
            .toSorted((a, b) => (a.service < b.service ? -1 : 1));
        const oracle = [...expected].map(([service, own]) => ({ service, ...trafficOf(own) }));
        expect(counts(answer.items)).toEqual(counts(oracle));
        expect(oracle.length).toBeGreaterThan(0);
      });
    }
  }

  test('go on page by page without a gap or a repetition', async () => {
    const all: string[] = [];
    let cursor = '';
    do {
      const page: Answers['services'] = await served.ask(
        `services?${within(SHORT)}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      all.push(...page.items.map((item) => item.service));
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(all).toHaveLength(4);
    expect(new Set(all).size).toBe(4);
  });
});

/** What requests took together, each as often as it was sampled for. */
function timeOf(spans: readonly Parameters<typeof weightOf>[0][]): number {
  return spans.reduce((sum, span) => sum + span.duration * weightOf(span), 0);
}

test('operations of a service add up to it, by name and kind', async () => {
  for (const [range, covered] of [
    [SHORT, SHORT],
    [LONG, LONG_MINUTES],
  ] as const) {
    const answer = await served.ask<Answers['services/:service/operations']>(
      `services/web/operations?${within(range)}`,
    );
    const own = requestsOf(spans, covered).get('web') ?? [];
    const names = [...new Set(own.map((span) => span.name))];
    const time = timeOf(own);
    expect(answer.items.map((item) => item.operation).toSorted()).toEqual(names.toSorted());
    for (const item of answer.items) {
      const oracle = trafficOf(own.filter((span) => span.name === item.operation));
      expect(item).toMatchObject({
        kind: 'server',
        requests: oracle.requests,
        errors: oracle.errors,
        lastSeenUnixNano: String(oracle.lastSeen),
      });
      expectPercentiles(item, oracle);
      expect(item.timeShare).toBeCloseTo(timeOf(own.filter((span) => span.name === item.operation)) / time, 9);
    }
  }
  const roots = await served.ask<Answers['services/:service/operations']>(
    `services/nightly/operations?${within(SHORT)}`,
  );
  expect(roots.items.map(({ operation, kind }) => [operation, kind])).toEqual([['tidy up', 'internal']]);
});

describe('series', () => {
  for (const [title, range, covered, step, stepMs] of [
    ['spans, default step', SHORT, SHORT, '', 10_000],
    ['spans, own step', SHORT, SHORT, '&step=90s', 90_000],
    ['roll-up, default step', LONG, LONG_MINUTES, '', 60_000],
    ['roll-up, own step', LONG, LONG_MINUTES, '&step=5m', 300_000],
    ['roll-up, ten minutes at a time', RAGGED, RAGGED_MINUTES, '&step=10m', 600_000],
    ['roll-up, hours', RAGGED, RAGGED_MINUTES, '&step=1h', 3_600_000],
    ['long range with a step that the roll-up lacks', LONG, LONG, '&step=90s', 90_000],
  ] as const) {
    test(`hold every request in its bucket (${title})`, async () => {
      const answer = await served.ask<Answers['service-series']>(`service-series?${within(range)}${step}`);
      expect(answer.stepMs).toBe(stepMs);
      const starts: number[] = [];
      for (let at = Math.floor(covered.fromMs / stepMs) * stepMs; at < covered.toMs; at += stepMs) starts.push(at);
      const expected = requestsOf(spans, covered);
      for (const { name, labels, points } of answer.series) {
        expect(points.map(([at]) => at)).toEqual(starts);
        const own = Map.groupBy(
          expected.get(labels.service) ?? [],
          (span) => Math.floor(Number(span.start) / 1e6 / stepMs) * stepMs,
        );
        const expectedPoints = starts.map((at) => {
          const bucket = trafficOf(own.get(at) ?? []);
          const seconds = (Math.min(at + stepMs, covered.toMs) - Math.max(at, covered.fromMs)) / 1000;
          if (name === 'requestsPerSecond') return bucket.requests / seconds;
          if (bucket.requests === 0) return null;
          return name === 'errorRate' ? bucket.errors / bucket.requests : 'some';
        });
        const shown = points.map(([, value]) => (name === 'p95Ms' && value !== null ? 'some' : value));
        expect(shown.map(rounded)).toEqual(expectedPoints.map(rounded));
      }
      expect(answer.series).toHaveLength(4 * 3);
    });
  }

  test('of one service has five lines, and its percentiles rise', async () => {
    const answer = await served.ask<Answers['services/:service/series']>(
      `services/web/series?${within(SHORT)}&step=10m`,
    );
    expect(answer.series.map(({ name, unit, labels }) => [name, unit, labels.service])).toEqual([
      ['requestsPerSecond', '1/s', 'web'],
      ['errorRate', 'ratio', 'web'],
      ['p50Ms', 'ms', 'web'],
      ['p95Ms', 'ms', 'web'],
      ['p99Ms', 'ms', 'web'],
    ]);
    const [, , p50, p95, p99] = answer.series;
    // The range begins 7 ms before a bucket ends: nothing was measured in it.
    const measured =
      p95?.points.flatMap(([, value], i) =>
        value === null ? [] : [[p50?.points[i]?.[1], value, p99?.points[i]?.[1]]],
      ) ?? [];
    expect(measured).toHaveLength(4);
    for (const [low = Infinity, value, high = -1] of measured) {
      expect(value).toBeGreaterThanOrEqual(low ?? Infinity);
      expect(value).toBeLessThanOrEqual(high ?? -1);
    }
  });

  test('comes with the slowest and the last failed requests of each service', async () => {
    const answer = await served.ask<Answers['service-series']>(`service-series?${within(SHORT)}`);
    for (const [service, own] of requestsOf(spans, SHORT)) {
      const slowest = own
        .toSorted((a, b) => b.duration - a.duration)
        .slice(0, 3)
        .map((span) => span.traceId);
      const failed = own
        .filter((span) => span.status === 'Error')
        .toSorted((a, b) => (a.start < b.start ? 1 : -1))
        .slice(0, 3)
        .map((span) => span.traceId);
      const shown = answer.exemplars.filter((exemplar) => exemplar.service === service);
      expect(shown.map((exemplar) => exemplar.traceId).toSorted()).toEqual(
        [...new Set([...slowest, ...failed])].toSorted(),
      );
      for (const exemplar of shown) {
        const span = own.find((one) => one.traceId === exemplar.traceId);
        expect(exemplar).toMatchObject({
          durationMs: (span?.duration ?? 0) / 1e6,
          error: span?.status === 'Error',
          timeMs: Math.floor(Number(span?.start) / 1e6),
        });
      }
    }
  });
});

describe('traces', () => {
  const SEARCHES: [
    string,
    { keep?: (span: TestSpan) => boolean; trace?: (trace: ReturnType<typeof tracesOf>[number]) => boolean },
  ][] = [
    ['', {}],
    ['service=worker', { keep: (span) => span.service === 'worker' }],
    ['status=error', { trace: (trace) => trace.errors > 0 }],
    ['status=ok&service=nightly', { keep: (span) => span.service === 'nightly', trace: (trace) => trace.errors === 0 }],
    [
      'minDurationMs=200&maxDurationMs=600',
      { trace: ({ durationNano }) => durationNano >= 200_000_000n && durationNano <= 600_000_000n },
    ],
    ['minDurationMs=50000', { trace: ({ durationNano }) => durationNano >= 50_000_000_000n }],
    ['q=expired%20WEB', { keep: (span) => span.message.includes('EXPIRED') && span.service === 'web' }],
    ['q=%22expired', { keep: (span) => span.message.includes('"EXPIRED') }],
    [
      'where=kind=client&where=duration>100ms',
      { keep: (span) => span.kind === 'Client' && span.duration > 100_000_000 },
    ],
    [
      'where=event=cache.miss&release=2.0.0',
      { keep: (span) => span.events.length > 0 && span.resource['service.version'] === '2.0.0' },
    ],
    ['where=service.name!=worker', { trace: ({ all }) => all.every((span) => span.service !== 'worker') }],
    ['where=status!=error&status=ok', { trace: ({ all }) => all.every((span) => span.status !== 'Error') }],
    ['where=!http.route?', { trace: ({ all }) => all.every((span) => span.attributes['http.route'] === undefined) }],
    [
      'where=name!~(?i)query&where=kind=server',
      { keep: (span) => span.kind === 'Server', trace: ({ all }) => all.every((span) => !/query/i.test(span.name)) },
    ],
  ];
  for (const [query, { keep, trace = () => true }] of SEARCHES) {
    test(`found by ${query === '' ? 'nothing but the range' : query} are whole and the newest first`, async () => {
      const answer = await served.ask<Answers['traces']>(`traces?${within(SHORT)}&limit=1000&${query}`);
      const expected = tracesOf(spans, { ...SHORT, ...(keep ? { keep } : {}) })
        .filter(trace)
        .toSorted((a, b) => (a.start < b.start ? 1 : -1));
      expect(expected.length).toBeGreaterThan(0);
      expect(answer.items).toEqual(
        expected.map((one) => ({
          traceId: one.traceId,
          rootService: one.rootService,
          rootName: one.rootName,
          startUnixNano: String(one.start),
          durationMs: Number(one.durationNano) / 1e6,
          spans: one.spans,
          errors: one.errors,
          services: one.services,
        })),
      );
      expect(answer.next).toBeNull();
      const facets = await served.ask<Answers['traces/facets']>(`traces/facets?${within(SHORT)}&${query}`);
      expect(facets.total).toBe(expected.length);
    });
  }

  for (const [order, of] of [
    ['newest', (one) => one.start],
    ['slowest', (one) => one.durationNano],
    ['spans', (one) => BigInt(one.spans)],
    ['errors', (one) => BigInt(one.errors)],
  ] as [string, (one: ReturnType<typeof tracesOf>[number]) => bigint][]) {
    test(`go on page by page by ${order}, without a gap or a repetition`, async () => {
      const pages: string[][] = [];
      let cursor = '';
      do {
        const page: Answers['traces'] = await served.ask(
          `traces?${within(SHORT)}&order=${order}&limit=170${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        pages.push(page.items.map((item) => item.traceId));
        cursor = page.next ?? '';
      } while (cursor !== '' && pages.length < 20);
      const expected = tracesOf(spans, SHORT).toSorted((a, b) =>
        of(a) === of(b) ? Number(b.start - a.start) : Number(of(b) - of(a)),
      );
      expect(pages.flat()).toEqual(expected.map((one) => one.traceId));
      expect(pages.length).toBeGreaterThan(3);
    });
  }

  test('the newest ones of a long range are found in its last part, as if the whole had been read', async () => {
    const shown: string[] = [];
    let cursor = '';
    for (let page = 0; page < 20; page++) {
      const answer: Answers['traces'] = await served.ask(`traces?${within(LONG)}&limit=30${cursor}`);
      shown.push(...answer.items.map((item) => item.traceId));
      cursor = `&cursor=${answer.next}`;
    }
    const expected = tracesOf(spans, LONG).toSorted((a, b) => (a.start < b.start ? 1 : -1));
    expect(shown).toEqual(expected.slice(0, 600).map((trace) => trace.traceId));
    expect(shown).toContain(paused.traceId);
  });

  test('are counted in facets by every value that one of their spans in the range holds', async () => {
    const { facets, total } = await served.ask<Answers['traces/facets']>(`traces/facets?${within(SHORT)}`);
    const all = tracesOf(spans, SHORT).map((trace) => ({ ...trace, all: inRange(trace.all, SHORT) }));
    expect(total).toBe(all.length);
    const count = (valuesOf: (trace: (typeof all)[number]) => (string | undefined)[]): unknown => {
      const counts = new Map<string, number>();
      for (const trace of all) {
        for (const value of new Set(valuesOf(trace))) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return [...counts]
        .map(([value, n]) => ({ value, count: n }))
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    };
    expect(Object.fromEntries(facets.map(({ key, values }) => [key, values]))).toEqual({
      service: count((trace) => trace.all.map((span) => span.service)),
      name: count((trace) => trace.all.filter((span) => span.parentSpanId === '').map((span) => span.name)),
      status: count((trace) => [trace.all.some((span) => span.status === 'Error') ? 'error' : 'ok']),
      'http.route': count((trace) => trace.all.map((span) => span.attributes['http.route'])),
      'http.response.status_code': count((trace) =>
        trace.all.map((span) => span.attributes['http.response.status_code']),
      ),
      'deployment.environment.name': count((trace) =>
        trace.all.map((span) => span.resource['deployment.environment.name']),
      ),
      'service.version': count((trace) => trace.all.map((span) => span.resource['service.version'])),
      kind: count((trace) => trace.all.map((span) => span.kind.toLowerCase())),
    });
  });
});

test('numbers of the API are those of plain SQL over the tables', async () => {
  const from = `FROM ${served.store.database}.otel_traces WHERE toUnixTimestamp64Milli(Timestamp) >= ${SHORT.fromMs} AND toUnixTimestamp64Milli(Timestamp) < ${SHORT.toMs}`;
  const { rows } = await served.store.query<{ service: string; requests: number; errors: number }>(
    `SELECT ServiceName AS service, sum(Weight) AS requests, sumIf(Weight, StatusCode = 'Error') AS errors ${from} AND SpanKind IN ('Server', 'Consumer') GROUP BY service ORDER BY service`,
  );
  const { items } = await served.ask<Answers['services']>(`services?${within(SHORT)}`);
  const shown = items
    .filter((item) => item.service !== 'nightly')
    .map(({ service, requests, errors }) => ({ service, requests, errors }));
  expect(shown.toSorted((a, b) => (a.service < b.service ? -1 : 1))).toEqual(rows);
  const { rows: traces } = await served.store.query<{ n: string }>(`SELECT uniqExact(TraceId) AS n ${from}`);
  const { total } = await served.ask<Answers['traces/facets']>(`traces/facets?${within(SHORT)}`);
  expect(String(total)).toBe(traces[0]?.n);
});

test('one trace comes back span by span with every field, each span once, roots missing or not', async () => {
  const seen = new Set<string>();
  const twice = spans.find((span) => seen.size === seen.add(span.spanId).size);
  const orphaned = tracesOf(spans, LONG).find((trace) => !trace.all.some((span) => span.parentSpanId === ''));
  for (const traceId of [twice?.traceId ?? '', orphaned?.traceId ?? '']) {
    const expected = tracesOf(spans, LONG).find((trace) => trace.traceId === traceId);
    const sorted = expected?.all.toSorted((a, b) => (a.start < b.start ? -1 : 1)) ?? [];
    const answer = (await served.ask<Answers['traces/:traceId']>(`traces/${traceId}`)) as Extract<
      Answers['traces/:traceId'],
      { spans: unknown }
    >;
    expect(answer).toMatchObject({ traceId, total: sorted.length, truncated: false });
    expect(answer.spans).toEqual(sorted.map(shownSpan));
    const columns = (await served.ask<Answers['traces/:traceId']>(
      `traces/${traceId.toUpperCase()}?columns=1`,
    )) as Extract<Answers['traces/:traceId'], { columns: unknown }>;
    expect(columns.startUnixNano).toBe(String(expected?.start));
    expect(columns.durationNano).toBe(String(expected?.durationNano));
    expect(
      columns.columns.spanId.map((spanId, i) => ({
        spanId,
        parentSpanId: columns.columns.parentSpanId[i],
        name: columns.strings.names[columns.columns.name[i] ?? -1],
        service: columns.strings.services[columns.columns.service[i] ?? -1],
        kind: columns.strings.kinds[columns.columns.kind[i] ?? -1],
        start: expected ? expected.start + BigInt(columns.columns.startOffsetNano[i] ?? 0) : 0n,
        duration: columns.columns.durationNano[i],
        status: ['Unset', 'Ok', 'Error'][columns.columns.status[i] ?? -1],
        message: columns.strings.messages[columns.columns.message[i] ?? -1] ?? '',
        events: columns.columns.events[i],
        links: columns.columns.links[i],
      })),
    ).toEqual(
      sorted.map((span) => ({
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        service: span.service,
        kind: span.kind.toLowerCase(),
        start: span.start,
        duration: span.duration,
        status: span.status,
        message: span.message,
        events: span.events.length,
        links: span.links.length,
      })),
    );
    for (const span of sorted) {
      const one = await served.ask<Answers['traces/:traceId/spans/:spanId']>(`traces/${traceId}/spans/${span.spanId}`);
      expect(one.span).toEqual(shownSpan(span));
    }
  }
});

function shownSpan(span: TestSpan): unknown {
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind.toLowerCase(),
    service: span.service,
    startUnixNano: String(span.start),
    durationNano: String(span.duration),
    status: { code: span.status.toLowerCase(), message: span.message },
    attributes: span.attributes,
    resource: { attributes: { 'service.name': span.service, ...span.resource }, schemaUrl: '' },
    scope: { name: 'test', version: '1', attributes: {}, schemaUrl: '' },
    events: span.events.map(({ at, name, attributes }) => ({ timeUnixNano: String(at), name, attributes })),
    links: span.links,
    weight: weightOf(span),
    traceState: span.traceState,
    flags: 0,
    dropped: { attributes: 0, events: 0, links: 0 },
  };
}

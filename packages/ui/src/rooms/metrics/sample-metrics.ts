/** Answers about a few metrics with known numbers, for tests of the page. */
import type { Answers } from '../../ask/types.ts';
import { FROM, TO, type Answerer, type Question } from '../../app/app-in-browser.tsx';
import { answer as answerOfSystem } from '../../app/sample-answers.ts';

type Answer<Name extends keyof Answers> = Omit<Answers[Name], 'from' | 'to' | 'stats' | 'next'>;
type Metric = Answers['metrics']['items'][number];

const STEP = 60_000;
const TIMES = Array.from({ length: (TO - FROM) / STEP }, (_, at) => FROM + at * STEP);
const SEEN = `${TO - 20_000}000000`;
export const TRACE_ID = 'd'.repeat(32);

function metric(name: string, more: Partial<Metric>): Metric {
  return {
    name,
    kind: 'gauge',
    unit: '1',
    description: '',
    temporality: null,
    monotonic: null,
    services: ['checkout'],
    series: 1,
    lastSeenUnixNano: SEEN,
    ...more,
  };
}

const METRICS: readonly Metric[] = [
  metric('http.server.request.duration', {
    kind: 'histogram',
    unit: 's',
    description: 'Duration of requests.',
    temporality: 'cumulative',
    services: ['checkout', 'search', 'storefront', 'payments'],
    series: 24,
  }),
  metric('orders', { kind: 'sum', unit: '{order}', monotonic: true, temporality: 'cumulative' }),
  metric('orders.failed', { kind: 'sum', unit: '{order}', monotonic: true, temporality: 'cumulative' }),
  metric('queue.depth', { unit: '{item}' }),
  metric('queue.depth', { kind: 'sum', unit: '{item}', monotonic: false, temporality: 'cumulative' }),
];

const AGGS: Readonly<Record<string, Answers['metrics/:name']['aggs']>> = {
  histogram: ['p95', 'p50', 'avg', 'rate'],
  sum: ['rate', 'increase'],
  gauge: ['avg', 'min', 'max', 'last'],
};

/** The value of each metric by route, all along the range. */
const VALUES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'http.server.request.duration': { '/pay': 0.321, '/quote': 0.04 },
  orders: { '/pay': 2, '/quote': 0 },
  'orders.failed': { '/pay': 0.5, '/quote': 0 },
  'queue.depth': { '/pay': 12, '/quote': 7 },
};

function detailOf({ name, kind, unit, description, temporality, monotonic }: Metric): Answer<'metrics/:name'> {
  const values = Object.keys(VALUES[name] ?? {}).map((value) => ({ value, count: 3 }));
  const variants = METRICS.filter((metric) => metric.name === name);
  return {
    name,
    kind,
    unit,
    description,
    temporality,
    monotonic,
    aggs: AGGS[kind] ?? [],
    labels: [
      { key: 'http.route', source: 'attribute', distinct: 2, values },
      { key: 'service.name', source: 'resource', distinct: 1, values: [{ value: 'checkout', count: 6 }] },
    ],
    variants: variants.map(({ kind, unit }) => ({ kind, unit, series: 1, lastSeenUnixNano: SEEN })),
  };
}

function seriesOf({ name, kind, unit }: Metric, params: Question['params']): Answer<'metrics/:name/series'> {
  const agg = AGGS[kind]?.find((known) => known === params['agg']) ?? AGGS[kind]?.[0] ?? 'avg';
  const isSplit = params['by']?.includes('http.route') === true;
  const all = Object.entries(VALUES[name] ?? {}).slice(0, isSplit ? undefined : 1);
  const own = agg === 'rate' ? `${unit}/s` : unit;
  return {
    name,
    kind,
    unit: own,
    agg,
    stepMs: STEP,
    total: isSplit ? 57 : 1,
    series: all.map(([route, value]) => ({
      name: isSplit ? route : name,
      labels: isSplit ? { 'http.route': route } : {},
      // Nothing was measured for ten minutes.
      points: TIMES.map((time, at) => [time, at >= 20 && at < 30 ? null : value]),
      last: value,
      min: value,
      max: value,
      sum: value * (TIMES.length - 10),
    })),
    exemplars:
      kind === 'histogram'
        ? [
            {
              timeMs: FROM + 10 * STEP,
              value: 0.3,
              traceId: TRACE_ID,
              spanId: 'e'.repeat(16),
              labels: { 'http.route': '/pay' },
              attributes: {},
            },
          ]
        : [],
  };
}

/** The server of the small system, with metrics. */
export const answer: Answerer = (question) => {
  const { ask, params } = question;
  const wanted = METRICS.find(
    ({ name, kind }) => name === params['name'] && (params['kind'] === undefined || params['kind'] === kind),
  );
  const words = String(params['q'] ?? '');
  switch (ask) {
    case 'metrics':
      return { items: METRICS.filter(({ name }) => name.includes(words)) };
    case 'metrics/:name':
    case 'metrics/:name/series':
      if (wanted === undefined) {
        const detail = `There is no metric ${String(params['name'])} in this range.`;
        return { problem: { status: 404, title: 'Not found', detail } };
      }
      return ask === 'metrics/:name' ? detailOf(wanted) : seriesOf(wanted, params);
    default:
      return answerOfSystem(question);
  }
};

/** A server to which no metric was ever sent. */
export const noMetrics: Answerer = (question) => (question.ask === 'metrics' ? { items: [] } : answer(question));

/** Answers of a small system with known numbers, for tests of the pages. */
import type { Exemplar, Facet, Finding, Line, Service, TraceSummary } from '../ask/types.ts';
import { FROM, TO, type Answerer, type Question } from './app-in-browser.tsx';

const nanos = (epochMs: number): string => `${epochMs}000000`;

function serviceOf(service: string, more: Partial<Service> = {}): Service {
  return {
    service,
    namespace: 'shop',
    requests: 3600,
    errors: 0,
    requestsPerSecond: 1,
    errorRate: 0,
    p50Ms: 12,
    p95Ms: 80.4,
    p99Ms: 210,
    lastSeenUnixNano: nanos(TO - 1000),
    releases: ['1.0.0'],
    environments: ['production'],
    slot: 0,
    ...more,
  };
}

const SERVICES: readonly Service[] = [
  serviceOf('storefront', {
    requests: 1_483_200,
    requestsPerSecond: 412,
    slot: 2,
    errorRate: 0.0004,
    environments: ['production', 'staging'],
  }),
  serviceOf('checkout', {
    requests: 138_240,
    requestsPerSecond: 38.4,
    errorRate: 0.071,
    p95Ms: 321,
    p99Ms: 1200,
    releases: ['1.8.2', '1.8.1'],
  }),
  serviceOf('search', { slot: 1, requestsPerSecond: 71.5, requests: 257_400, p95Ms: 908, p50Ms: null }),
];

const deployment = { service: 'checkout', release: '1.8.2', atUnixNano: nanos(TO - 17 * 60_000 - 17_000) };

const FINDINGS: readonly Finding[] = [
  {
    service: 'checkout',
    kind: 'failing',
    headline: 'checkout: 7.1 % of requests fail',
    detail: 'usual 0.8 %; began 02:55 UTC, 17 s after release 1.8.2',
    onsetUnixNano: nanos(TO - 17 * 60_000),
    usual: 0.008,
    now: 0.071,
    unit: 'ratio',
    near: { deployment },
    link: { text: 'Failed requests of checkout', href: '/traces?service=checkout&status=error' },
  },
  {
    service: 'search',
    kind: 'slow',
    headline: 'search: p95 is 908 ms',
    detail: 'usual 470 ms; began 02:17 UTC',
    onsetUnixNano: nanos(TO - 55 * 60_000),
    usual: 470,
    now: 908,
    unit: 'ms',
    near: null,
    link: { text: 'Slow requests of search', href: 'javascript:alert(1)' },
  },
];

const STEP = 15_000;

/** One value a quantity, all along the range. */
function linesOf({ service, requestsPerSecond, errorRate, p95Ms }: Service): Line[] {
  const times = Array.from({ length: (TO - FROM) / STEP }, (_, at) => FROM + at * STEP);
  const line = (name: Line['name'], unit: Line['unit'], value: number | null): Line => ({
    name,
    unit,
    labels: { service },
    points: times.map((time) => [time, value]),
  });
  return [
    line('requestsPerSecond', '1/s', requestsPerSecond),
    line('errorRate', 'ratio', errorRate),
    line('p95Ms', 'ms', p95Ms),
  ];
}

export const EXEMPLAR: Exemplar = {
  timeMs: TO - 30 * 60_000,
  durationMs: 1210,
  traceId: '7c1ef2a90b3d4e557c1ef2a90b3d4e55',
  service: 'checkout',
  error: true,
};

const TRACES: readonly TraceSummary[] = [
  {
    traceId: 'a'.repeat(32),
    rootService: 'storefront',
    rootName: 'POST /checkout',
    startUnixNano: nanos(TO - 60_000),
    durationMs: 1874,
    spans: 2000,
    errors: 3,
    services: ['storefront', 'checkout', 'search'],
  },
  {
    traceId: 'b'.repeat(32),
    rootService: 'storefront',
    rootName: 'GET /',
    startUnixNano: nanos(TO - 61_500),
    durationMs: 0.902,
    spans: 1,
    errors: 0,
    services: ['storefront'],
  },
  {
    traceId: 'c'.repeat(32),
    rootService: 'search',
    rootName: '<img src=x onerror=alert(1)>',
    startUnixNano: nanos(TO - 62_000),
    durationMs: 18,
    spans: 7,
    errors: 0,
    services: ['search'],
  },
];

const FACETS: readonly Facet[] = [
  {
    key: 'service',
    values: [
      { value: 'storefront', count: 12_400 },
      { value: 'checkout', count: 800 },
    ],
  },
  {
    key: 'status',
    values: [
      { value: 'ok', count: 12_049 },
      { value: 'error', count: 386 },
    ],
  },
  { key: 'http.route', values: [{ value: '/cart/{id}', count: 5000 }] },
];

const META = {
  version: '0.0.0',
  receiving: { spansPerSecond: 2103, logRecordsPerSecond: 0, dataPointsPerSecond: 0 },
  received: { spans: 1_000_000, logRecords: 0, dataPoints: 0 },
  refused: [],
};

/** A server without keys and with one project. */
const SESSION = {
  needsKey: false,
  principal: { kind: 'open', project: 'default', name: 'this machine' },
  project: 'default',
  projects: [{ slug: 'default', name: 'Default' }],
};

/** The server of the small system: it looks at the services asked for, as the real one does. */
export const answer: Answerer = ({ ask, params }: Question) => {
  const wanted = params['service'];
  const services = SERVICES.filter(({ service }) => wanted === undefined || wanted.includes(service));
  switch (ask) {
    case 'services':
      return { items: services };
    case 'findings':
      return {
        items: FINDINGS.filter(({ service }) => services.some((known) => known.service === service)),
        services: services.length,
      };
    case 'service-series':
      return { stepMs: STEP, series: services.flatMap(linesOf), exemplars: [EXEMPLAR] };
    case 'traces':
      return { items: services.length === 0 ? [] : TRACES, next: params['cursor'] === undefined ? 'second' : null };
    case 'traces/facets':
      return { facets: FACETS, total: 12_435 };
    case 'meta':
      return META;
    case 'session':
      return SESSION;
    case 'views':
      return { items: [] };
    default:
      return { problem: { status: 404, title: 'Not found', detail: `There is no ${ask} here.` } };
  }
};

/** A server to which nothing was ever sent. */
export const emptyAnswer: Answerer = (question) => {
  const full = answer(question);
  if (question.ask === 'session') return full;
  if (question.ask === 'meta') {
    return { ...META, receiving: { ...META.receiving, spansPerSecond: 0 }, received: { ...META.received, spans: 0 } };
  }
  return 'items' in Object(full)
    ? { items: [], services: 0 }
    : question.ask === 'traces/facets'
      ? { facets: [], total: 0 }
      : { stepMs: STEP, series: [], exemplars: [] };
};

/** Log lines of a small system with known numbers, for tests of the page. */
import { FROM, TO, type Answerer } from '../../app/app-in-browser.tsx';
import { answer as rest } from '../../app/sample-answers.ts';
import type { LogLine } from './log-line.ts';

const ESC = '\u001b';

export function lineAt(n: number, more: Partial<LogLine> = {}): LogLine {
  return {
    uid: `u${n}`,
    arrived: String(n),
    timeUnixNano: `${TO - 1000 * n}000000`,
    severityNumber: 9,
    severityText: 'INFO',
    service: 'storefront',
    body: `request ${n} completed`,
    eventName: '',
    traceId: '',
    spanId: '',
    attributes: { 'http.route': '/cart' },
    resource: { 'service.name': 'storefront', 'service.version': '3.4.2', 'k8s.pod.name': 'storefront-7d9f' },
    scope: { name: 'pino', version: '9' },
    ...more,
  };
}

/** Those on top are the ones that tests speak of. */
export const LINES: readonly LogLine[] = [
  lineAt(0),
  lineAt(1, {
    severityNumber: 17,
    severityText: 'ERROR',
    service: 'checkout',
    body: 'voucher failed: Cannot read properties of undefined\n    at applyVoucher (voucher.ts:7)',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    attributes: { 'user.id': 'u_917', 'http.route': '/api/checkout' },
    resource: { 'service.name': 'checkout', 'service.version': '1.8.2' },
  }),
  lineAt(2, {
    severityNumber: 13,
    service: 'search',
    body: `${ESC}[1;33mslow${ESC}[0m query took ${ESC}[31m908 ms${ESC}[0m`,
  }),
  lineAt(3, { severityNumber: 0, body: '<img src=x onerror=alert(1)><script>alert(2)</script>' }),
  lineAt(4, { severityNumber: 5, body: `long ${'word '.repeat(120)}` }),
  ...Array.from({ length: 195 }, (_, at) => lineAt(at + 5)),
];

/** The page after the first. */
const OLDER: readonly LogLine[] = Array.from({ length: 50 }, (_, at) => lineAt(at + 200));

const STEP = 30_000;
const times = Array.from({ length: (TO - FROM) / STEP }, (_, at) => FROM + at * STEP);
const severities = [
  ['fatal', 0],
  ['error', 1],
  ['warn', 2],
  ['info', 100],
] as const;

export const HISTOGRAM = {
  stepMs: STEP,
  total: 12_360 + 8,
  series: severities.map(([severity, count]) => ({
    name: 'logs',
    labels: { severity },
    unit: '1',
    points: times.map((time, at) => [time, severity === 'fatal' ? (at === 100 ? 8 : 0) : count]),
  })),
};

const FACETS = [
  {
    key: 'severity',
    exact: true,
    values: [
      { value: 'info', count: 12_000 },
      { value: 'error', count: 120 },
    ],
  },
  {
    key: 'service',
    exact: true,
    values: [
      { value: 'storefront', count: 11_000 },
      { value: 'checkout', count: 800 },
    ],
  },
  { key: 'http.route', exact: false, values: [{ value: '/cart', count: 9000 }] },
];

/** The server of the small system, with its logs. */
export const answer: Answerer = (question) => {
  const { ask, params } = question;
  switch (ask) {
    case 'logs':
      return params['cursor'] === undefined ? { items: LINES, next: 'second' } : { items: OLDER, next: null };
    case 'logs/histogram':
      return HISTOGRAM;
    case 'logs/facets':
      return { total: HISTOGRAM.total, facets: FACETS };
    case 'logs/context': {
      const at = LINES.findIndex(({ uid }) => uid === params['uid']);
      const around = LINES.slice(Math.max(0, at - 25), at + 26).toReversed();
      return {
        items: around,
        at: around.findIndex(({ uid }) => uid === params['uid']),
        moreBefore: true,
        moreAfter: false,
      };
    }
    case 'attributes':
      return {
        items: [
          { key: 'http.route', source: 'attribute', count: 9000 },
          { key: 'http.request.method', source: 'attribute', count: 800 },
          { key: 'severity', source: 'builtin', count: 12_368 },
        ],
      };
    case 'attributes/:key/values':
      return {
        items: [
          { value: '/cart', count: 9000 },
          { value: '/api/check out', count: 20 },
        ],
      };
    default:
      return rest(question);
  }
};

/** Answers about one service with known numbers, for tests of its page. */
import type { Answers, Point } from '../../ask/types.ts';
import { FROM, TO, type Answerer } from '../../app/app-in-browser.tsx';
import { answer as answerOfSystem, EXEMPLAR } from '../../app/sample-answers.ts';

type Answer<Name extends keyof Answers> = Omit<Answers[Name], 'from' | 'to' | 'stats' | 'next'>;
type Line = Answer<'services/:service/series'>['series'][number];

const STEP = 15_000;
const TIMES = Array.from({ length: (TO - FROM) / STEP }, (_, at) => FROM + at * STEP);
const nanos = (epochMs: number): string => `${epochMs}000000`;

/** When release 1.8.2 came. */
const CAME = TO - 17 * 60_000;

function series(release: string | undefined): Answer<'services/:service/series'> {
  const line = (name: Line['name'], unit: Line['unit'], valueAt: (time: number) => number | null): Line => ({
    name,
    unit,
    labels: { service: 'checkout' },
    points: TIMES.map((time): [number, number | null] => [time, valueAt(time)]),
  });
  const runs = (time: number): boolean => release === undefined || (release === '1.8.2') === time >= CAME;
  return {
    stepMs: STEP,
    series: [
      line('requestsPerSecond', '1/s', (time) => (runs(time) ? 38.4 : 0)),
      line('errorRate', 'ratio', (time) => (runs(time) ? (time >= CAME ? 0.071 : 0.008) : null)),
      line('p50Ms', 'ms', () => 12),
      line('p95Ms', 'ms', () => 321),
      line('p99Ms', 'ms', () => 1200),
    ],
  };
}

const traffic = { requests: 100, errors: 2, requestsPerSecond: 12.5, errorRate: 0.02, p50Ms: 4, p95Ms: 31 };

const points: Point[] = TIMES.map((time) => [time, 0.4]);

const instance: Answer<'services/:service/instances'>['items'][number] = {
  instance: 'checkout-7d9',
  host: 'node-3',
  release: '1.8.2',
  environment: 'production',
  lastSeenUnixNano: nanos(TO - 4000),
  cpuUtilization: 0.42,
  memoryBytes: 220 * 1024 ** 2,
  heapUsedBytes: 120 * 1024 ** 2,
  eventLoopUtilization: 0.3,
  eventLoopDelayP99Ms: 23.4,
  requestsPerSecond: 19.2,
  cpu: points.map(([time, value]) => [time, value]),
  memory: [],
  eventLoopDelay: [],
};

/** The server of the small system, with the page of checkout. */
export const answer: Answerer = (question) => {
  const { ask, params } = question;
  switch (ask) {
    case 'services/:service/series':
      return series(params['release']?.[0]);
    case 'service-series':
      return { ...series(undefined), exemplars: [EXEMPLAR] };
    case 'services/:service/operations':
      return {
        items: [
          operation('POST /pay', { requestsPerSecond: 30, errorRate: 0.09, timeShare: 0.82 }),
          operation('GET /quote', { requestsPerSecond: 8.4, p95Ms: 12, timeShare: 0.18 }),
        ],
      };
    case 'services/:service/dependencies':
      return {
        callers: [{ service: 'storefront', ...traffic }],
        calls: [
          { name: 'search', kind: 'service', ...traffic, errorRate: 0 },
          { name: 'postgresql/shop', kind: 'database', ...traffic, p95Ms: null },
        ],
      } satisfies Answer<'services/:service/dependencies'>;
    case 'services/:service/instances':
      return { stepMs: STEP, items: [instance, { ...instance, instance: 'checkout-8aa', memoryBytes: null }] };
    case 'services/:service/deployments':
      return {
        items: [
          {
            release: '1.8.2',
            environment: 'production',
            atUnixNano: nanos(CAME),
            source: 'reported',
            status: 'succeeded',
          },
          {
            release: '1.8.1',
            environment: 'production',
            atUnixNano: nanos(TO - 86_400_000),
            source: 'first seen',
            status: null,
          },
        ],
      };
    default:
      return answerOfSystem(question);
  }
};

type Operation = Answer<'services/:service/operations'>['items'][number];

function operation(name: string, more: Partial<Operation>): Operation {
  return {
    operation: name,
    kind: 'server',
    ...traffic,
    p99Ms: 900,
    lastSeenUnixNano: nanos(TO),
    timeShare: 0,
    ...more,
  };
}

/**
 * Sampled spans count for those that were left out. The way of sampling is that of OpenTelemetry's consistent probability sampling: a trace
 * is kept when its random number R is at least the threshold T of its probability, which `tracestate` carries as `ot=th:T`.
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { createRandom } from './population/population.ts';
import { encode } from './otlp/encode.ts';

const SLOW_MS = 400;
const MINUTES = 30;
const BATCH = 500;
const OPERATIONS = ['GET /', 'GET /items', 'POST /orders'] as const;

interface Request {
  operation: (typeof OPERATIONS)[number];
  durationMs: number;
  isError: boolean;
  startMs: number;
  random: number;
}

/** What stands in `tracestate` for a probability, and the probability that it stands for: 4 digits are what samplers write. */
function threshold(probability: number): { th: string; limit: number; probability: number } {
  const digits = Math.round((1 - probability) * 2 ** 16);
  const th = digits.toString(16).padStart(4, '0').replace(/0+$/, '') || '0';
  return { th, limit: digits * 2 ** 40, probability: 1 - digits / 2 ** 16 };
}

/** Ways to sample: the probability with which a request is kept. */
const SAMPLERS: Readonly<Record<string, { requests: number; keeps: (request: Request) => number }>> = {
  'at 1 %': { requests: 100_000, keeps: () => 0.01 },
  'at 10 %': { requests: 20_000, keeps: () => 0.1 },
  'by tail: errors and slow ones all, 5 % of the rest': {
    requests: 20_000,
    keeps: ({ isError, durationMs }) => (isError || durationMs >= SLOW_MS ? 1 : 0.05),
  },
  'not at all': { requests: 1000, keeps: () => 1 },
};

function requestsOf(count: number, seed: number, endMs: number): Request[] {
  const random = createRandom(seed);
  // Box and Muller: durations are log-normal, with a median of 40 ms.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => ({
    operation: OPERATIONS[Math.floor(random() ** 2 * OPERATIONS.length)] ?? OPERATIONS[0],
    durationMs: 40 * Math.exp(normal()),
    isError: random() < 0.02,
    startMs: endMs - random() * MINUTES * 60_000,
    random: Math.floor(random() * 2 ** 28) * 2 ** 28 + Math.floor(random() * 2 ** 28),
  }));
}

/** A request as the trace it makes: its span, and that of the service behind it. */
function traceOf({ operation, durationMs, isError, startMs, random }: Request, th: string, index: number): object[] {
  const rv = random.toString(16).padStart(14, '0');
  const traceId = Buffer.from(`${index.toString(16).padStart(18, '0')}${rv}`, 'hex');
  const id = (of: number): Buffer => Buffer.from([of, ...traceId.subarray(9)]);
  const start = BigInt(Math.round(startMs * 1e6));
  const span = {
    traceId,
    traceState: index % 2 === 0 ? `vendor=1,ot=th:${th}` : `ot=rv:${rv};th:${th},vendor=1`,
    name: operation,
    kind: 2,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round(durationMs * 1e6)),
    status: { code: isError ? 2 : 0 },
  };
  return [
    { ...span, spanId: id(1) },
    { ...span, spanId: id(2), parentSpanId: id(1), kind: 1, name: 'inside', status: {} },
  ];
}

/** Half the width, in ranks, within which 99.7 % of the estimates of a quantile fall when `kept` of all are seen; and the digest's own error. */
const rankTolerance = (quantile: number, kept: number): number =>
  3 * Math.sqrt((quantile * (1 - quantile)) / kept) + 0.005;

describe.each(Object.entries(SAMPLERS))('spans sampled %s', (name, { requests: count, keeps }) => {
  const endMs = Date.now() - 10 * 60_000;
  const truth = requestsOf(count, count, endMs);
  const sampled = truth
    .map((request) => ({ request, ...threshold(keeps(request)) }))
    .filter(({ request, limit }) => request.random >= limit);
  const service = name.replaceAll(/\W+/g, '-');

  beforeAll(async () => {
    const spans = sampled.flatMap(({ request, th }, i) => traceOf(request, th, i));
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
    for (let i = 0; i < spans.length; i += BATCH) {
      const scopeSpans = [{ spans: spans.slice(i, i + BATCH) }];
      const body = new Uint8Array(encode('ExportTraceServiceRequest', { resourceSpans: [{ resource, scopeSpans }] }));
      const headers = { 'content-type': 'application/x-protobuf' };
      const response = await fetch(`${server.url}/v1/traces`, { method: 'POST', headers, body });
      const answer = await response.arrayBuffer();
      if (response.status !== 200 || answer.byteLength > 0) throw new Error('the server did not take all spans');
    }
    await server.store.flush();
  });

  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1/${path}&explain=1`);
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  // Less than an hour is answered span by span, more from the roll-ups.
  const fromSpans = `from=${endMs - 40 * 60_000}&to=${endMs + 60_000}`;
  const fromMinutes = `from=${endMs - 6 * 3_600_000}&to=${endMs + 60_000}`;
  const serviceIn = async (range: string): Promise<Answers['services']['items'][number]> => {
    const { items, explain } = await ask<Answers['services']>(`services?service=${service}&${range}`);
    expect(JSON.stringify(explain).includes('otel_traces_services')).toBe(range === fromMinutes);
    expect(items).toHaveLength(1);
    return items[0]!;
  };
  const operationsIn = async (range: string): Promise<Answers['services/:service/operations']['items']> =>
    (await ask<Answers['services/:service/operations']>(`services/${service}/operations?${range}`)).items;

  /** Adds up what requests stand for: the sum, and how far it may lie from the number of all of them. */
  const estimate = (of: (request: Request) => boolean): { real: number; sum: number; sigma: number } => {
    const variance = truth.filter(of).reduce((sum, request) => sum + 1 / threshold(keeps(request)).probability - 1, 0);
    const sum = sampled.filter(({ request }) => of(request)).reduce((sum, { probability }) => sum + 1 / probability, 0);
    return { real: truth.filter(of).length, sum, sigma: Math.sqrt(variance) };
  };
  const expectNear = (found: number, of: (request: Request) => boolean): void => {
    const { real, sum, sigma } = estimate(of);
    expect(Math.abs(found - sum)).toBeLessThanOrEqual(1e-6 * sum);
    expect(Math.abs(found - real)).toBeLessThanOrEqual(3 * sigma + 1e-6 * real);
  };

  it.each([
    ['from spans', fromSpans],
    ['from the roll-up', fromMinutes],
  ])('count, %s, as many requests and failures as there really were, give or take 3 σ', async (_, range) => {
    const { requests, errors } = await serviceIn(range);
    expectNear(requests, () => true);
    expectNear(errors, ({ isError }) => isError);
    const operations = await operationsIn(range);
    expect(operations.map(({ operation }) => operation).toSorted()).toEqual([...OPERATIONS]);
    for (const { operation, requests, errors } of operations) {
      expectNear(requests, (request) => request.operation === operation);
      expectNear(errors, (request) => request.operation === operation && request.isError);
    }
  });

  it.each([
    ['from spans', fromSpans],
    ['from the roll-up', fromMinutes],
  ])('give, %s, the percentiles of all requests', async (_, range) => {
    const { p50Ms, p95Ms, p99Ms } = await serviceIn(range);
    for (const [quantile, ms] of [
      [0.5, p50Ms],
      [0.95, p95Ms],
      [0.99, p99Ms],
    ] as const) {
      const rank = truth.filter(({ durationMs }) => durationMs <= (ms ?? 0)).length / truth.length;
      expect(Math.abs(rank - quantile)).toBeLessThanOrEqual(rankTolerance(quantile, sampled.length));
    }
  });

  it('are told alike by the roll-up and by the spans themselves', async () => {
    const [spans, minutes] = [await operationsIn(fromSpans), await operationsIn(fromMinutes)];
    const counts = (items: typeof spans): object[] =>
      items.map(({ operation, kind, requests, errors, errorRate }) => ({
        operation,
        kind,
        requests: Math.round(requests * 1e3),
        errors: Math.round(errors * 1e3),
        errorRate: Math.round(errorRate * 1e9),
      }));
    expect(counts(minutes)).toEqual(counts(spans));
    for (const [i, { p50Ms, p95Ms, p99Ms }] of minutes.entries()) {
      const other = spans[i]!;
      for (const [a, b] of [
        [p50Ms, other.p50Ms],
        [p95Ms, other.p95Ms],
        [p99Ms, other.p99Ms],
      ]) {
        // Two digests of the same values, merged in another order.
        expect(Math.abs((a ?? 0) - (b ?? 0))).toBeLessThanOrEqual(0.05 * (b ?? 0));
      }
    }
  });
});

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
});
afterAll(() => server.close());

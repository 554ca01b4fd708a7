import crypto from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { decode } from '../../test/oracle.ts';
import type { WireSpan } from '../../test/oracle.ts';
import { createRandom } from '../../test/random.ts';
import type { StartOptions } from '../config/options.ts';
import { Trace } from '../tracer/identity.ts';
import { createFastTracerProvider } from '../tracer/fast-tracer-provider.ts';
import { createRateLimit } from '../tracer/rate-limit.ts';
import { isRootSampler } from '../tracer/sampling.ts';
import { createSampler } from './sampler.ts';
import { asSpanSampler } from './span-samplers.ts';

// Ids are the chance here: real ones would lie further off than three standard deviations in one run of thirty.
beforeAll(() => {
  const random = createRandom(1);
  vi.spyOn(Math, 'random').mockImplementation(() => random(2 ** 32) / 2 ** 32);
  vi.spyOn(crypto, 'randomFillSync').mockImplementation((words) => {
    if (words instanceof Int32Array) words.forEach((_, at) => (words[at] = random(2 ** 32)));
    return words;
  });
});
afterEach(() => vi.unstubAllEnvs());

const samplerOf = (code: StartOptions = {}, fallback: StartOptions = {}) => createSampler({ code, fallback });

/** A tracer with that sampler, and what it sent by now. */
function traced(code: StartOptions = {}): { tracer: Tracer; sent: () => WireSpan[] } {
  const chunks: Uint8Array[] = [];
  const provider = createFastTracerProvider({
    resource: resourceFromAttributes({}),
    sampler: samplerOf(code),
    onChunk: (bytes) => chunks.push(bytes),
  });
  const sent = (): WireSpan[] => {
    provider.flush();
    return chunks.splice(0).flatMap(decode);
  };
  return { tracer: provider.getTracer('t'), sent };
}

const remote = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags,
    isRemote: true,
  });

/** How often it is kept: a root, a child of a caller that keeps, a child of one that does not. */
function keptOf(tracer: Tracer, times: number): readonly [number, number, number] {
  const count = (context = ROOT_CONTEXT): number => {
    let kept = 0;
    for (let at = 0; at < times; at++) if (tracer.startSpan('s', {}, context).isRecording()) kept++;
    return kept;
  };
  return [count(), count(remote(TraceFlags.SAMPLED)), count(remote(TraceFlags.NONE))];
}

/** Three standard deviations of a binomial distribution around its mean. */
const within3Sigma = (kept: number, times: number, share: number): boolean =>
  Math.abs(kept - times * share) <= 3 * Math.sqrt(times * share * (1 - share));

describe('OTEL_TRACES_SAMPLER', () => {
  const N = 20_000;
  test.each([
    ['always_on', [N, N, N]],
    ['always_off', [0, 0, 0]],
    ['parentbased_always_on', [N, N, 0]],
    ['parentbased_always_off', [0, N, 0]],
    ['sometimes', [N, N, 0]],
  ])('%s keeps %o of roots, of sampled callers, of others', (name, expected) => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', name);
    expect(keptOf(traced().tracer, N)).toEqual(expected);
  });

  test('parentbased_traceidratio keeps its share of roots, and follows callers', () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_traceidratio');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', '0.2');
    const [roots, sampled, others] = keptOf(traced().tracer, N);
    expect(within3Sigma(roots, N, 0.2)).toBe(true);
    expect([sampled, others]).toEqual([N, 0]);
  });

  test('traceidratio decides by the trace id alone, whatever the caller says', () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'traceidratio');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', '0.2');
    const [roots, sampled, others] = keptOf(traced().tracer, N);
    expect(within3Sigma(roots, N, 0.2)).toBe(true);
    expect(sampled).toBe(others);
  });

  test.each(['-1', '2', 'much'])('with %s as the share everything is kept', (share) => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_traceidratio');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', share);
    expect(samplerOf().toString()).toBe('ParentBased{root=AlwaysOn}');
  });
});

test('code wins over OTEL_*, which wins over SIGHTGLASS_*; a limit wins over a share', () => {
  const fallback = { sampleRatio: 0.1, tracesPerSecond: 3 };
  expect(samplerOf({}, fallback).toString()).toContain('RateLimit{3/s}');
  expect(samplerOf({}, { sampleRatio: 0.1 }).toString()).toContain('ConsistentRatio{0.1}');
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
  expect(samplerOf({}, fallback).toString()).toBe('AlwaysOff');
  expect(samplerOf({ sampleRatio: 0.3 }, fallback).toString()).toContain('ConsistentRatio{0.3}');
  expect(samplerOf({ sampleRatio: 0.3, tracesPerSecond: 5 }, fallback).toString()).toContain('RateLimit{5/s}');
});

test.each([0.01, 0.1, 0.5, 0.9])('keeps %d of traces, and what is kept stands for all', (sampleRatio) => {
  const N = 20_000;
  const { tracer, sent } = traced({ sampleRatio });
  for (let at = 0; at < N; at++) tracer.startSpan('s', {}, ROOT_CONTEXT).end();
  const spans = sent();
  expect(within3Sigma(spans.length, N, sampleRatio)).toBe(true);
  for (const { traceState } of spans) expect(Math.abs(1 / standsFor(traceState) - sampleRatio)).toBeLessThan(1e-9);
});

test('with SIGHTGLASS_RATIO_SAMPLER=legacy the same traces are kept as by the stock SDK', () => {
  vi.stubEnv('SIGHTGLASS_RATIO_SAMPLER', 'legacy');
  const sampler = samplerOf({ sampleRatio: 0.3 });
  const stock = new TraceIdRatioBasedSampler(0.3);
  const N = 5000;
  let kept = 0;
  for (let at = 0; at < N; at++) {
    const one = Trace.create(performance.now());
    const isKept = isRootSampler(sampler) && sampler.keeps(one);
    expect(isKept).toBe(stock.shouldSample(ROOT_CONTEXT, one.id).decision === SamplingDecision.RECORD_AND_SAMPLED);
    if (isKept) kept++;
  }
  expect(within3Sigma(kept, N, 0.3)).toBe(true);
});

/** How many traces a kept one stands for: 2⁵⁶ / (2⁵⁶ − T). */
function standsFor(traceState: string): number {
  const threshold = Number.parseInt((/ot=th:([\da-f]+)/.exec(traceState)?.[1] ?? '0').padEnd(14, '0'), 16);
  return 2 ** 56 / (2 ** 56 - threshold);
}

describe('a limit of traces a second', () => {
  /** Roots at an even rate for some seconds; what was kept, and how many they say they stand for. */
  const run = (perSecond: number, rate: number, seconds: number): { kept: number; counted: number } => {
    let nowMs = 0;
    const sampler = createRateLimit(perSecond, () => nowMs);
    let kept = 0;
    let counted = 0;
    for (let at = 0; at < rate * seconds; at++) {
      nowMs += 1000 / rate;
      if (!sampler.keeps(Trace.create(0))) continue;
      kept++;
      counted += standsFor(sampler.state?.serialize() ?? '');
    }
    return { kept, counted };
  };

  test.each([
    [10, 1000],
    [100, 2000],
    [50, 60],
  ])('keeps about %d of %d a second, and what is kept stands for all', (perSecond, rate) => {
    const seconds = 60;
    const { kept, counted } = run(perSecond, rate, seconds);
    const share = perSecond / rate;
    const sigma = Math.sqrt(rate * seconds * share * (1 - share));
    // The first second, while the rate is being learnt, may keep some more.
    expect(Math.abs(kept - perSecond * seconds)).toBeLessThanOrEqual(3 * sigma + 3 * perSecond);
    expect(Math.abs(counted - rate * seconds)).toBeLessThanOrEqual((3 * sigma) / share);
  });

  test('keeps everything while there is less', () => {
    expect(run(100, 50, 20)).toEqual({ kept: 1000, counted: 1000 });
  });

  test('a burst after silence keeps only some times the limit', () => {
    let nowMs = 0;
    const sampler = createRateLimit(10, () => nowMs);
    nowMs = 3_600_000;
    let kept = 0;
    for (let at = 0; at < 10_000; at++) {
      nowMs += 0.001;
      if (sampler.keeps(Trace.create(0))) kept++;
    }
    // By the formula averaged time is 1,000 · (1 + 1/e) = 1,368 ms: the first 13.7, and of the others the n-th with probability
    // 13.7 / n: 13.7 + 13.7 · ln(10,000 / 13.7) = 104, with a sigma below 10.
    expect(Math.abs(kept - 104)).toBeLessThanOrEqual(30);
  });
});

describe('errors and slow traces', () => {
  test('are kept beside the share, with all their spans, and without a word on how many they stand for', () => {
    const N = 4000;
    const { tracer, sent } = traced({ sampleRatio: 0.1, keepErrors: true });
    for (let at = 0; at < N; at++) {
      const root = tracer.startSpan(at % 10 === 0 ? 'failing' : 'fine', {}, ROOT_CONTEXT);
      const child = tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root));
      if (at % 10 === 0) child.setStatus({ code: SpanStatusCode.ERROR });
      child.end();
      root.end();
    }
    const spans = sent();
    const named = (name: string): WireSpan[] => spans.filter((span) => span.name === name);
    expect(named('failing')).toHaveLength(N / 10);
    expect(within3Sigma(named('fine').length, N * 0.9, 0.1)).toBe(true);
    expect(named('child')).toHaveLength(named('failing').length + named('fine').length);
    // Of the failing ones only those that the share keeps count: each of them stands for ten.
    const sampled = named('failing').filter(({ flags }) => (flags & 1) !== 0);
    expect(within3Sigma(sampled.length, N / 10, 0.1)).toBe(true);
    expect(sampled.every(({ traceState }) => standsFor(traceState) > 9)).toBe(true);
    expect(named('failing').filter(({ flags, traceState }) => (flags & 1) === 0 && traceState !== '')).toEqual([]);
  });

  test('a trace is slow by the duration of its first span here, also where a caller does not keep it', () => {
    const { tracer, sent } = traced({ sampleRatio: 0, keepSlowerThanMs: 100 });
    for (const context of [ROOT_CONTEXT, remote(TraceFlags.NONE)]) {
      for (const ms of [99, 100]) {
        const root = tracer.startSpan(`${ms} ms`, { startTime: 1000 + 1e12 }, context);
        tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root)).end();
        root.end(1000 + 1e12 + ms);
      }
    }
    expect(sent().map(({ name }) => name)).toEqual(['child', '100 ms', 'child', '100 ms']);
  });
});

test('in the shape that the stock SDK asks, roots are decided alike and children follow', () => {
  const own = samplerOf({ sampleRatio: 0.25 });
  const sampler = asSpanSampler(own);
  const ask = (id: string, context = ROOT_CONTEXT) => sampler.shouldSample(context, id, 's', SpanKind.INTERNAL, {}, []);
  for (let at = 0; at < 1000; at++) {
    const one = Trace.create(0);
    const isKept = isRootSampler(own) && own.keeps(one);
    const { decision, traceState } = ask(one.id);
    expect(decision).toBe(isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD);
    expect(traceState?.serialize()).toBe(isKept ? 'ot=th:c' : undefined);
  }
  const id = Trace.create(0).id;
  expect(ask(id, remote(TraceFlags.SAMPLED)).decision).toBe(SamplingDecision.RECORD_AND_SAMPLED);
  expect(ask(id, remote(TraceFlags.NONE)).decision).toBe(SamplingDecision.NOT_RECORD);
});

import { createTraceState, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createRatioSampler } from './span-samplers.ts';

const PREFIX = 'aaaaaaaaaaaaaaaaaa';
const decide = (ratio: number, random: string, context: Context = ROOT_CONTEXT): SamplingResult =>
  createRatioSampler(ratio).shouldSample(context, PREFIX + random, 'span', SpanKind.SERVER, {}, []);
const isKept = (ratio: number, random: string): boolean =>
  decide(ratio, random).decision === SamplingDecision.RECORD_AND_SAMPLED;

// Thresholds as the specification's page writes them for these probabilities.
test.each([
  [1, '0'],
  [0.5, '8'],
  [0.25, 'c'],
  [0.125, 'e'],
  [1 / 256, 'ff'],
])('a share of %d is told as th:%s', (ratio, th) => {
  expect(decide(ratio, 'ffffffffffffff').traceState?.serialize()).toBe(`ot=th:${th}`);
});

test('keeps what is at the threshold or above, and nothing below', () => {
  expect(isKept(0.5, '80000000000000')).toBe(true);
  expect(isKept(0.5, '7fffffffffffff')).toBe(false);
  expect(isKept(1, '00000000000000')).toBe(true);
  expect(isKept(0, 'ffffffffffffff')).toBe(false);
});

test('keeps its share, and what a smaller share keeps', () => {
  // A spread over all values, independent of chance.
  const all = Array.from({ length: 10_000 }, (_, index) =>
    ((BigInt(index) * 0x9e3779b97f4a7n) % 2n ** 56n).toString(16).padStart(14, '0'),
  );
  const kept = all.filter((random) => isKept(0.1, random));
  expect(kept.length).toBeGreaterThan(950);
  expect(kept.length).toBeLessThan(1050);
  expect(kept.filter((random) => !isKept(0.3, random))).toEqual([]);
});

test('keeps what others have written into the tracestate', () => {
  const context = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: `${PREFIX}ffffffffffffff`,
    spanId: 'bbbbbbbbbbbbbbbb',
    traceFlags: TraceFlags.SAMPLED,
    traceState: createTraceState('other=1,ot=th:8;rv:ffffffffffffff'),
  });
  const state = decide(0.25, 'ffffffffffffff', context).traceState;
  expect(state?.get('ot')).toBe('th:c;rv:ffffffffffffff');
  expect(state?.get('other')).toBe('1');
});

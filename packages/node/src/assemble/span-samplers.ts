// Samplers that are asked about every span, whatever its parent decided: OTEL_TRACES_SAMPLER names some. They cost more than
// those of roots alone.
//
// Consistent probability sampling: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
// R, the randomness, is the last 56 bits of the trace id; T, the rejection threshold, is (1 - ratio) · 2⁵⁶. Kept is R ≥ T,
// and `ot=th:T` in the tracestate tells every reader that the span stands for 2⁵⁶ / (2⁵⁶ - T) spans.

import { createTraceState, isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, TraceState } from '@opentelemetry/api';
import type { Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { Trace } from '../tracer/identity.ts';
import { isRootSampler } from '../tracer/sampling.ts';
import type { SpanSampler } from '../tracer/sampling.ts';

// The values of sdk-trace, which is not in the agent's own file; the tests compare decisions with its enum.
/* oxlint-disable typescript/no-unsafe-enum-assignment */
const NOT_RECORD: SamplingDecision.NOT_RECORD = 0;
const RECORD_AND_SAMPLED: SamplingDecision.RECORD_AND_SAMPLED = 2;
/* oxlint-enable typescript/no-unsafe-enum-assignment */

const VENDOR = 'ot';
const RANDOM_DIGITS = 14;

export const everySpan: Sampler = {
  shouldSample: () => ({ decision: RECORD_AND_SAMPLED }),
  toString: () => 'AlwaysOn',
};

export const noSpan: Sampler = {
  shouldSample: () => ({ decision: NOT_RECORD }),
  toString: () => 'AlwaysOff',
};

/** Keeps a share of traces, the same traces in every process that keeps this share or more. */
export function createRatioSampler(ratio: number): Sampler {
  const threshold = BigInt(Math.round((1 - ratio) * 2 ** 56));
  const digits = threshold.toString(16).padStart(RANDOM_DIGITS, '0');
  const th = `th:${digits.replace(/0+$/, '') || '0'}`;
  return {
    // Compared as text: both are 14 digits of lower case hex. A ratio of 0 has a threshold of 15 digits: nothing is kept.
    shouldSample: (context, traceId) =>
      digits.length === RANDOM_DIGITS && traceId.slice(-RANDOM_DIGITS) >= digits
        ? { decision: RECORD_AND_SAMPLED, traceState: withThreshold(context, th) }
        : { decision: NOT_RECORD },
    toString: () => `RatioSampler{${ratio}}`,
  };
}

/** The tracestate of the caller, if there is one, with this threshold in the place of another. */
function withThreshold(context: Context, th: string): TraceState {
  const state = trace.getSpanContext(context)?.traceState ?? createTraceState();
  const others =
    state
      .get(VENDOR)
      ?.split(';')
      .filter((part) => part !== '' && !part.startsWith('th:')) ?? [];
  return state.set(VENDOR, [th, ...others].join(';'));
}

/** A sampler of roots in the shape that the stock SDK asks: children follow their parent, wherever that is. */
export function asSpanSampler(sampler: SpanSampler): Sampler {
  if (!isRootSampler(sampler)) return sampler;
  return {
    shouldSample: (context, traceId) => {
      const parent = trace.getSpanContext(context);
      if (parent !== undefined && isSpanContextValid(parent)) {
        return { decision: (parent.traceFlags & TraceFlags.SAMPLED) === 0 ? NOT_RECORD : RECORD_AND_SAMPLED };
      }
      if (!sampler.keeps(Trace.of(traceId, performance.now()))) return { decision: NOT_RECORD };
      const { state } = sampler;
      return state === undefined
        ? { decision: RECORD_AND_SAMPLED }
        : { decision: RECORD_AND_SAMPLED, traceState: state };
    },
    toString: () => sampler.toString(),
  };
}

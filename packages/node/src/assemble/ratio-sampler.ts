// Consistent probability sampling: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
// R, the randomness, is the last 56 bits of the trace id; T, the rejection threshold, is (1 - ratio) · 2⁵⁶. Kept is R ≥ T,
// and `ot=th:T` in the tracestate tells every reader that the span stands for 2⁵⁶ / (2⁵⁶ - T) spans.

import { createTraceState, trace } from '@opentelemetry/api';
import type { Context, TraceState } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Sampler } from '@opentelemetry/sdk-trace';

const VENDOR = 'ot';
const RANDOM_DIGITS = 14;

/** Keeps a share of traces, the same traces in every process that keeps this share or more. */
export function createRatioSampler(ratio: number): Sampler {
  const threshold = BigInt(Math.round((1 - ratio) * 2 ** 56));
  const digits = threshold.toString(16).padStart(RANDOM_DIGITS, '0');
  const th = `th:${digits.replace(/0+$/, '') || '0'}`;
  return {
    // Compared as text: both are 14 digits of lower case hex. A ratio of 0 has a threshold of 15 digits: nothing is kept.
    shouldSample: (context, traceId) =>
      digits.length === RANDOM_DIGITS && traceId.slice(-RANDOM_DIGITS) >= digits
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED, traceState: withThreshold(context, th) }
        : { decision: SamplingDecision.NOT_RECORD },
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

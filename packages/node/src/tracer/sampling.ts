// Which traces are kept. A local or remote parent decides for its children (W3C trace context, sampled flag); what begins
// here is decided by its trace id alone, so that services that follow one another decide alike.

import { createTraceState } from '@opentelemetry/api';
import type { TraceState } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { KeepsLate } from './held-trace.ts';
import type { Trace } from './identity.ts';

/** Decides over traces that begin here. Anything else about a span is not asked, which is what makes it fast. */
export interface RootSampler {
  keeps(trace: Trace): boolean;
  /** Goes into the tracestate of what is kept. */
  readonly state: TraceState | undefined;
  /**
   * Asked about the local part of a trace that neither `keeps` nor the caller has decided to keep, when its root ends; until
   * then its spans are recorded and wait, at most 1,000 of them. Other services are told that it is not sampled: each of
   * them decides by what it sees itself. Must not throw.
   */
  readonly keepsLate?: KeepsLate;
  toString(): string;
}

/** Every child follows its parent. A `Sampler` of the stock SDK's shape is asked about every span instead. */
export type SpanSampler = RootSampler | Sampler;

export function isRootSampler(sampler: SpanSampler): sampler is RootSampler {
  return made.has(sampler);
}

const made = new WeakSet<object>();

export function rootSampler(sampler: RootSampler): RootSampler {
  made.add(sampler);
  return sampler;
}

export const keepEverything: RootSampler = rootSampler({
  keeps: () => true,
  state: undefined,
  toString: () => 'ParentBased{root=AlwaysOn}',
});

export const keepNothing: RootSampler = rootSampler({
  keeps: () => false,
  state: undefined,
  toString: () => 'ParentBased{root=AlwaysOff}',
});

/**
 * The share as the stock SDK's `TraceIdRatioBased` takes it: the exclusive or of the four words of the trace id against
 * ratio · (2³² − 1). For fleets in which services with the stock SDK must decide as this one does.
 */
export function createLegacyRatio(ratio: number): RootSampler {
  const bound = ratio >= 1 ? 2 ** 32 : Math.floor(Math.max(ratio, 0) * (2 ** 32 - 1));
  return rootSampler({
    keeps: ({ a, b, c, d }) => (a ^ b ^ c ^ d) >>> 0 < bound,
    state: undefined,
    toString: () => `ParentBased{root=TraceIdRatioBased{${ratio}}}`,
  });
}

/**
 * Consistent probability: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 * R is the last 56 bits of the trace id, T = (1 − ratio) · 2⁵⁶; kept is R ≥ T, and `ot=th:T` tells readers of the span how
 * many it stands for. Both numbers are compared in two halves, because 56 bits do not fit a number.
 */
export function createConsistentRatio(ratio: number): RootSampler {
  const threshold = BigInt(Math.round((1 - ratio) * 2 ** 56));
  const high = Number(threshold >> 32n);
  const low = Number(threshold & 0xffff_ffffn);
  const digits = threshold.toString(16).padStart(14, '0').replace(/0+$/, '') || '0';
  return rootSampler({
    keeps: ({ c, d }) => {
      const random = c & 0xff_ffff;
      return random === high ? d >>> 0 >= low : random > high;
    },
    state: createTraceState(`ot=th:${digits}`),
    toString: () => `ParentBased{root=ConsistentRatio{${ratio}}}`,
  });
}

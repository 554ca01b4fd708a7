import type { Identity } from './identity.ts';

// The dimensions of OpenTelemetry's metrics of an SDK itself:
// https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#span-metrics
const RESULTS = ['DROP', 'RECORD_ONLY', 'RECORD_AND_SAMPLE'] as const;
const ORIGINS = ['none', 'local', 'remote'] as const;

/** Place of a result in the list above, which is also the number of the `SamplingDecision`. */
export type Decision = 0 | 1 | 2;

export interface StartedSpans {
  readonly parentOrigin: (typeof ORIGINS)[number];
  readonly samplingResult: (typeof RESULTS)[number];
  readonly count: number;
}

export interface LiveSpans {
  readonly samplingResult: (typeof RESULTS)[number];
  readonly count: number;
}

/** How many spans were started, and how many have not ended. Plain numbers: counting costs next to nothing. */
export class SpanCounts {
  readonly #started: number[] = ORIGINS.flatMap(() => RESULTS.map(() => 0));
  readonly #live: number[] = RESULTS.map(() => 0);

  start(parent: Identity | undefined, decision: Decision): void {
    const origin = parent === undefined ? 0 : parent.isRemote ? 2 : 1;
    const at = origin * RESULTS.length + decision;
    this.#started[at] = (this.#started[at] ?? 0) + 1;
    if (decision !== 0) this.#live[decision] = (this.#live[decision] ?? 0) + 1;
  }

  end(decision: Decision): void {
    this.#live[decision] = (this.#live[decision] ?? 0) - 1;
  }

  /** What happened at least once. */
  get started(): StartedSpans[] {
    return ORIGINS.flatMap((parentOrigin, origin) =>
      RESULTS.map((samplingResult, decision) => ({
        parentOrigin,
        samplingResult,
        count: this.#started[origin * RESULTS.length + decision] ?? 0,
      })),
    ).filter(({ count }) => count > 0);
  }

  get live(): LiveSpans[] {
    return RESULTS.slice(1).map((samplingResult, at) => ({ samplingResult, count: this.#live[at + 1] ?? 0 }));
  }
}

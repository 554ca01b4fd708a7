import { context, trace, TraceFlags } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarSink } from './exemplars.ts';

/** Most exemplars of one series in one interval. */
export const MAX_EXEMPLARS = 24;

/** Single measurements of one series, made in sampled spans: the newest of each bucket. */
export class Reservoir {
  readonly #kept = new Map<number, Exemplar>();

  /** @param bucket where the value belongs; a few dozen at most are worth telling apart. */
  offer(value: number, bucket: number): void {
    const span = trace.getSpanContext(context.active());
    if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return;
    const { traceId, spanId } = span;
    this.#kept.set(bucket, { value, timeMs: Date.now(), traceId, spanId });
    if (this.#kept.size <= MAX_EXEMPLARS) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      break;
    }
  }

  /** Hands over what there is: once, because a cumulative series that stands still goes out again at each collection. */
  handOver(point: DataPoint<unknown>, sink: ExemplarSink): void {
    if (this.#kept.size === 0) return;
    sink(point, [...this.#kept.values()]);
    this.#kept.clear();
  }
}

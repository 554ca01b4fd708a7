import { context, trace, TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { LocalSpan } from '../tracer/identity.ts';
import type { ExemplarSink } from './exemplars.ts';

/** Most exemplars of one series in one interval. */
export const MAX_EXEMPLARS = 24;

interface Kept {
  readonly value: number;
  readonly timeMs: number;
  /** Who the span is; of ours the texts of its ids are made at collection, for the few that are still here. */
  readonly span: { readonly context: SpanContext };
}

/** Single measurements of one series, made in sampled spans: the newest of each bucket. */
export class Reservoir {
  readonly #kept = new Map<number, Kept>();

  /** @param bucket where the value belongs; a few dozen at most are worth telling apart. */
  offer(value: number, bucket: number): void {
    const active = trace.getSpan(context.active());
    if (active === undefined) return;
    const isOurs = active instanceof LocalSpan;
    const span = isOurs ? active.identity : { context: active.spanContext() };
    const flags = isOurs ? active.identity.flags : span.context.traceFlags;
    if ((flags & TraceFlags.SAMPLED) === 0) return;
    this.#kept.set(bucket, { value, timeMs: Date.now(), span });
    if (this.#kept.size <= MAX_EXEMPLARS) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      break;
    }
  }

  /** Hands over what there is: once, because a cumulative series that stands still goes out again at each collection. */
  handOver(point: DataPoint<unknown>, sink: ExemplarSink): void {
    if (this.#kept.size === 0) return;
    const exemplars = [...this.#kept.values()].map(({ value, timeMs, span }) => {
      const { traceId, spanId } = span.context;
      return { value, timeMs, traceId, spanId };
    });
    sink(point, exemplars);
    this.#kept.clear();
  }
}

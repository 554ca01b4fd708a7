import { performance } from 'node:perf_hooks';
import { context, trace, TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { LocalSpan } from '../tracer/identity.ts';
import type { ExemplarSink } from './exemplars.ts';

/** Most exemplars of one series in one interval. */
export const MAX_EXEMPLARS = 24;

interface Kept {
  value: number;
  timeMs: number;
  /** Who the span is; of ours the texts of its ids are made at collection, for the few that are still here. */
  span: { readonly context: SpanContext };
}

/** Single measurements of one series, made in sampled spans: the newest of each bucket. */
export class Reservoir {
  #kept: (Kept | undefined)[] = [];

  /** @param bucket where the value belongs; those that are a multiple of `MAX_EXEMPLARS` apart share a place. */
  offer(value: number, bucket: number): void {
    const active = trace.getSpan(context.active());
    if (active === undefined) return;
    const isOurs = active instanceof LocalSpan;
    const span = isOurs ? active.identity : { context: active.spanContext() };
    const flags = isOurs ? active.identity.flags : span.context.traceFlags;
    if ((flags & TraceFlags.SAMPLED) === 0) return;
    const timeMs = isOurs ? active.identity.trace.anchor.millisAt(performance.now()) : Date.now();
    const place = ((bucket % MAX_EXEMPLARS) + MAX_EXEMPLARS) % MAX_EXEMPLARS;
    const kept = this.#kept[place];
    if (kept === undefined) {
      this.#kept[place] = { value, timeMs, span };
      return;
    }
    // Written over: most of them nobody ever sees.
    kept.value = value;
    kept.timeMs = timeMs;
    kept.span = span;
  }

  /** Hands over what there is: once, because a cumulative series that stands still goes out again at each collection. */
  handOver(point: DataPoint<unknown>, sink: ExemplarSink): void {
    const all = this.#kept.filter((kept) => kept !== undefined);
    if (all.length === 0) return;
    this.#kept = [];
    const exemplars = all.map(({ value, timeMs, span }) => {
      const { traceId, spanId } = span.context;
      return { value, timeMs, traceId, spanId };
    });
    sink(point, exemplars);
  }
}

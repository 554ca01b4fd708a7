import { TraceFlags } from '@opentelemetry/api';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { ATTR_DB_QUERY_TEXT } from '@sightglass/api/semconv';
import { isOwnScope } from '../own-scope.ts';
import { createBufferPool } from '../encode/buffer-pool.ts';
import { createChunks } from '../encode/chunks.ts';
import { KeyValues } from '../encode/key-values.ts';
import type { Redactions } from '../encode/key-values.ts';
import { FastTracer } from './fast-tracer.ts';
import { resolveSpanLimits } from './limits.ts';
import type { SpanLimits } from './limits.ts';
import type { RecordedSpan } from './recorded-span.ts';
import { keepEverything } from './sampling.ts';
import type { SpanSampler } from './sampling.ts';
import { SpanCounts } from './span-counts.ts';
import { writeSpan } from './write-span.ts';

export interface FastTracerOptions {
  readonly resource: Resource;
  /** @defaultValue every trace that begins here; children as their parent */
  readonly sampler?: SpanSampler;
  readonly limits?: Partial<SpanLimits>;
  /** Masks the texts of attributes, by their keys, before they are written. */
  readonly redactions?: Redactions;
  /** Longest time in milliseconds that an ended span waits here. @defaultValue 1000 */
  readonly delayMs?: number;
  /**
   * Takes a finished `ExportTraceServiceRequest` in protobuf with that many spans. Called in the middle of the program: it
   * must be quick. The bytes are its own until it gives them to `release`.
   */
  readonly onChunk: (bytes: Uint8Array, spans: number) => void;
}

/** Spans that are written together: each by itself, in the middle of a request, takes twice as long. */
const TOGETHER = 64;

/** Tracers whose spans are written to OTLP soon after they end and are not kept. */
export interface FastTracerProvider extends TracerProvider {
  readonly counts: SpanCounts;
  /** Spans that could not be written or handed over, since the start. */
  readonly droppedSpans: number;
  /** Hands over everything that has ended, now. */
  flush(): void;
  /** Gives the bytes of a chunk back, to be written again. They must not be read from then on. */
  release(bytes: Uint8Array): void;
}

export function createFastTracerProvider(options: FastTracerOptions): FastTracerProvider {
  const { resource, sampler = keepEverything, onChunk, delayMs = 1000 } = options;
  const limits = resolveSpanLimits(options.limits);
  const pool = createBufferPool();
  const counts = new SpanCounts();
  const tracers = new Map<string, Tracer>();
  const redactions = options.redactions ?? new Map();
  // Our captures mask queries by themselves, and remember what became of a text.
  const ofOurs = new KeyValues(new Map([...redactions].filter(([key]) => key !== ATTR_DB_QUERY_TEXT)));
  const chunks = createChunks<RecordedSpan>({
    resource,
    pool,
    keyValues: new KeyValues(redactions),
    keyValuesOf: ({ name }) => (isOwnScope(name) ? ofOurs : undefined),
    writeItem: writeSpan,
    what: 'spans',
    delayMs,
    onChunk,
    together: TOGETHER,
    onWritten: (span) => span.forget(),
  });
  let droppedSpans = 0;

  const createTracer = (scope: InstrumentationScope): Tracer => {
    const write = chunks.open(scope);
    const onEnd = (span: RecordedSpan): void => {
      const isSampled = (span.identity.flags & TraceFlags.SAMPLED) !== 0;
      const { held } = span.identity.trace;
      counts.end(isSampled ? 2 : 1);
      if (isSampled) write(span);
      else if (held === undefined) span.forget();
      else
        held.take(
          span,
          () => write(span),
          () => droppedSpans++,
        );
    };
    return new FastTracer({ scope, resource, limits, sampler, counts, onEnd });
  };
  return {
    counts,
    get droppedSpans() {
      return droppedSpans + chunks.dropped;
    },
    getTracer: (name, version, { schemaUrl } = {}) => {
      const key = `${name}@${version ?? ''}:${schemaUrl ?? ''}`;
      let tracer = tracers.get(key);
      if (tracer === undefined) {
        // Whatever was given: names come from programs that no compiler has seen.
        tracer = createTracer({
          name: typeof name === 'string' ? name : '',
          ...(typeof version === 'string' ? { version } : {}),
          ...(typeof schemaUrl === 'string' ? { schemaUrl } : {}),
        });
        tracers.set(key, tracer);
      }
      return tracer;
    },
    flush: () => chunks.flush(),
    release: (bytes) => pool.release(bytes),
  };
}

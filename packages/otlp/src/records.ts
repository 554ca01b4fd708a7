import type { AnyValue, HrTime } from '@opentelemetry/api';

/** The signals of OTLP that this client sends. */
export type Signal = 'traces' | 'logs' | 'metrics';

/**
 * Attributes of a record, resource or scope. Every value of JavaScript may stand here, at any depth; it is read when the record is added.
 *
 * Text, numbers, booleans, `null` (an empty value), arrays and objects (their own enumerable members) are sent as they are, whole numbers as
 * integers. Of what OTLP has no form for:
 * - left out, and an empty value in an array: `undefined`, functions, symbols, what throws when it is read, an object within itself, and what
 *   lies deeper than 24 levels;
 * - `Map` and `Set` become maps and arrays, typed arrays and `DataView` their bytes, an `Error` its name and message, what has a `toJSON` (`Date`,
 *   `URL`) what that gives;
 * - `bigint`, and whole numbers, beyond 64 bits become text and doubles; `-0` becomes 0; half a surrogate pair becomes U+FFFD.
 *
 * The values of one record hold 1 MiB of characters and bytes together, each value 16 more; the rest is cut off.
 */
export interface Attributes {
  readonly [key: string]: AnyValue;
}

/** An instant: milliseconds since the Unix epoch, with a fraction if known, or seconds and nanoseconds of it. */
export type Instant = number | HrTime;

/** Who made a record: OpenTelemetry's instrumentation scope. Use one object for all its records: it is sent once for them. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: Attributes;
}

/** One log record or event (a record with a name). */
export interface LogRecord {
  /** When it happened. Default: now. */
  readonly time?: Instant;
  readonly eventName?: string;
  /** 1 (TRACE) to 24 (FATAL4), as in OpenTelemetry. */
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: AnyValue;
  /** `log.record.uid` is added, a UUIDv7 of the record's time, unless it is here. */
  readonly attributes?: Attributes;
  /** 32 hexadecimal digits. */
  readonly traceId?: string;
  /** 16 hexadecimal digits. */
  readonly spanId?: string;
  /** Flags of the trace, 0 to 255. */
  readonly traceFlags?: number;
}

/** Something that happened during a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: Instant;
  readonly attributes?: Attributes;
}

/** A span that a span belongs with without being its child. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly attributes?: Attributes;
  readonly flags?: number;
}

/** One ended span. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  /** Flags of the span as OTLP has them: the trace's in the lowest byte, bits 8 and 9 tell whether the parent is remote. */
  readonly flags?: number;
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: 1 | 2 | 3 | 4 | 5;
  readonly start: Instant;
  readonly end: Instant;
  readonly attributes?: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly status?: { readonly code: 0 | 1 | 2; readonly message?: string };
  readonly droppedAttributes?: number;
  readonly droppedEvents?: number;
  readonly droppedLinks?: number;
}

/** What stands in every point of a metric: what was counted from `start` to `time`. */
interface Point {
  readonly start: Instant;
  readonly time: Instant;
  readonly attributes?: Attributes;
}

/** A sum's or gauge's value. */
export interface NumberPoint extends Point {
  readonly value: number;
}

/** A histogram's counts by bucket: one more than bounds, the last above the last bound. */
export interface HistogramPoint extends Point {
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

/** Frame of a metric. */
interface MetricFrame {
  readonly name: string;
  /** UCUM, such as `s` or `By`. */
  readonly unit?: string;
  readonly description?: string;
}

/** A metric with its points. Sums and histograms are deltas: each point counts what happened since the one before. */
export type MetricRecord =
  | (MetricFrame & { readonly kind: 'sum'; readonly isMonotonic: boolean; readonly points: readonly NumberPoint[] })
  | (MetricFrame & { readonly kind: 'gauge'; readonly points: readonly NumberPoint[] })
  | (MetricFrame & { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[] });

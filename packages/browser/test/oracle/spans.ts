import type { Received } from '../../../../test/kit/sink.ts';

/** A span or log record as it went over the wire, its attributes read. */
export interface Sent {
  readonly scope: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One span. */
export interface SentSpan extends Sent {
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly flags: number;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end: number;
  readonly status: { readonly code: number; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly time: number; readonly attributes: Sent['attributes'] }[];
}

/** One log record. */
export interface SentLog extends Sent {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: unknown;
  readonly flags: number;
}

/** One data point. */
export interface SentPoint {
  readonly metric: string;
  readonly unit: string;
  readonly kind: string;
  readonly isMonotonic: boolean | undefined;
  readonly temporality: number | undefined;
  readonly value: number | undefined;
  readonly count: number | undefined;
  readonly sum: number | undefined;
  readonly bounds: readonly number[] | undefined;
  readonly buckets: readonly number[] | undefined;
  readonly attributes: Sent['attributes'];
}

/* eslint-disable typescript/no-explicit-any, typescript/no-unsafe-assignment -- JSON of OTLP, in the form that any exporter gives it */
/** The spans in what a sink received. */
export function spansIn(received: readonly Received[]): SentSpan[] {
  return recordsIn(received, '/v1/traces', 'resourceSpans', 'scopeSpans', 'spans').map(([scope, span]) => ({
    scope,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    traceState: span.traceState ?? '',
    name: span.name,
    kind: span.kind,
    flags: span.flags ?? 0,
    start: millis(span.startTimeUnixNano),
    end: millis(span.endTimeUnixNano),
    status: { code: 0, ...span.status },
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map((event: any) => ({
      name: event.name,
      time: millis(event.timeUnixNano),
      attributes: attributesOf(event.attributes),
    })),
  }));
}

/** The log records in what a sink received. */
export function logsIn(received: readonly Received[]): SentLog[] {
  return recordsIn(received, '/v1/logs', 'resourceLogs', 'scopeLogs', 'logRecords').map(([scope, log]) => ({
    scope,
    traceId: log.traceId ?? '',
    spanId: log.spanId ?? '',
    eventName: log.eventName ?? '',
    severityNumber: log.severityNumber ?? 0,
    flags: log.flags ?? 0,
    body: valueOf(log.body),
    attributes: attributesOf(log.attributes),
  }));
}

/** The data points in what a sink received. */
export function pointsIn(received: readonly Received[]): SentPoint[] {
  return recordsIn(received, '/v1/metrics', 'resourceMetrics', 'scopeMetrics', 'metrics').flatMap(([, metric]) => {
    const kind = ['sum', 'gauge', 'histogram'].find((name) => metric[name]) ?? '';
    const { dataPoints, isMonotonic, aggregationTemporality: temporality } = metric[kind];
    return dataPoints.map((point: any) => ({
      metric: metric.name,
      unit: metric.unit ?? '',
      kind,
      isMonotonic,
      temporality,
      value: point.asDouble,
      count: point.count === undefined ? undefined : Number(point.count),
      sum: point.sum,
      bounds: point.explicitBounds,
      buckets: point.bucketCounts?.map(Number),
      attributes: attributesOf(point.attributes),
    }));
  });
}

function recordsIn(
  received: readonly Received[],
  path: string,
  groups: string,
  scopes: string,
  records: string,
): [scope: string, record: any][] {
  return received
    .filter((one) => one.path.endsWith(path))
    .flatMap(({ text }) => JSON.parse(text)[groups])
    .flatMap((group: any) => group[scopes])
    .flatMap((one: any) => one[records].map((record: any) => [one.scope.name, record]));
}

function attributesOf(pairs: any): Record<string, unknown> {
  return Object.fromEntries((pairs ?? []).map(({ key, value }: any) => [key, valueOf(value)]));
}

function valueOf(any: any): unknown {
  if (any === undefined || any === null) return undefined;
  if (any.intValue !== undefined) return Number(any.intValue);
  if (any.arrayValue) return (any.arrayValue.values ?? []).map(valueOf);
  if (any.kvlistValue) return attributesOf(any.kvlistValue.values);
  return any.stringValue ?? any.doubleValue ?? any.boolValue;
}
/* eslint-enable typescript/no-explicit-any, typescript/no-unsafe-assignment */

function millis(nanos: string | number): number {
  return Number(nanos) / 1e6;
}

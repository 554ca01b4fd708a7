// otlp-transformer 0.301 leaves exemplars out of what it writes. They are added to its finished bodies here.
// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/metrics/v1/metrics.proto

import { DataPointType } from '@opentelemetry/sdk-metrics';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { isRecord } from '../is-record.ts';
import { exemplarsOf } from '../metrics/exemplars.ts';
import type { Exemplar } from '../metrics/exemplars.ts';
import type { Protocol } from '../transport/settings.ts';

/** A body of `ExportMetricsServiceRequest` with the exemplars of its histograms; the same body where there are none. */
export function addExemplars(body: Uint8Array, metrics: ResourceMetrics, protocol: Protocol): Uint8Array {
  const ofPoints = exemplarsInOrder(metrics);
  if (ofPoints.every((exemplars) => exemplars.length === 0)) return body;
  const points = ofPoints.values();
  const next = (): readonly Exemplar[] => points.next().value ?? [];
  return protocol === 'http/json' ? addToJson(body, next) : addToProtobuf(body, 0, next);
}

/** One entry a histogram point, in the order in which the body holds them. */
function exemplarsInOrder({ scopeMetrics }: ResourceMetrics): (readonly Exemplar[])[] {
  return scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap((metric) =>
      metric.dataPointType === DataPointType.HISTOGRAM || metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM
        ? metric.dataPoints.map((point) => exemplarsOf(point))
        : [],
    ),
  );
}

function addToJson(body: Uint8Array, next: () => readonly Exemplar[]): Uint8Array {
  const request: unknown = JSON.parse(Buffer.from(body).toString());
  for (const scope of listIn(listIn([request], 'resourceMetrics'), 'scopeMetrics')) {
    for (const metric of listIn([scope], 'metrics')) {
      if (!isRecord(metric)) continue;
      for (const point of listIn([metric['histogram'] ?? metric['exponentialHistogram']], 'dataPoints')) {
        const exemplars = next();
        if (isRecord(point) && exemplars.length > 0) point['exemplars'] = exemplars.map(toJson);
      }
    }
  }
  return Buffer.from(JSON.stringify(request));
}

function listIn(parents: readonly unknown[], field: string): unknown[] {
  return parents.flatMap((parent): unknown[] => {
    const list = isRecord(parent) ? parent[field] : undefined;
    return Array.isArray(list) ? list : [];
  });
}

function toJson({ value, timeMs, traceId, spanId }: Exemplar): object {
  return { timeUnixNano: `${timeMs}000000`, asDouble: value, traceId, spanId };
}

/** From the request down to its points: resource_metrics, scope_metrics, metrics, the kinds of histogram, data_points. */
const WAY_DOWN = [[1], [2], [2], [9, 10], [1]] as const;
const HISTOGRAM = 9;
const DELIMITED = 2;

/** Copies a message and goes into those of its fields that lead to points; what holds no exemplars stays as it is. */
function addToProtobuf(message: Uint8Array, depth: number, next: () => readonly Exemplar[], kind = 0): Uint8Array {
  const fields: readonly number[] | undefined = WAY_DOWN[depth];
  if (fields === undefined) return Buffer.concat([message, ...next().map((one) => toProtobuf(one, kind))]);
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < message.length) {
    const start = at;
    const tag = readVarint(message, at);
    const field = tag.value >>> 3;
    if ((tag.value & 7) !== DELIMITED) {
      at = endOfNumber(message, tag.end, tag.value & 7);
      parts.push(message.subarray(start, at));
      continue;
    }
    const length = readVarint(message, tag.end);
    at = length.end + length.value;
    if (!fields.includes(field)) {
      parts.push(message.subarray(start, at));
      continue;
    }
    const inside = addToProtobuf(
      message.subarray(length.end, at),
      depth + 1,
      next,
      kind === 0 && depth === 3 ? field : kind,
    );
    parts.push(message.subarray(start, tag.end), varint(inside.length), inside);
  }
  return Buffer.concat(parts);
}

/** HistogramDataPoint.exemplars is field 8, ExponentialHistogramDataPoint.exemplars field 11. */
function toProtobuf({ value, timeMs, traceId, spanId }: Exemplar, kind: number): Uint8Array {
  const bytes = Buffer.alloc(48);
  bytes.writeUInt8(((kind === HISTOGRAM ? 8 : 11) << 3) | DELIMITED, 0);
  bytes.writeUInt8(46, 1);
  bytes.writeUInt8((2 << 3) | 1, 2);
  bytes.writeBigUInt64LE(BigInt(timeMs) * 1_000_000n, 3);
  bytes.writeUInt8((3 << 3) | 1, 11);
  bytes.writeDoubleLE(value, 12);
  bytes.writeUInt8((4 << 3) | DELIMITED, 20);
  bytes.writeUInt8(8, 21);
  bytes.write(spanId, 22, 'hex');
  bytes.writeUInt8((5 << 3) | DELIMITED, 30);
  bytes.writeUInt8(16, 31);
  bytes.write(traceId, 32, 'hex');
  return bytes;
}

/** Where a field ends that is no text, bytes or message. */
function endOfNumber(bytes: Uint8Array, at: number, wireType: number): number {
  if (wireType === 1) return at + 8;
  return wireType === 5 ? at + 4 : readVarint(bytes, at).end;
}

/** Reads tags and lengths: below 2³¹, though a value that is only skipped may be longer. */
function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  let shift = 0;
  for (let end = at; ;) {
    const byte = bytes[end++] ?? 0;
    if (shift < 32) value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) return { value, end };
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

// Field numbers: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.10.0/opentelemetry/proto/metrics/v1/metrics.proto

import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { AttributeList } from '../../encode/attribute-list.ts';
import { ByteWriter } from '../../encode/byte-writer.ts';
import { KeyValues } from '../../encode/key-values.ts';
import { POINT, TEMPORALITY } from '../kinds.ts';
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from './write-point.ts';
import type { PointWriter } from './write-point.ts';

const FIRST_BYTES = 16 * 1024;

/** An `ExportMetricsServiceRequest` in protobuf with what was collected. */
export function encodeMetrics(resource: Resource, collected: readonly ScopeMetrics[]): Uint8Array {
  const writer = new ByteWriter(Buffer.allocUnsafe(FIRST_BYTES));
  const keyValues = new KeyValues(new Map());
  writer.byte(0x0a);
  const start = writer.openLong();
  writer.byte(0x0a);
  const resourceStart = writer.open();
  keyValues.write(writer, 0x0a, new AttributeList().add(resource.attributes, Infinity, Infinity));
  writer.close(resourceStart);
  for (const { scope, metrics } of collected) {
    writer.byte(0x12);
    const scopeStart = writer.openLong();
    writeScope(writer, scope);
    for (const metric of metrics) {
      writer.byte(0x12);
      const metricStart = writer.openLong();
      writeMetric({ writer, keyValues, shape: [] }, metric);
      writer.closeLong(metricStart);
    }
    writeText(writer, 0x1a, scope.schemaUrl);
    writer.closeLong(scopeStart);
  }
  writeText(writer, 0x1a, resource.schemaUrl);
  writer.closeLong(start);
  // A copy that fits: what waits for a receiver counts by its length.
  return Uint8Array.prototype.slice.call(writer.buffer, 0, writer.pos);
}

/** Points in what was collected: what a receiver counts as items. */
export function countPoints(collected: readonly ScopeMetrics[]): number {
  return collected.reduce((sum, { metrics }) => metrics.reduce((all, one) => all + one.dataPoints.length, sum), 0);
}

function writeScope(writer: ByteWriter, { name, version }: InstrumentationScope): void {
  writer.byte(0x0a);
  const start = writer.open();
  writeText(writer, 0x0a, name);
  writeText(writer, 0x12, version);
  writer.close(start);
}

function writeMetric(to: PointWriter, metric: MetricData): void {
  const { writer } = to;
  const { name, description, unit, valueType } = metric.descriptor;
  writeText(writer, 0x0a, name);
  writeText(writer, 0x12, description);
  writeText(writer, 0x1a, unit);
  switch (metric.dataPointType) {
    case POINT.GAUGE:
      writeData(to, 0x2a, metric.dataPoints, (point) => writeNumberPoint(to, point, valueType));
      return;
    case POINT.SUM:
      writeData(to, 0x3a, metric.dataPoints, (point) => writeNumberPoint(to, point, valueType), metric);
      return;
    case POINT.HISTOGRAM:
      writeData(to, 0x4a, metric.dataPoints, (point) => writeHistogramPoint(to, point), metric);
      return;
    case POINT.EXPONENTIAL_HISTOGRAM:
      writeData(to, 0x52, metric.dataPoints, (point) => writeExponentialPoint(to, point), metric);
  }
}

/** The points of a metric, and where it has them its temporality and whether it only goes up. */
function writeData<Point>(
  { writer }: PointWriter,
  tag: number,
  points: readonly Point[],
  write: (point: Point) => void,
  told?: Pick<MetricData, 'aggregationTemporality'> & { readonly isMonotonic?: boolean },
): void {
  writer.byte(tag);
  const start = writer.openLong();
  for (const point of points) {
    writer.byte(0x0a);
    const pointStart = writer.open();
    write(point);
    writer.close(pointStart);
  }
  if (told !== undefined) {
    writer.byte(0x10);
    writer.byte(told.aggregationTemporality === TEMPORALITY.DELTA ? 1 : 2);
    if (told.isMonotonic === true) {
      writer.byte(0x18);
      writer.byte(1);
    }
  }
  writer.closeLong(start);
}

/** Left out where it is empty, as protobuf does. */
function writeText(writer: ByteWriter, tag: number, text: string | undefined): void {
  if (text === undefined || text === '') return;
  writer.byte(tag);
  writer.text(text);
}

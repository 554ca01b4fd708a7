import type { LogRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import { encode, toAnyValue, toKeyValues } from './value.ts';

/** The JSON of one OTLP LogRecord; `''` if none can be made. Fields stand as the stock exporter orders them. Never throws. */
export function encodeLog(record: LogRecord): string {
  return encode((room) => {
    const now = Date.now();
    const traceId = hexId(record.traceId, 32);
    return {
      timeUnixNano: instantToNanos(record.time ?? now),
      observedTimeUnixNano: instantToNanos(now),
      severityNumber: record.severityNumber,
      severityText: record.severityText,
      body: toAnyValue(record.body, room),
      eventName: record.eventName,
      attributes: toKeyValues(record.attributes, room),
      droppedAttributesCount: 0,
      flags: traceId && record.traceFlags,
      traceId,
      spanId: traceId && hexId(record.spanId, 16),
    };
  });
}

import type { LogRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import { write } from './json.ts';
import { startWalk, toAnyValue, toKeyValues } from './value.ts';

/** The JSON of one OTLP LogRecord; `''` if none can be made. Fields stand as the stock exporter orders them. Never throws. */
export function encodeLog(record: LogRecord): string {
  try {
    const walk = startWalk();
    const now = Date.now();
    const traceId = hexId(record.traceId, 32);
    return write({
      timeUnixNano: instantToNanos(record.time ?? now),
      observedTimeUnixNano: instantToNanos(now),
      severityNumber: record.severityNumber && record.severityNumber | 0,
      severityText: record.severityText,
      body: toAnyValue(record.body, walk) ?? {},
      eventName: record.eventName,
      attributes: toKeyValues(record.attributes, walk),
      droppedAttributesCount: 0,
      flags: traceId && (record.traceFlags ?? 0) & 255,
      traceId,
      spanId: traceId && hexId(record.spanId, 16),
    });
  } catch {
    return '';
  }
}

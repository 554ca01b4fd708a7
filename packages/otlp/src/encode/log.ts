import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import type { LogRecord } from '../records.ts';
import { hexId } from './hex-id.ts';
import { instantToNanos } from './instant.ts';
import { encode, toAnyValue, toKeyValues } from './value.ts';

/**
 * The JSON of one OTLP LogRecord; `''` if none can be made. Never throws.
 *
 * @param uid its `log.record.uid`, unless it has one.
 */
export function encodeLog(record: LogRecord, uid?: string): string {
  return encode((room) => {
    const now = Date.now();
    const traceId = hexId(record.traceId, 32);
    const attributes = toKeyValues(record.attributes, room);
    if (uid && !attributes.some(({ key }) => key === ATTR_LOG_RECORD_UID))
      attributes.push({ key: ATTR_LOG_RECORD_UID, value: { stringValue: uid } });
    return {
      timeUnixNano: instantToNanos(record.time ?? now),
      observedTimeUnixNano: instantToNanos(now),
      severityNumber: record.severityNumber,
      severityText: record.severityText,
      body: toAnyValue(record.body, room),
      eventName: record.eventName,
      attributes,
      flags: traceId && record.traceFlags,
      traceId,
      spanId: traceId && hexId(record.spanId, 16),
    };
  });
}

import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import type { LogRecord } from '../records.ts';
import { toFields } from './fields.ts';
import { encode, toKeyValues } from './value.ts';

/**
 * The JSON of one OTLP LogRecord; `''` if none can be made. Never throws.
 *
 * @param uid its `log.record.uid`, unless it has one.
 */
export function encodeLog(record: LogRecord, uid?: string): string {
  return encode(() => {
    const now = Date.now();
    const attributes = toKeyValues(record.attributes);
    if (uid && !attributes.some(({ key }) => key === ATTR_LOG_RECORD_UID))
      attributes.push({ key: ATTR_LOG_RECORD_UID, value: { stringValue: uid } });
    return {
      ...toFields({ ...record, time: record.time ?? now, observedTimeUnixNano: now, attributes: {} }),
      attributes,
    };
  });
}

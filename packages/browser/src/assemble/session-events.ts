import {
  ATTR_SESSION_PREVIOUS_ID,
  ATTR_SIGHTGLASS_SESSION_DURATION_MS,
  ATTR_SIGHTGLASS_SESSION_ERRORS,
  ATTR_SIGHTGLASS_SESSION_PAGES,
  ATTR_SIGHTGLASS_SESSION_SAMPLED,
  EVENT_SESSION_END,
  EVENT_SESSION_START,
} from '@sightglass/api/semconv';
import type { LogRecord } from '@sightglass/otlp';
import type { SessionState } from './session.ts';

/** The event that tells of the start of a session. */
export function startOf({ before, start }: SessionState, isSampled: boolean): LogRecord {
  return {
    eventName: EVENT_SESSION_START,
    time: start,
    attributes: {
      [ATTR_SESSION_PREVIOUS_ID]: before,
      [ATTR_SIGHTGLASS_SESSION_SAMPLED]: isSampled,
    },
  };
}

/** The event that tells of the end of a session, at its last record. */
export function endOf({ before, start, seen, pages, errors }: SessionState): LogRecord {
  return {
    eventName: EVENT_SESSION_END,
    time: seen,
    attributes: {
      [ATTR_SESSION_PREVIOUS_ID]: before,
      [ATTR_SIGHTGLASS_SESSION_DURATION_MS]: seen - start,
      [ATTR_SIGHTGLASS_SESSION_PAGES]: pages,
      [ATTR_SIGHTGLASS_SESSION_ERRORS]: errors,
    },
  };
}

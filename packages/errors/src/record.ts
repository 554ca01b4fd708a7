import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SIGHTGLASS_CONTEXT,
  ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED,
  ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS,
  ATTR_SIGHTGLASS_EXCEPTION_CAUSES,
  ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS,
  ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT,
  ATTR_SIGHTGLASS_EXCEPTION_HANDLED,
  ATTR_SIGHTGLASS_EXCEPTION_MECHANISM,
  ATTR_SIGHTGLASS_TAG,
  ATTR_USER_EMAIL,
  ATTR_USER_ID,
  ATTR_USER_NAME,
  EVENT_EXCEPTION,
  EVENT_SIGHTGLASS_MESSAGE,
} from '@sightglass/api/semconv';
import type { Attributes, LogRecord } from '@sightglass/otlp';
import { plain, read } from './bounded.ts';
import { debugIdsOf } from './debug-ids.ts';
import type { ErrorEvent, Level } from './event.ts';

/** Severity numbers of OpenTelemetry. */
export const SEVERITIES: Readonly<Record<Level, number>> = { debug: 5, info: 9, warning: 13, error: 17, fatal: 21 };

/** Characters of the JSON of one attribute. */
const MAX_ATTRIBUTE = 65_536;

/** The record that goes over the wire, named as OpenTelemetry's conventions and `docs/events.md` say. */
export function recordOf(event: ErrorEvent): LogRecord {
  const isException = event.kind === 'exception';
  return {
    eventName: isException ? EVENT_EXCEPTION : EVENT_SIGHTGLASS_MESSAGE,
    severityNumber: SEVERITIES[event.level],
    ...(!isException && { body: event.message }),
    attributes: {
      ...event.attributes,
      ...(isException && exceptionOf(event)),
      [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: event.mechanism,
      [ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT]: event.fingerprint,
      [ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]: event.breadcrumbs,
      [ATTR_USER_ID]: event.user.id,
      [ATTR_USER_EMAIL]: event.user.email,
      [ATTR_USER_NAME]: event.user.name,
      ...renamed(event.tags, ATTR_SIGHTGLASS_TAG),
      ...renamed(event.contexts, ATTR_SIGHTGLASS_CONTEXT),
    },
  };
}

/** Attributes as they are sent: plain data, whatever was put there; what is empty or too large is left out. */
export function settled(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).map(([key, value]) => [key, plain(value, MAX_ATTRIBUTE)]);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== null && read(value, 'length') !== 0),
  );
}

function exceptionOf(event: ErrorEvent): Attributes {
  const { type, message, stacktrace, handled, causes, aggregated } = event;
  const stacks = [event, ...causes, ...aggregated].map((thrown) => thrown.stacktrace).join('\n');
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stacktrace,
    [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: handled,
    [ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS]: debugIdsOf(stacks),
    [ATTR_SIGHTGLASS_EXCEPTION_CAUSES]: causes,
    [ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED]: aggregated,
  };
}

function renamed(values: object, name: (key: string) => string): Attributes {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

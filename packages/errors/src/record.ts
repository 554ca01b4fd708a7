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
import { jsonOf } from './bounded.ts';
import { debugIdsOf } from './debug-ids.ts';
import type { ErrorEvent, Level } from './event.ts';

/** Severity numbers of OpenTelemetry. */
export const SEVERITIES: Readonly<Record<Level, number>> = { debug: 5, info: 9, warning: 13, error: 17, fatal: 21 };

const EMPTY = ['null', '""', '[]', '{}'];
/** Characters of the JSON of one attribute. */
const MAX_ATTRIBUTE = 65_536;

/** The record that goes over the wire, named as OpenTelemetry's conventions and `docs/events.md` say. */
export function recordOf(event: ErrorEvent): LogRecord {
  const { kind, message, causes, aggregated, user } = event;
  const isException = kind === 'exception';
  const stacks = [event, ...causes, ...aggregated].map(({ stacktrace }) => stacktrace).join('\n');
  return {
    eventName: isException ? EVENT_EXCEPTION : EVENT_SIGHTGLASS_MESSAGE,
    severityNumber: SEVERITIES[event.level],
    body: isException ? undefined : message,
    attributes: {
      ...event.attributes,
      [ATTR_EXCEPTION_TYPE]: event.type,
      [ATTR_EXCEPTION_MESSAGE]: isException ? message : undefined,
      [ATTR_EXCEPTION_STACKTRACE]: event.stacktrace,
      [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: isException ? event.handled : undefined,
      [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: event.mechanism,
      [ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT]: event.fingerprint,
      [ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS]: debugIdsOf(stacks),
      [ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]: event.breadcrumbs,
      [ATTR_SIGHTGLASS_EXCEPTION_CAUSES]: causes,
      [ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED]: aggregated,
      [ATTR_USER_ID]: user.id,
      [ATTR_USER_EMAIL]: user.email,
      [ATTR_USER_NAME]: user.name,
      ...renamed(event.tags, ATTR_SIGHTGLASS_TAG),
      ...renamed(event.contexts, ATTR_SIGHTGLASS_CONTEXT),
    },
  };
}

/** Attributes as they are sent: plain data, whatever was put there; what is empty or too large is left out. */
export function settled(attributes: Attributes): Attributes {
  const kept: Record<string, Attributes[string]> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const json = jsonOf(value, MAX_ATTRIBUTE) ?? 'null';
    if (!EMPTY.includes(json)) kept[key] = JSON.parse(json);
  }
  return kept;
}

function renamed(values: object, name: (key: string) => string): Attributes {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_RECORD_UID,
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
import { jsonOf, plain } from './bounded.ts';
import { debugIdsOf } from './debug-ids.ts';
import type { ErrorEvent, Level, Thrown } from './event.ts';

/** Severity numbers of OpenTelemetry and their names. */
export const SEVERITIES: Readonly<Record<Level, readonly [number, string]>> = {
  debug: [5, 'DEBUG'],
  info: [9, 'INFO'],
  warning: [13, 'WARN'],
  error: [17, 'ERROR'],
  fatal: [21, 'FATAL'],
};

/** JSON of what says nothing. */
const EMPTY = /^(?:null|""|\[\]|\{\})$/;
const MAX_ATTRIBUTE = 65_536;
const MAX_TEXT = 16_384;

/** The record that goes over the wire, named as OpenTelemetry's conventions and `docs/events.md` say. */
export function recordOf(event: ErrorEvent, time: number): LogRecord {
  const isException = event.kind === 'exception';
  const [severityNumber, severityText] = SEVERITIES[event.level];
  return {
    time,
    eventName: isException ? EVENT_EXCEPTION : EVENT_SIGHTGLASS_MESSAGE,
    severityNumber,
    severityText,
    ...(isException ? {} : { body: plain(event.message, MAX_TEXT, MAX_TEXT) }),
    attributes: settled({
      ...event.attributes,
      [ATTR_LOG_RECORD_UID]: event.id,
      ...(isException && exceptionOf(event)),
      [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: event.mechanism,
      [ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT]: event.fingerprint,
      [ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]: event.breadcrumbs,
      [ATTR_USER_ID]: event.user.id,
      [ATTR_USER_EMAIL]: event.user.email,
      [ATTR_USER_NAME]: event.user.name,
      ...renamed(event.tags, ATTR_SIGHTGLASS_TAG),
      ...renamed(event.contexts, ATTR_SIGHTGLASS_CONTEXT),
    }),
  };
}

/** Plain data in its bounds, whatever the program or its `beforeSend` put there; what is empty is left out. */
export function settled(attributes: object): Attributes {
  const entries = Object.entries(attributes).map(
    ([key, value]) => [key, jsonOf(value, MAX_ATTRIBUTE, MAX_TEXT)] as const,
  );
  return Object.fromEntries(
    entries.flatMap(([key, json]) => (json && !EMPTY.test(json) ? [[key, JSON.parse(json)]] : [])),
  );
}

function exceptionOf({ type, message, stack, handled, causes, aggregated }: ErrorEvent): object {
  const stacks = [stack, ...[...causes, ...aggregated].map((other) => other.stack)];
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stack,
    [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: handled,
    [ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS]: debugIdsOf(stacks.join('\n')),
    [ATTR_SIGHTGLASS_EXCEPTION_CAUSES]: causes.map(onTheWire),
    [ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED]: aggregated.map(onTheWire),
  };
}

function onTheWire({ type, message, stack }: Thrown): object {
  return { type, message, stacktrace: stack };
}

function renamed(values: object, name: (key: string) => string): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

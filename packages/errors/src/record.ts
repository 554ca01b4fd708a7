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
import { plain } from './bounded.ts';
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

/** Most characters of one record: what comes after is left out. */
const MAX_RECORD = 163_840;
const MAX_TEXT = 16_384;

/** Plain data in its bounds, also where `beforeSend` changed it. */
export function settled(attributes: object): Attributes {
  return Object(plain(attributes, MAX_TEXT, { left: MAX_RECORD }));
}

/** The record that goes over the wire, named as OpenTelemetry's conventions and `docs/events.md` say. */
export function recordOf(event: ErrorEvent, time: number): LogRecord {
  const isException = event.kind === 'exception';
  const [severityNumber, severityText] = SEVERITIES[event.level] ?? SEVERITIES.error;
  return {
    time,
    eventName: isException ? EVENT_EXCEPTION : EVENT_SIGHTGLASS_MESSAGE,
    severityNumber,
    severityText,
    ...(isException ? {} : { body: event.message }),
    attributes: settled({
      [ATTR_LOG_RECORD_UID]: event.id,
      ...(isException ? exceptionOf(event) : {}),
      [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: event.mechanism,
      [ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT]: listed(event.fingerprint),
      [ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]: listed(event.breadcrumbs),
      [ATTR_USER_ID]: event.user.id,
      [ATTR_USER_EMAIL]: event.user.email,
      [ATTR_USER_NAME]: event.user.name,
      ...renamed(event.tags, ATTR_SIGHTGLASS_TAG),
      ...event.attributes,
      ...renamed(event.contexts, ATTR_SIGHTGLASS_CONTEXT),
    }),
  };
}

function exceptionOf({ type, message, stack, handled, causes, aggregated }: ErrorEvent): Record<string, unknown> {
  const stacks = [stack, ...causes.map((cause) => cause.stack), ...aggregated.map((error) => error.stack)];
  return {
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stack === '' ? undefined : stack,
    [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: handled,
    [ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS]: debugIdsOf(stacks.join('\n')),
    [ATTR_SIGHTGLASS_EXCEPTION_CAUSES]: listed(causes.map(onTheWire)),
    [ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED]: listed(aggregated.map(onTheWire)),
  };
}

function onTheWire({ type, message, stack }: Thrown): Attributes {
  return { type, message, stacktrace: stack };
}

function listed(items: readonly unknown[]): readonly unknown[] | undefined {
  return items.length > 0 ? items : undefined;
}

function renamed(values: object, name: (key: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

import diagnosticsChannel from 'node:diagnostics_channel';
import { stripVTControlCharacters } from 'node:util';
import type { AnyValue, Context } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { bodyOf, createLineSender, isFields, maskAddress, withException } from '../logging/line.ts';
import type { Fields, Line } from '../logging/line.ts';
import { loggable } from '../logging/loggable.ts';
import { severityOfName } from '../logging/severity.ts';
import { activeTraceIds, withoutTraceIds } from '../logging/trace-ids.ts';
import { LINE_CHANNEL, WRITE_CHANNEL } from './patch.ts';

// Where winston keeps what is its own: https://github.com/winstonjs/triple-beam
const LEVEL: unique symbol = Symbol.for('level');
const SPLAT: unique symbol = Symbol.for('splat');

/** Said by the record itself. */
const FIELDS_SAID_ELSEWHERE = ['level', 'message', 'timestamp'] as const;
/** Names under which programs log an error. */
const ERROR_NAMES = ['err', 'error', 'exception'] as const;

/**
 * Sends the lines of winston 3 that one of its transports prints, as the logger's format made them, so that what a format takes
 * out is not sent; with the ids of the span that was active where the line was logged.
 */
export function startWinstonCapture(tools: CaptureTools): () => void {
  const send = createLineSender(tools);
  const { injectTraceContext } = tools.settings.logs;
  const contexts = new WeakMap<object, Context>();

  const onWrite = guarded('winston capture', (message: unknown) => {
    const info = isRecord(message) ? message['info'] : undefined;
    if (!isRecord(info)) return;
    contexts.set(info, currentContext());
    const ids = injectTraceContext ? activeTraceIds() : undefined;
    // Not assigned: what is logged may be frozen.
    for (const [name, value] of Object.entries(ids ?? {})) Reflect.set(info, name, value);
  });
  const onLine = guarded('winston capture', (message: unknown) => {
    if (!isRecord(message)) return;
    const { logger: from, info, written } = message;
    if (!isRecord(info) || !isRecord(from) || !isPrinted(from, info)) return;
    const context = isRecord(written) ? contexts.get(written) : undefined;
    send(() => lineOf(info, context, injectTraceContext));
  });
  diagnosticsChannel.subscribe(WRITE_CHANNEL, onWrite);
  diagnosticsChannel.subscribe(LINE_CHANNEL, onLine);
  return () => {
    diagnosticsChannel.unsubscribe(WRITE_CHANNEL, onWrite);
    diagnosticsChannel.unsubscribe(LINE_CHANNEL, onLine);
  };
}

/** Levels are looked at by transports, after the logger has formatted the line. */
function isPrinted(logger: Record<PropertyKey, unknown>, info: Record<PropertyKey, unknown>): boolean {
  const { isLevelEnabled } = logger;
  if (typeof isLevelEnabled !== 'function') return true;
  return Reflect.apply(isLevelEnabled, logger, [info[LEVEL]]) !== false;
}

function lineOf(info: Record<PropertyKey, unknown>, context: Context | undefined, isInjected: boolean): Line {
  const attributes = attributesOf(info);
  if (isInjected) withoutTraceIds(attributes);
  return {
    ...severityOfName(info[LEVEL]),
    body: messageOf(info),
    attributes,
    ...(context === undefined ? {} : { context }),
  };
}

/** Formats colour what they print. */
function messageOf({ message }: Record<PropertyKey, unknown>): AnyValue {
  return bodyOf(typeof message === 'string' ? stripVTControlCharacters(message) : message);
}

function attributesOf(info: Record<PropertyKey, unknown>): Fields {
  const converted = loggable({ ...info });
  const fields = isFields(converted) ? converted : {};
  for (const name of FIELDS_SAID_ELSEWHERE) delete fields[name];
  maskAddress(fields['req']);
  for (const name of ERROR_NAMES) {
    const named = withException(fields, name);
    if (named !== fields) return named;
  }
  return withOwnStack(info, fields);
}

/** An error that was logged itself, or given after the message, leaves its stack among the fields. */
function withOwnStack(info: Record<PropertyKey, unknown>, fields: Fields): Fields {
  const given = info[SPLAT];
  const error: unknown = info instanceof Error ? info : Array.isArray(given) ? given[0] : undefined;
  const { stack: printed, ...others } = fields;
  const stack = error instanceof Error ? error.stack : printed;
  if (typeof stack !== 'string') return fields;
  return {
    ...others,
    [ATTR_EXCEPTION_TYPE]: error instanceof Error ? error.name : /^[\w$.]+/.exec(stack)?.[0],
    [ATTR_EXCEPTION_MESSAGE]: error instanceof Error ? error.message : messageOf(info),
    [ATTR_EXCEPTION_STACKTRACE]: loggable(stack),
  };
}

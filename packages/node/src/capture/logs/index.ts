import diagnosticsChannel from 'node:diagnostics_channel';
import { logs, SeverityNumber } from '@opentelemetry/api';
import type { AnyValue } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_RECORD_ORIGINAL,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { redactUrl } from '../../assemble/redaction.ts';
import { isRecord } from '../../is-record.ts';
import { AGENT_VERSION } from '../../version.ts';
import { guarded } from '../guarded.ts';

/** What pino 10 publishes on `tracing:pino_asJson`, with the finished line in `result`. */
interface LineMessage {
  readonly instance: object;
  /** Object, text, level and time as pino got them. */
  readonly arguments: ArrayLike<unknown>;
  readonly result: string;
}

type Fields = Record<string, AnyValue>;

const CHANNEL = 'tracing:pino_asJson:end';
/** A longer line is not taken apart, which would cost more than its parts are worth: its text and its beginning are sent. */
const MAX_PARSED_CHARS = 64 * 1024;
const MAX_BODY_CHARS = 16 * 1024;
/** Said by the resource or by the record itself. */
const FIELDS_SAID_ELSEWHERE = ['level', 'time', 'pid', 'hostname'] as const;

/**
 * Sends what pino prints as log records with the ids of the active span. The line is read after pino has made it, so that
 * its redaction, serializers and formatters hold for what is sent too, and what is printed stays byte for byte as it was.
 */
export function startPinoCapture(): () => void {
  const logger = logs.getLogger(`${SCOPE_NODE}/pino`, AGENT_VERSION);
  const listener = guarded('pino capture', (message: unknown) => {
    if (!isLineMessage(message)) return;
    const { instance, arguments: given, result } = message;
    const level = typeof given[2] === 'number' ? given[2] : undefined;
    const { body, attributes } = contentOf(result, keysOf(instance), given[1]);
    logger.emit({
      ...(level === undefined ? {} : severityOf(level)),
      body,
      attributes,
    });
  });
  diagnosticsChannel.subscribe(CHANNEL, listener);
  return () => diagnosticsChannel.unsubscribe(CHANNEL, listener);
}

function contentOf(line: string, keys: Keys, text: unknown): { body: AnyValue; attributes: Fields } {
  const fields = line.length <= MAX_PARSED_CHARS ? parsed(line) : undefined;
  if (fields === undefined) {
    const whole = shortened(line.trimEnd());
    if (typeof text !== 'string') return { body: whole, attributes: {} };
    return { body: shortened(text), attributes: { [ATTR_LOG_RECORD_ORIGINAL]: whole } };
  }
  const body = fields[keys.message] ?? (typeof text === 'string' ? text : undefined);
  delete fields[keys.message];
  for (const name of FIELDS_SAID_ELSEWHERE) delete fields[name];
  maskAddress(fields['req']);
  return { body: typeof body === 'string' ? shortened(body) : body, attributes: withException(fields, keys.error) };
}

function parsed(line: string): Fields | undefined {
  try {
    const value: AnyValue = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    // Formatters of the program may print what is not JSON.
    return undefined;
  }
}

/** The names that OpenTelemetry gives to what pino's own serializer writes under `err`. */
function withException(fields: Fields, errorKey: string): Fields {
  const { [errorKey]: error, ...others } = fields;
  if (!isFields(error) || typeof error['stack'] !== 'string') return fields;
  const { type, message, stack, ...more } = error;
  return {
    ...others,
    ...(Object.keys(more).length > 0 ? { [errorKey]: more } : {}),
    [ATTR_EXCEPTION_TYPE]: type,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stack,
  };
}

/** Fastify and pino-http print the whole address of a request, values of the query included. */
function maskAddress(request: AnyValue): void {
  if (isFields(request) && typeof request['url'] === 'string') request['url'] = redactUrl(request['url']);
}

function isLineMessage(message: unknown): message is LineMessage {
  return (
    isRecord(message) &&
    isRecord(message['instance']) &&
    typeof message['result'] === 'string' &&
    isRecord(message['arguments'])
  );
}

function isFields(value: AnyValue): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function shortened(text: string): string {
  return text.length <= MAX_BODY_CHARS ? text : `${text.slice(0, MAX_BODY_CHARS)}…`;
}

// Levels of pino to severity numbers: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
const SEVERITIES = [
  { from: 60, number: SeverityNumber.FATAL, text: 'FATAL' },
  { from: 50, number: SeverityNumber.ERROR, text: 'ERROR' },
  { from: 40, number: SeverityNumber.WARN, text: 'WARN' },
  { from: 30, number: SeverityNumber.INFO, text: 'INFO' },
  { from: 20, number: SeverityNumber.DEBUG, text: 'DEBUG' },
] as const;

function severityOf(level: number): { severityNumber: SeverityNumber; severityText: string } {
  const known = SEVERITIES.find(({ from }) => level >= from);
  return { severityNumber: known?.number ?? SeverityNumber.TRACE, severityText: known?.text ?? 'TRACE' };
}

/** What a logger calls the text and the error of a line. */
interface Keys {
  readonly message: string;
  readonly error: string;
}

const knownKeys = new WeakMap<object, Keys>();

function keysOf(logger: object): Keys {
  let keys = knownKeys.get(logger);
  if (keys === undefined) {
    keys = { message: setting(logger, 'pino.messageKey', 'msg'), error: setting(logger, 'pino.errorKey', 'err') };
    knownKeys.set(logger, keys);
  }
  return keys;
}

/** pino keeps its settings under symbols of its own, each copy of it others; loggers made from another one inherit them. */
function setting(logger: object, description: string, otherwise: string): string {
  for (let at: object | null = logger; at !== null; at = Reflect.getPrototypeOf(at)) {
    const found = Object.getOwnPropertySymbols(at).find((symbol) => symbol.description === description);
    const value: unknown = found === undefined ? undefined : Reflect.get(at, found);
    if (typeof value === 'string') return value;
  }
  return otherwise;
}

import diagnosticsChannel from 'node:diagnostics_channel';
import type { AnyValue } from '@opentelemetry/api';
import { ATTR_LOG_RECORD_ORIGINAL } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { bodyOf, createLineSender, isFields, maskAddress, withException } from '../logging/line.ts';
import type { Fields, Line } from '../logging/line.ts';
import { shortened } from '../logging/loggable.ts';
import { severityOfLevel } from '../logging/severity.ts';
import { withoutTraceIds } from '../logging/trace-ids.ts';
import { settingsOf } from './logger-settings.ts';
import type { LoggerSettings } from './logger-settings.ts';
import { startInjection } from './injection.ts';

/** What pino 10 publishes on `tracing:pino_asJson`, with the finished line in `result`. */
interface LineMessage {
  readonly instance: object;
  /** Object, text, level and time as pino got them. */
  readonly arguments: ArrayLike<unknown>;
  readonly result: string;
}

const CHANNEL = 'tracing:pino_asJson:end';
/** A longer line is not taken apart, which would cost more than its parts are worth: its text and its beginning are sent. */
const MAX_PARSED_CHARS = 64 * 1024;
/** Said by the resource or by the record itself. */
const FIELDS_SAID_ELSEWHERE = ['level', 'time', 'pid', 'hostname'] as const;

/**
 * Sends what pino prints as log records with the ids of the active span. The line is read after pino has made it, so that
 * its redaction, serializers and formatters hold for what is sent too, and what is printed stays byte for byte as it was.
 */
export function startPinoCapture(tools: CaptureTools): () => void {
  const send = createLineSender(tools);
  const { injectTraceContext } = tools.settings.logs;
  const listener = guarded('pino capture', (message: unknown) => {
    if (isLineMessage(message)) send(() => lineOf(message, injectTraceContext));
  });
  diagnosticsChannel.subscribe(CHANNEL, listener);
  const stopInjection = injectTraceContext ? startInjection() : undefined;
  return () => {
    diagnosticsChannel.unsubscribe(CHANNEL, listener);
    stopInjection?.();
  };
}

function lineOf({ instance, arguments: given, result }: LineMessage, isInjected: boolean): Line {
  const severity = severityOfLevel(given[2]);
  const settings = settingsOf(instance);
  const { body, attributes } = contentOf(result, settings, given[1]);
  if (isInjected) withoutTraceIds(attributes);
  return { ...severity, body, attributes };
}

function contentOf(
  line: string,
  { messageKey, errorKey }: LoggerSettings,
  text: unknown,
): { body: AnyValue; attributes: Fields } {
  const fields = line.length <= MAX_PARSED_CHARS ? parsed(line) : undefined;
  if (fields === undefined) {
    const whole = shortened(line.trimEnd());
    if (typeof text !== 'string') return { body: whole, attributes: {} };
    return { body: shortened(text), attributes: { [ATTR_LOG_RECORD_ORIGINAL]: whole } };
  }
  const body = fields[messageKey] ?? (typeof text === 'string' ? text : undefined);
  delete fields[messageKey];
  for (const name of FIELDS_SAID_ELSEWHERE) delete fields[name];
  maskAddress(fields['req']);
  return { body: bodyOf(body), attributes: withException(fields, errorKey) };
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

function isLineMessage(message: unknown): message is LineMessage {
  return (
    isRecord(message) &&
    isRecord(message['instance']) &&
    typeof message['result'] === 'string' &&
    isRecord(message['arguments'])
  );
}

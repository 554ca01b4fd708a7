import { ATTR_LOG_RECORD_ORIGINAL } from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import type { Listener } from '../logging/late-listener.ts';
import { addException, createLines } from '../logging/line.ts';
import type { Fields, Line, Lines } from '../logging/line.ts';
import { shortened } from '../logging/loggable.ts';
import { severityOfLevel } from '../logging/severity.ts';
import { saidElsewhere } from '../logging/trace-ids.ts';
import { settingsOf } from './logger-settings.ts';
import type { LoggerSettings } from './logger-settings.ts';

/** What pino 10 publishes on `tracing:pino_asJson`, with the finished line in `result`. */
interface LineMessage {
  readonly instance: object;
  /** Object, text, level and time as pino got them. */
  readonly arguments: ArrayLike<unknown>;
  readonly result: string;
}

/** A longer line is not taken apart, which would cost more than its parts are worth: its text and its beginning are sent. */
const MAX_PARSED_CHARS = 64 * 1024;
/** Said by the resource or by the record itself. */
const SAID_ELSEWHERE = ['level', 'time', 'pid', 'hostname'] as const;
const MAX_BINDINGS = 256;

export function createPinoListener(tools: CaptureTools): Listener {
  const lines = createLines(tools);
  const read = createLineReader(lines, tools.settings.logs.injectTraceContext);
  return (message) => {
    if (isLineMessage(message)) lines.send(() => read(message));
  };
}

/** Reads lines as pino has made them, so that its redaction, serializers and formatters hold for what is sent too. */
function createLineReader(lines: Lines, isInjected: boolean): (message: LineMessage) => Line {
  const skipped = saidElsewhere(SAID_ELSEWHERE, isInjected);
  const ofBindings = new Map<string, Fields>();

  /** Of many lines the same; loggers of requests are bound to something each. */
  const readBindings = (bindings: string): Fields | undefined => {
    let fields = ofBindings.get(bindings);
    if (fields === undefined) {
      const found = parsed(`{${bindings.slice(1)}}`);
      if (found === undefined) return undefined;
      fields = {};
      for (const name of Object.keys(found)) if (!skipped.has(name)) lines.add(fields, name, found[name]);
      if (ofBindings.size >= MAX_BINDINGS) ofBindings.clear();
      ofBindings.set(bindings, fields);
    }
    return fields;
  };

  /** Fields that are printed as they were given: what is neither object nor changed by the logger. The line need not be read then. */
  const readGiven = (given: unknown, text: unknown, settings: LoggerSettings): Fields | undefined => {
    const { isPlain, serializers, messageKey, bindings } = settings;
    if (!isPlain || typeof text !== 'string' || serializers[messageKey] !== undefined) return undefined;
    const bound = readBindings(bindings);
    if (bound === undefined || (typeof given !== 'object' && given !== undefined)) return undefined;
    const attributes = { ...bound };
    for (const name of Object.keys(given ?? {})) {
      const value: unknown = Reflect.get(given ?? {}, name);
      if (value === undefined) continue;
      if (name === messageKey || serializers[name] !== undefined || !isSimple(value)) return undefined;
      if (!skipped.has(name)) lines.add(attributes, name, value);
    }
    return attributes;
  };

  const readLine = (
    line: string,
    text: unknown,
    messageKey: string,
    errorKey: string,
  ): Pick<Line, 'body' | 'attributes'> => {
    const fields = line.length <= MAX_PARSED_CHARS ? parsed(line) : undefined;
    const attributes: Fields = {};
    if (fields === undefined) {
      const whole = shortened(line.trimEnd());
      if (typeof text !== 'string') return { body: whole, attributes };
      return { body: shortened(text), attributes: { [ATTR_LOG_RECORD_ORIGINAL]: whole } };
    }
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (name === messageKey || skipped.has(name)) continue;
      if (name !== errorKey || !addException(lines, attributes, name, value)) lines.add(attributes, name, value);
    }
    return { body: lines.body(fields[messageKey] ?? (typeof text === 'string' ? text : undefined)), attributes };
  };

  return ({ instance, arguments: { 0: given, 1: text, 2: level }, result }) => {
    const settings = settingsOf(instance);
    const attributes = settings === undefined ? undefined : readGiven(given, text, settings);
    const { messageKey = 'msg', errorKey = 'err' } = settings ?? {};
    return {
      ...severityOfLevel(level),
      ...(attributes === undefined
        ? readLine(result, text, messageKey, errorKey)
        : { body: lines.body(text), attributes }),
    };
  };
}

function isSimple(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
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

import { stripVTControlCharacters } from 'node:util';
import type { AnyValue } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { addException } from '../logging/line.ts';
import type { Fields, Line, Lines } from '../logging/line.ts';
import { severityOfName } from '../logging/severity.ts';
import { saidElsewhere } from '../logging/trace-ids.ts';

// Where winston keeps what is its own: https://github.com/winstonjs/triple-beam
const LEVEL: unique symbol = Symbol.for('level');
const SPLAT: unique symbol = Symbol.for('splat');

/** Said by the record itself. */
const SAID_ELSEWHERE = ['level', 'message', 'timestamp'] as const;
/** Names under which programs log an error. */
const ERROR_NAMES: ReadonlySet<string> = new Set(['err', 'error', 'exception']);

type Info = Record<PropertyKey, unknown>;

/** The level as it was logged; the field `level` may have been coloured. */
export function levelOf(info: Info): unknown {
  return info[LEVEL];
}

/** Reads what winston calls info: a line as its format has made it. */
export function createInfoReader(lines: Lines, isInjected: boolean): (info: Info) => Line {
  const skipped = saidElsewhere(SAID_ELSEWHERE, isInjected);
  return (info) => {
    const body = bodyOf(lines, info);
    const attributes: Fields = {};
    const isException = addOwnException(lines, attributes, info, body);
    for (const name of Object.keys(info)) {
      const value = info[name];
      if (skipped.has(name) || value === undefined || (isException && name === 'stack')) continue;
      const isError = !isException && ERROR_NAMES.has(name) && addException(lines, attributes, name, value);
      if (!isError) lines.add(attributes, name, value);
    }
    return { ...severityOfName(levelOf(info)), body, attributes };
  };
}

/** Formats colour what they print. */
function bodyOf(lines: Lines, { message }: Info): AnyValue {
  return lines.body(typeof message === 'string' ? stripVTControlCharacters(message) : message);
}

/** An error that was logged itself, or given after the message, leaves its stack among the fields. */
function addOwnException(lines: Lines, attributes: Fields, info: Info, body: AnyValue): boolean {
  const given = info[SPLAT];
  const error: unknown = info instanceof Error ? info : Array.isArray(given) ? given[0] : undefined;
  const isError = error instanceof Error;
  const stack = isError ? error.stack : info['stack'];
  if (typeof stack !== 'string') return false;
  attributes[ATTR_EXCEPTION_TYPE] = isError ? error.name : /^[\w$.]+/.exec(stack)?.[0];
  attributes[ATTR_EXCEPTION_MESSAGE] = isError ? lines.body(error.message) : body;
  attributes[ATTR_EXCEPTION_STACKTRACE] = lines.body(stack);
  return true;
}

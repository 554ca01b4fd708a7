import type { AnyValue, Context } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { redactUrl } from '../../assemble/redaction.ts';
import type { CaptureTools } from '../capture.ts';
import { loggable, shortened } from './loggable.ts';
import { isSecretName, masked, maskInside } from './secrets.ts';
import type { Severity } from './severity.ts';

export type Fields = Record<string, AnyValue>;

/** A line that a logger of the program has printed, or is about to. */
export interface Line extends Severity {
  readonly body: AnyValue;
  readonly attributes: Fields;
  /** Where it was said, if that is not here. */
  readonly context?: Context;
}

/** What a capture makes its lines of. */
export interface Lines {
  /** Sends what `make` makes of a line. */
  send(make: () => Line): void;
  /** The body of a line: a text of bounded length, or whatever else was logged in its place. */
  body(message: unknown): AnyValue;
  /** Puts a field of a line among the attributes, if it has a value to tell: a copy, what is secret in it masked. */
  add(attributes: Fields, name: string, value: unknown): void;
}

let isSending = false;

/**
 * For lines that go to the capture's logger. A line that is logged while another is being sent is left out: it comes from us, of
 * what we tell through a `diag` logger that prints by the program's own.
 */
export function createLines({ logger, settings }: CaptureTools): Lines {
  const { maskSecrets } = settings.logs;
  const copy = (value: object): AnyValue => {
    const copied = loggable(value);
    if (maskSecrets) maskInside(copied);
    return copied;
  };
  return {
    send: (make) => {
      if (isSending) return;
      isSending = true;
      try {
        logger.emit(make());
      } finally {
        isSending = false;
      }
    },
    body: (message) => {
      if (typeof message === 'string') return shortened(message);
      return typeof message === 'object' && message !== null ? copy(message) : loggable(message);
    },
    add: (attributes, name, value) => {
      if (typeof value !== 'object' || value === null) {
        const told = typeof value === 'string' ? shortened(value) : value;
        attributes[name] = maskSecrets ? masked(name, told) : told;
        return;
      }
      const copied = maskSecrets && isSecretName(name) ? masked(name, value) : copy(value);
      // Loggers of requests print the whole address, values of its query included.
      if (name === 'req' && isFields(copied) && typeof copied['url'] === 'string')
        copied['url'] = redactUrl(copied['url']);
      attributes[name] = copied;
    },
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/**
 * Puts an error, or what a logger's serializer made of one, among the attributes by the names that OpenTelemetry gives it; what
 * else it holds stays under its own name.
 *
 * @returns false for what is no error
 */
export function addException(lines: Lines, attributes: Fields, name: string, error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { type, name: kind, message, stack, ...more } = loggableError(error);
  if (typeof stack !== 'string') return false;
  attributes[ATTR_EXCEPTION_TYPE] = lines.body(type ?? kind);
  attributes[ATTR_EXCEPTION_MESSAGE] = lines.body(message);
  attributes[ATTR_EXCEPTION_STACKTRACE] = shortened(stack);
  if (Object.keys(more).length > 0) lines.add(attributes, name, more);
  return true;
}

/** The fields of an error that JSON leaves out, and those that it does not. */
function loggableError(error: object): Fields {
  const own = Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined));
  if (!(error instanceof Error)) return own;
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause }), ...own };
}

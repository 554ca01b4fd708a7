import type { AnyValue, Context } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { redactUrl } from '../../assemble/redaction.ts';
import type { CaptureTools } from '../capture.ts';
import { loggable, shortened } from './loggable.ts';
import { maskInside } from './secrets.ts';
import type { Severity } from './severity.ts';

export type Fields = Record<string, AnyValue>;

/** A line that a logger of the program has printed, or is about to. Its attributes and its body are copies, ours to change. */
export interface Line extends Severity {
  readonly body: AnyValue;
  readonly attributes: Fields;
  /** Where it was said, if that is not here. */
  readonly context?: Context;
}

let isSending = false;

/**
 * Sends lines to the capture's logger, values whose names are those of secrets masked. A line that is logged while another is being sent is left out: it comes from us, of what we tell
 * through a `diag` logger that prints by the program's own.
 */
export function createLineSender({ logger, settings }: CaptureTools): (make: () => Line) => void {
  const { maskSecrets } = settings.logs;
  return (make) => {
    if (isSending) return;
    isSending = true;
    try {
      const line = make();
      if (maskSecrets) {
        maskInside(line.attributes);
        maskInside(line.body);
      }
      logger.emit(line);
    } finally {
      isSending = false;
    }
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** The body of a line: a text of bounded length, or whatever else was logged in its place. */
export function bodyOf(message: unknown): AnyValue {
  return typeof message === 'string' ? shortened(message) : loggable(message);
}

/** What error serializers of loggers write under this name, under the names that OpenTelemetry gives it. */
export function withException(fields: Fields, errorKey: string): Fields {
  const { [errorKey]: error, ...others } = fields;
  if (!isFields(error) || typeof error['stack'] !== 'string') return fields;
  const { type, name, message, stack, ...more } = error;
  return {
    ...others,
    ...(Object.keys(more).length > 0 ? { [errorKey]: more } : {}),
    [ATTR_EXCEPTION_TYPE]: type ?? name,
    [ATTR_EXCEPTION_MESSAGE]: message,
    [ATTR_EXCEPTION_STACKTRACE]: stack,
  };
}

/** Loggers of requests print the whole address, values of its query included. */
export function maskAddress(request: unknown): void {
  if (isFields(request) && typeof request['url'] === 'string') request['url'] = redactUrl(request['url']);
}

import { performance } from 'node:perf_hooks';
import { diag, trace } from '@opentelemetry/api';
import type { Context, LogRecord, Logger } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { AttributeList } from '../encode/attribute-list.ts';
import { copyValue, INVALID } from '../encode/values.ts';
import { anchorAt, givenTime } from '../tracer/clock.ts';
import { currentContext } from '../tracer/context/storage.ts';
import { SPAN_KEY } from '../tracer/context/keys.ts';
import { Identity, LocalSpan } from '../tracer/identity.ts';
import type { ReadyRecord } from './write-log-record.ts';

/** How much a log record may hold; what comes beyond is dropped and counted on the record. */
export interface LogRecordLimits {
  /** @defaultValue 128 */
  readonly attributeCountLimit: number;
  /** Characters of a text, bytes of a byte array; 0 or less means no limit. @defaultValue Infinity */
  readonly attributeValueLengthLimit: number;
}

export interface LoggerParts {
  readonly limits: LogRecordLimits;
  /** Called with every record that is sent. Must not throw. */
  onEmit(record: ReadyRecord): void;
}

/** A logger of the public API whose records are written at once. No method throws. */
export class FastLogger implements Logger {
  readonly #parts: LoggerParts;

  constructor(parts: LoggerParts) {
    this.#parts = parts;
  }

  /** Whether anybody hears: always, because nothing here tells records apart. */
  enabled(): boolean {
    return true;
  }

  emit(record: LogRecord): void {
    let ready: ReadyRecord;
    try {
      ready = this.#ready(record);
    } catch (error) {
      diag.error('a log record could not be read', error);
      return;
    }
    this.#parts.onEmit(ready);
  }

  #ready({
    timestamp,
    observedTimestamp,
    severityNumber,
    severityText,
    body,
    eventName,
    attributes,
    exception,
    context,
  }: LogRecord): ReadyRecord {
    const now = performance.now();
    const anchor = anchorAt(now);
    const time = timestamp === undefined ? undefined : givenTime(timestamp, anchor);
    const observed = observedTimestamp === undefined ? undefined : givenTime(observedTimestamp, anchor);
    const seconds = anchor.secondsAt(now);
    const nanos = anchor.nanosAt(now);
    const list = new AttributeList();
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    if (typeof attributes === 'object' && attributes !== null)
      list.setAll(attributes, attributeCountLimit, attributeValueLengthLimit);
    if (exception !== undefined && exception !== null) this.#fillException(list, exception);
    return {
      seconds: time?.[0] ?? seconds,
      nanos: time?.[1] ?? nanos,
      observedSeconds: observed?.[0] ?? seconds,
      observedNanos: observed?.[1] ?? nanos,
      severityNumber: typeof severityNumber === 'number' ? severityNumber : 0,
      severityText: typeof severityText === 'string' ? severityText : '',
      body: copyBody(body),
      eventName: typeof eventName === 'string' ? eventName : '',
      list,
      span: identityIn(context ?? currentContext(), now),
    };
  }

  /** What the stock SDK reads of an exception; attributes that the caller gave stay. */
  #fillException(list: AttributeList, exception: unknown): void {
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    const add = (name: string, value: unknown): void => {
      if (list.keys.includes(name)) return;
      list.set(name, value, attributeCountLimit, attributeValueLengthLimit);
    };
    if (typeof exception === 'string' || typeof exception === 'number') {
      add(ATTR_EXCEPTION_MESSAGE, String(exception));
      return;
    }
    const { code, name, message, stack }: Record<string, unknown> = Object(exception);
    const type = code && (typeof code === 'string' || typeof code === 'number') ? String(code) : name;
    if (type) add(ATTR_EXCEPTION_TYPE, type);
    if (message) add(ATTR_EXCEPTION_MESSAGE, message);
    if (stack) add(ATTR_EXCEPTION_STACKTRACE, stack);
  }
}

/** Undefined for what is no body. Texts are of any length: who logs them bounds them. */
function copyBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return typeof body === 'function' ? undefined : body;
  const copy = copyValue(body, Infinity);
  if (copy !== INVALID) return copy;
  diag.warn('the body of a log record is nothing that OpenTelemetry calls AnyValue, and is left out');
  return undefined;
}

/** The span of that context, undefined where there is none or an invalid one. */
function identityIn(context: Context, now: number): Identity | undefined {
  const span = context.getValue(SPAN_KEY);
  if (span === undefined || span === null) return undefined;
  if (span instanceof LocalSpan) return span.identity;
  const found = trace.getSpanContext(context);
  return found === undefined ? undefined : Identity.of(found, now);
}

import { performance } from 'node:perf_hooks';
import { diag, trace } from '@opentelemetry/api';
import type { Attributes, Context, LogRecord, Logger } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { AttributeList } from '../encode/attribute-list.ts';
import { copyValue, INVALID } from '../encode/values.ts';
import { anchorAt, givenTime } from '../tracer/clock.ts';
import { currentContext } from '../tracer/context/storage.ts';
import { SPAN_KEY } from '../tracer/context/keys.ts';
import { Identity, LocalSpan } from '../tracer/identity.ts';
import { masked, maskInside } from './secrets.ts';
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
  readonly masksSecrets: boolean;
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
    if (typeof attributes === 'object' && attributes !== null) this.#fill(list, attributes);
    if (exception !== undefined && exception !== null) this.#fillException(list, exception);
    return {
      seconds: time?.[0] ?? seconds,
      nanos: time?.[1] ?? nanos,
      observedSeconds: observed?.[0] ?? seconds,
      observedNanos: observed?.[1] ?? nanos,
      severityNumber: typeof severityNumber === 'number' ? severityNumber : 0,
      severityText: typeof severityText === 'string' ? severityText : '',
      body: this.#copyBody(body),
      eventName: typeof eventName === 'string' ? eventName : '',
      list,
      span: identityIn(context ?? currentContext(), now),
    };
  }

  #fill(list: AttributeList, attributes: Attributes): void {
    const { limits, masksSecrets } = this.#parts;
    const { attributeCountLimit, attributeValueLengthLimit } = limits;
    for (const name in attributes) {
      if (!Object.hasOwn(attributes, name)) continue;
      const value = readValue(attributes, name);
      list.set(name, masksSecrets ? masked(name, value) : value, attributeCountLimit, attributeValueLengthLimit);
    }
    if (!masksSecrets) return;
    for (const value of list.values) if (typeof value === 'object') maskInside(value);
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

  #copyBody(body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return typeof body === 'function' ? undefined : body;
    const copy = copyValue(body, Infinity);
    if (copy === INVALID) {
      diag.warn('the body of a log record is nothing that OpenTelemetry calls AnyValue, and is left out');
      return undefined;
    }
    if (this.#parts.masksSecrets) maskInside(copy);
    return copy;
  }
}

/** A getter of the caller's that throws makes a value that is none: the rest of the record is sent. */
function readValue(attributes: Attributes, name: string): unknown {
  try {
    return attributes[name];
  } catch {
    return INVALID;
  }
}

/** The span of that context, undefined where there is none or an invalid one. */
function identityIn(context: Context, now: number): Identity | undefined {
  const span = context.getValue(SPAN_KEY);
  if (span === undefined || span === null) return undefined;
  if (span instanceof LocalSpan) return span.identity;
  const found = trace.getSpanContext(context);
  return found === undefined ? undefined : Identity.of(found, now);
}

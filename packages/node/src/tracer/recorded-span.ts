import { performance } from 'node:perf_hooks';
import { diag, SpanStatusCode } from '@opentelemetry/api';
import type {
  Attributes,
  Exception,
  HrTime,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { EVENT_EXCEPTION } from '@sightglass/api/semconv';
import { AttributeList } from '../encode/attribute-list.ts';
import { givenTime, isTimeInput, timeOfMillis } from './clock.ts';
import { LocalSpan } from './identity.ts';
import type { Identity } from './identity.ts';
import type { SpanLimits } from './limits.ts';
import { createLink, describeException, push } from './span-parts.ts';
import type { Latest, SpanEvent, SpanLink } from './span-parts.ts';

/** What a span needs of the tracer that made it. */
export interface TracerParts {
  readonly scope: InstrumentationScope;
  readonly resource: Resource;
  readonly limits: SpanLimits;
  /** Called once a span, with all that it holds; calls its `forget` when that is written, or not wanted. Must not throw. */
  onEnd(span: RecordedSpan): void;
}

const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

/**
 * A span that is kept. Written to its tracer's chunk soon after it has ended; from then on only its ids remain, because promises and
 * timers that outlive a request keep its span alive.
 */
export class RecordedSpan extends LocalSpan implements Span {
  readonly kind: SpanKind;
  readonly parent: Identity | undefined;
  name: string;
  status: SpanStatus = UNSET;
  list: AttributeList | undefined;
  eventList: Latest<SpanEvent> | undefined;
  linkList: Latest<SpanLink> | undefined;
  /** Time in two integers each, which V8 keeps without a box. */
  startSeconds: number;
  startNanos: number;
  endSeconds = 0;
  endNanos = 0;
  ended = false;
  readonly #parts: TracerParts;
  readonly #began: number;
  readonly #isStartGiven: boolean;

  /** @param now reading of `performance.now()` */
  constructor(
    parts: TracerParts,
    identity: Identity,
    parent: Identity | undefined,
    name: string,
    kind: SpanKind,
    startTime: TimeInput | undefined,
    now: number,
  ) {
    super(identity);
    this.#parts = parts;
    this.parent = parent;
    this.name = name;
    this.kind = kind;
    this.#began = now;
    const { anchor } = identity.trace;
    this.startSeconds = anchor.secondsAt(now);
    this.startNanos = anchor.nanosAt(now);
    this.#isStartGiven = startTime !== undefined && startTime !== null;
    if (this.#isStartGiven) [this.startSeconds, this.startNanos] = this.#timeOf(startTime);
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#isOver()) return this;
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    this.list ??= new AttributeList();
    this.list.set(key, value, attributeCountLimit, attributeValueLengthLimit);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.#isOver()) return this;
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    this.list ??= new AttributeList();
    this.list.setAll(attributes, attributeCountLimit, attributeValueLengthLimit);
    return this;
  }

  /**
   * The first attributes, taken as they are: different keys with a simple value each. Only for captures that know theirs;
   * it saves looking every key up.
   */
  describe(keys: string[], values: unknown[]): void {
    const { attributeCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    if (keys.length <= attributeCountLimit && attributeValueLengthLimit === Infinity) {
      this.list = new AttributeList(keys, values);
    } else {
      for (const [at, key] of keys.entries()) this.setAttribute(key, values[at]);
    }
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isOver()) return this;
    const { eventCountLimit, attributePerEventCountLimit, attributeValueLengthLimit } = this.#parts.limits;
    let attributes: Attributes | undefined;
    let at = time;
    if (isTimeInput(attributesOrTime)) at = isTimeInput(time) ? time : attributesOrTime;
    else attributes = attributesOrTime;
    const list = new AttributeList();
    list.addSimple(attributes, attributePerEventCountLimit, attributeValueLengthLimit);
    this.eventList ??= { items: [], dropped: 0 };
    push(this.eventList, { name, time: this.#timeOf(at), attributes: list }, eventCountLimit);
    return this;
  }

  addLink(link: Link): this {
    if (this.#isOver()) return this;
    const made = createLink(link, this.#parts.limits);
    this.linkList ??= { items: [], dropped: 0 };
    if (made === undefined) this.linkList.dropped++;
    else push(this.linkList, made, this.#parts.limits.linkCountLimit);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this.#isOver() || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    const hasMessage = code === SpanStatusCode.ERROR && message !== undefined && message !== null;
    if (hasMessage && typeof message !== 'string') diag.warn('the message of a status is a text; this one is dropped');
    this.status = hasMessage && typeof message === 'string' ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.#isOver()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = describeException(exception);
    if (attributes === undefined) diag.warn('an exception without type and message is not recorded');
    else this.addEvent(EVENT_EXCEPTION, attributes, time);
  }

  isRecording(): boolean {
    return !this.ended;
  }

  end(endTime?: TimeInput): void {
    if (this.#isOver()) return;
    if (endTime === undefined && !this.#isStartGiven) {
      this.#endAt(performance.now());
    } else {
      [this.endSeconds, this.endNanos] = this.#timeOf(endTime);
    }
    this.#close();
  }

  /** @param now reading of `performance.now()` that is taken already; only where no start was given */
  endAt(now: number): void {
    if (this.#isOver()) return;
    this.#endAt(now);
    this.#close();
  }

  #endAt(now: number): void {
    const { anchor } = this.identity.trace;
    this.endSeconds = anchor.secondsAt(now);
    this.endNanos = anchor.nanosAt(now);
  }

  #close(): void {
    if (isBefore(this.endSeconds, this.endNanos, this.startSeconds, this.startNanos)) {
      diag.warn('a span that ends before it starts is given no duration', this.name);
      this.endSeconds = this.startSeconds;
      this.endNanos = this.startNanos;
    }
    this.ended = true;
    this.#parts.onEnd(this);
  }

  /** Lets go of all but its ids and its name, once it is written. */
  forget(): void {
    this.list = undefined;
    this.eventList = undefined;
    this.linkList = undefined;
  }

  // What contrib instrumentations and their hooks read of a span of the stock SDK.

  get attributes(): Attributes {
    return this.list?.toAttributes() ?? {};
  }
  get events(): TimedEvent[] {
    return (this.eventList?.items ?? []).map(({ name, time, attributes }) => ({
      name,
      time,
      attributes: attributes.toAttributes(),
      droppedAttributesCount: attributes.dropped,
    }));
  }
  get links(): Link[] {
    return (this.linkList?.items ?? []).map(({ context, attributes }) => ({
      context,
      attributes: attributes.toAttributes(),
      droppedAttributesCount: attributes.dropped,
    }));
  }
  get startTime(): HrTime {
    return [this.startSeconds, this.startNanos];
  }
  get endTime(): HrTime {
    return [this.endSeconds, this.endNanos];
  }
  get duration(): HrTime {
    if (!this.ended) return [-1, -1];
    const seconds = this.endSeconds - this.startSeconds;
    const nanos = this.endNanos - this.startNanos;
    return nanos < 0 ? [seconds - 1, nanos + 1e9] : [seconds, nanos];
  }
  get parentSpanContext(): SpanContext | undefined {
    return this.parent?.context;
  }
  get instrumentationScope(): TracerParts['scope'] {
    return this.#parts.scope;
  }
  get resource(): TracerParts['resource'] {
    return this.#parts.resource;
  }
  get droppedAttributesCount(): number {
    return this.list?.dropped ?? 0;
  }
  get droppedEventsCount(): number {
    return this.eventList?.dropped ?? 0;
  }
  get droppedLinksCount(): number {
    return this.linkList?.dropped ?? 0;
  }

  #timeOf(input: TimeInput | undefined): HrTime {
    const { anchor } = this.identity.trace;
    const given = givenTime(input, anchor);
    if (given !== undefined) return given;
    // A start from elsewhere has no reading of the monotonic clock that an end could be counted from.
    if (this.#isStartGiven) return timeOfMillis(Date.now());
    const now = Math.max(performance.now(), this.#began);
    return [anchor.secondsAt(now), anchor.nanosAt(now)];
  }

  /** No text is made for a message that nobody may read: this is called for every call on every ended span. */
  #isOver(): boolean {
    if (this.ended) diag.warn('a span that has ended does not change any more', this.name);
    return this.ended;
  }
}

function isBefore(seconds: number, nanos: number, otherSeconds: number, otherNanos: number): boolean {
  return seconds < otherSeconds || (seconds === otherSeconds && nanos < otherNanos);
}

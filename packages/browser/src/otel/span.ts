import { SpanStatusCode } from '@opentelemetry/api';
import type {
  Exception,
  Link,
  Span,
  SpanAttributes,
  SpanContext,
  SpanOptions,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import { addSpan } from '../tracing/add-span.ts';
import type { Instant, Scope, SpanEvent, SpanLink } from '@sightglass/otlp';
import type { Page } from '../capture.ts';
import { placeOf } from '../tracing/new-span.ts';
import type { SpanIdentity } from '../tracing/new-span.ts';
import { attributesOfException } from './exception.ts';
import { instantOf } from './instant.ts';
import { toPlace, toSpanContext } from './span-context.ts';

/** Attributes, events and links of one span, as OpenTelemetry's SDKs have it. */
const MAX = 128;

/** A span that a program makes, sent when it ends. */
export class PageSpan implements Span {
  readonly #page: Page;
  readonly #scope: Scope;
  readonly #identity: SpanIdentity;
  readonly #context: SpanContext;
  readonly #kind: 1 | 2 | 3 | 4 | 5;
  readonly #start: Instant;
  readonly #attributes = new Map<string, SpanAttributes[string]>();
  readonly #events: SpanEvent[] = [];
  readonly #links: SpanLink[] = [];
  readonly #dropped = { droppedAttributes: 0, droppedEvents: 0, droppedLinks: 0 };
  #name: string;
  #status: SpanStatus = { code: SpanStatusCode.UNSET };
  #isOpen = true;

  constructor(page: Page, scope: Scope, identity: SpanIdentity, name: string, options: SpanOptions) {
    this.#page = page;
    this.#scope = scope;
    this.#identity = identity;
    this.#context = toSpanContext(identity);
    this.#name = name;
    this.#kind = KINDS[options.kind ?? 0] ?? 1;
    this.#start = instantOf(options.startTime, page);
    this.setAttributes(options.attributes ?? {});
    this.addLinks(options.links ?? []);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  setAttribute(key: string, value: SpanAttributes[string]): this {
    if (!this.#isOpen || !key || value === undefined || value === null) return this;
    if (this.#attributes.size < MAX || this.#attributes.has(key)) this.#attributes.set(key, value);
    else this.#dropped.droppedAttributes += 1;
    return this;
  }

  setAttributes(attributes: SpanAttributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, given?: SpanAttributes | TimeInput, at?: TimeInput): this {
    const isTime = typeof given !== 'object' || Array.isArray(given) || given instanceof Date;
    const time = instantOf(isTime ? given : at, this.#page);
    return this.#add(this.#events, 'droppedEvents', { name, time, attributes: { ...(isTime ? {} : given) } });
  }

  addLink({ context, attributes = {} }: Link): this {
    const { traceId, spanId, traceState } = toPlace(context);
    return this.#add(this.#links, 'droppedLinks', {
      traceId,
      spanId,
      attributes: { ...attributes },
      ...(traceState && { traceState }),
    });
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    // What is well once stays so, and unset says nothing.
    if (!this.#isOpen || code === SpanStatusCode.UNSET || this.#status.code === SpanStatusCode.OK) return this;
    this.#status = { code, ...(code !== SpanStatusCode.OK && message && { message }) };
    return this;
  }

  updateName(name: string): this {
    if (this.#isOpen) this.#name = name;
    return this;
  }

  isRecording(): boolean {
    return this.#isOpen && this.#context.traceFlags === 1;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent('exception', attributesOfException(exception), time);
  }

  end(time?: TimeInput): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    addSpan(this.#page, this.#scope, {
      ...placeOf(this.#identity),
      name: this.#name,
      kind: this.#kind,
      start: this.#start,
      end: instantOf(time, this.#page),
      attributes: Object.fromEntries(this.#attributes),
      events: this.#events,
      links: this.#links,
      status: this.#status,
      ...this.#dropped,
    });
  }

  #add<T>(list: T[], dropped: 'droppedEvents' | 'droppedLinks', item: T): this {
    if (this.#isOpen && list.push(item) > MAX) {
      list.shift();
      this.#dropped[dropped] += 1;
    }
    return this;
  }
}

/** OTLP's numbers of the API's kinds. */
const KINDS = [1, 2, 3, 4, 5] as const;

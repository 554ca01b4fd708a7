import { diag } from '@opentelemetry/api';
import type { Exception, HrTime, Link, SpanAttributes } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import { AttributeList } from '../encode/attribute-list.ts';
import type { SpanLimits } from './limits.ts';

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: AttributeList;
}

export interface SpanLink {
  readonly context: Link['context'];
  readonly attributes: AttributeList;
}

/** The latest few of what was added, and how many had to go. */
export interface Latest<Item> {
  readonly items: Item[];
  dropped: number;
}

export function push<Item>(latest: Latest<Item>, item: Item, limit: number): void {
  latest.items.push(item);
  while (latest.items.length > limit) {
    latest.items.shift();
    latest.dropped++;
  }
}

/** Undefined, and told, where the link leads nowhere: an encoder could not write it. */
export function createLink(link: Link, limits: SpanLimits): SpanLink | undefined {
  const context: Partial<Link['context']> | undefined = link.context;
  if (typeof context?.traceId !== 'string' || typeof context.spanId !== 'string') {
    diag.warn('not a link: its context has no ids');
    return undefined;
  }
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  return {
    context: link.context,
    attributes: new AttributeList().add(link.attributes, attributePerLinkCountLimit, attributeValueLengthLimit),
  };
}

/** What an exception says of itself, or undefined where it has neither type nor message. Never throws. */
export function describeException(exception: Exception): SpanAttributes | undefined {
  if (typeof exception === 'string') return exception === '' ? undefined : { [ATTR_EXCEPTION_MESSAGE]: exception };
  try {
    const { code, name, message, stack } = exception;
    const type = code !== undefined && code !== '' && code !== 0 ? String(code) : name;
    const attributes: SpanAttributes = {};
    if (type) attributes[ATTR_EXCEPTION_TYPE] = type;
    if (message) attributes[ATTR_EXCEPTION_MESSAGE] = message;
    if (stack) attributes[ATTR_EXCEPTION_STACKTRACE] = stack;
    return type || message ? attributes : undefined;
  } catch {
    return undefined;
  }
}

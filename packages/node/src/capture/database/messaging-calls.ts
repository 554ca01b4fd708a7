// Messages sent and worked off, as spans and metrics:
// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/, …/messaging-metrics/
import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Context, Counter, Link, Span, TextMapGetter } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  METRIC_MESSAGING_CLIENT_CONSUMED_MESSAGES,
  METRIC_MESSAGING_CLIENT_OPERATION_DURATION,
  METRIC_MESSAGING_CLIENT_SENT_MESSAGES,
  METRIC_MESSAGING_PROCESS_DURATION,
} from '@sightglass/api/semconv';
import { contextWithSpan } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDurationHistogram } from '../duration-histogram.ts';
import { readFailure } from './failure.ts';

/** A message, or a batch, on its way. */
export interface MessageOperation {
  /** As the system calls it: `publish`, `process`. */
  readonly name: string;
  /** Queue, topic or exchange. */
  readonly destination: string;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  /** Messages of a batch; left out for one. */
  readonly count?: number | undefined;
  readonly attributes?: Attributes;
  /** Who sent the messages of a batch. */
  readonly links?: readonly Link[];
}

export interface MessageCall {
  readonly span: Span;
  /** With the span as the current one. */
  readonly context: Context;
  /** Ends span and metrics, with what went wrong, if anything, and how many messages it were. Later calls do nothing. */
  end(error?: unknown, count?: number): void;
}

export interface MessagingCalls {
  send(operation: MessageOperation, caller: Context): MessageCall;
  /** Fetching messages, however many there are. */
  receive(operation: MessageOperation, caller: Context): MessageCall;
  /** Work on a message: below the one who sent it, and of nothing else that happens to be at work here. */
  process(operation: MessageOperation, sender: Context): MessageCall;
}

/** @param system value of `messaging.system.name` */
export function createMessagingCalls(
  { tracer, meter }: Pick<CaptureTools, 'tracer' | 'meter'>,
  system: string,
): MessagingCalls {
  const messages = (name: string, description: string): Counter =>
    meter.createCounter(name, { description, unit: '{message}' });
  const sent = messages(METRIC_MESSAGING_CLIENT_SENT_MESSAGES, 'Messages that producers sent.');
  const delivered = messages(METRIC_MESSAGING_CLIENT_CONSUMED_MESSAGES, 'Messages that were delivered to the program.');
  const operations = createDurationHistogram(
    meter,
    METRIC_MESSAGING_CLIENT_OPERATION_DURATION,
    'Duration of messaging operations.',
  );
  const work = createDurationHistogram(meter, METRIC_MESSAGING_PROCESS_DURATION, 'Duration of the work on messages.');
  const byType = {
    send: { kind: SpanKind.PRODUCER, durations: operations, counts: sent },
    receive: { kind: SpanKind.CLIENT, durations: operations, counts: delivered },
    process: { kind: SpanKind.CONSUMER, durations: work, counts: delivered },
  };

  const start = (operation: MessageOperation, type: keyof typeof byType, parent: Context): MessageCall => {
    const { name, destination, address, port, count, attributes, links = [] } = operation;
    const series: Attributes = {
      [ATTR_MESSAGING_SYSTEM_NAME]: system,
      [ATTR_MESSAGING_OPERATION_NAME]: name,
      [ATTR_MESSAGING_DESTINATION_NAME]: destination,
      [ATTR_SERVER_ADDRESS]: address,
      [ATTR_SERVER_PORT]: port,
    };
    const { kind, durations, counts } = byType[type];
    const span = tracer.startSpan(
      `${name} ${destination}`,
      {
        kind,
        attributes: {
          ...series,
          [ATTR_MESSAGING_OPERATION_TYPE]: type,
          [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: count,
          ...attributes,
        },
        links: [...links],
      },
      parent,
    );
    const startedMs = performance.now();
    let isOver = false;
    return {
      span,
      context: contextWithSpan(parent, span),
      end(error, atEnd = count ?? 1) {
        if (isOver) return;
        isOver = true;
        const outcome = error === undefined || error === null ? series : failed(span, series, error);
        durations.record((performance.now() - startedMs) / 1000, outcome);
        counts.add(atEnd, outcome);
        span.end();
      },
    };
  };

  return {
    send: (operation, caller) => start(operation, 'send', caller),
    receive: (operation, caller) => start(operation, 'receive', caller),
    process: (operation, sender) => start(operation, 'process', sender),
  };
}

function failed(span: Span, series: Attributes, error: unknown): Attributes {
  const { type, message } = readFailure(error);
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  return { ...series, [ATTR_ERROR_TYPE]: type };
}

const GETTER: TextMapGetter<Readonly<Record<string, unknown>>> = {
  keys: (headers) => Object.keys(headers),
  get(headers, key) {
    const value = headers[key];
    if (typeof value === 'string') return value;
    return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
  },
};

/** Who sent a message, as its headers tell; nobody's context where they tell nothing. */
export function senderOf(headers: Readonly<Record<string, unknown>>): Context {
  return propagation.extract(ROOT_CONTEXT, headers, GETTER);
}

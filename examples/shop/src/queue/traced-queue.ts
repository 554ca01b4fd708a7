// Messaging spans by the OpenTelemetry semantic conventions: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
// The queue carries one message at a time, so the span of the consumer is a child of the span of the producer.
import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
} from '@sightglass/api/semconv';
import type { Message, Queue } from './queue.ts';

const tracer = trace.getTracer('shop-queue');

/** Sends a message that carries the active trace across the queue. Returns its id. */
export function sendTraced(queue: Queue, body: string): number {
  const options = { kind: SpanKind.PRODUCER, attributes: messagingAttributes(queue, 'send', 'send') };
  return tracer.startActiveSpan(`send ${queue.name}`, options, (span) => {
    try {
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      const id = queue.send(body, carrier.traceparent ?? null);
      span.setAttribute(ATTR_MESSAGING_MESSAGE_ID, String(id));
      return id;
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` as the going-on of the trace in which the message was sent. */
export function processTraced(queue: Queue, message: Message, work: () => Promise<void>): Promise<void> {
  const carrier = message.traceparent === null ? {} : { traceparent: message.traceparent };
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: {
      ...messagingAttributes(queue, 'process', 'process'),
      [ATTR_MESSAGING_MESSAGE_ID]: String(message.id),
    },
  };
  const sender = propagation.extract(ROOT_CONTEXT, carrier);
  return tracer.startActiveSpan(`process ${queue.name}`, options, sender, async (span) => {
    try {
      await work();
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function messagingAttributes(queue: Queue, name: string, type: 'send' | 'process'): Attributes {
  return {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'sqlite',
    [ATTR_MESSAGING_DESTINATION_NAME]: queue.name,
    [ATTR_MESSAGING_OPERATION_NAME]: name,
    [ATTR_MESSAGING_OPERATION_TYPE]: type,
  };
}

function markFailed(span: Span, error: unknown): void {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setAttribute(ATTR_ERROR_TYPE, failure.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
}

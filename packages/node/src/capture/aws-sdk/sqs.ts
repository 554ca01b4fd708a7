import { propagation, trace } from '@opentelemetry/api';
import type { Context, Link } from '@opentelemetry/api';
import {
  ATTR_AWS_SQS_QUEUE_URL,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_MESSAGE_ID,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createMessagingCalls, senderOf } from '../database/messaging-calls.ts';
import type { MessageCall, MessageOperation } from '../database/messaging-calls.ts';
import type { HookedCall, RunningCall } from '../hooked-calls.ts';
import { answerAttributes, tellRegion } from './request.ts';
import type { AwsRequest } from './request.ts';

type Input = AwsRequest['input'];

/** Most attributes that SQS takes with a message. */
const MAX_ATTRIBUTES = 10;

/**
 * Messages of SQS, which are sent with the context of the sender among their attributes. Fetching them is a span of its own, linked to all
 * who sent them; the work on each is the program's loop, which nobody sees. Undefined for every other command.
 */
export function createSqsCalls(
  tools: Pick<CaptureTools, 'tracer' | 'meter'>,
): (call: HookedCall, request: AwsRequest) => RunningCall | undefined {
  const calls = createMessagingCalls(tools, 'aws_sqs');

  const started = (message: MessageCall, request: AwsRequest, count: (answer: unknown) => number): RunningCall => {
    tellRegion(request, message.span);
    return {
      context: message.context,
      end(outcome) {
        message.span.setAttributes(answerAttributes(outcome));
        if (outcome.failed) message.end(outcome.error ?? new Error('failed without a reason'));
        else message.end(undefined, count(outcome.value));
      },
    };
  };

  return (call, request) => {
    const { service, operation, input } = request;
    if (service !== 'SQS') return undefined;
    if (operation === 'SendMessage') {
      const message = calls.send(operationOf('send', input), currentContext());
      give(call, carrying(input, message.context));
      return started(message, request, (answer) => {
        const id = isRecord(answer) ? answer['MessageId'] : undefined;
        if (typeof id === 'string') message.span.setAttribute(ATTR_MESSAGING_MESSAGE_ID, id);
        return 1;
      });
    }
    if (operation === 'SendMessageBatch' && Array.isArray(input['Entries'])) {
      const entries: unknown[] = input['Entries'];
      const message = calls.send({ ...operationOf('send', input), count: entries.length }, currentContext());
      const carried = entries.map((entry) => (isRecord(entry) ? carrying(entry, message.context) : entry));
      give(call, { ...input, Entries: carried });
      return started(message, request, (answer) => lengthOf(answer, 'Successful'));
    }
    if (operation !== 'ReceiveMessage') return undefined;
    const received = calls.receive(operationOf('receive', input), currentContext());
    give(call, asking(input));
    return started(received, request, (answer) => {
      received.span.setAttribute(ATTR_MESSAGING_BATCH_MESSAGE_COUNT, lengthOf(answer, 'Messages'));
      received.span.addLinks(sendersOf(answer));
      return lengthOf(answer, 'Messages');
    });
  };
}

function operationOf(name: string, { QueueUrl }: Input): MessageOperation {
  const url = typeof QueueUrl === 'string' ? QueueUrl : '';
  return { name, destination: url.slice(url.lastIndexOf('/') + 1), attributes: { [ATTR_AWS_SQS_QUEUE_URL]: url } };
}

/** A command with another input. What the program gave stays as it is: it may send it again. */
function give(call: HookedCall, input: Input): void {
  const [command, ...others] = call.arguments;
  // The client spreads what it is given: a copy has everything as its own.
  const copy: unknown = Object.assign(Object.create(Object.getPrototypeOf(command)), command, { input });
  call.arguments = [copy, ...others];
}

/** What is sent, with the context among its attributes, as far as SQS takes that many. */
function carrying(input: Input, context: Context): Input {
  const carried: Record<string, string> = {};
  propagation.inject(context, carried);
  const given = isRecord(input['MessageAttributes']) ? input['MessageAttributes'] : {};
  const added = Object.entries(carried).map(([key, value]) => [key, { DataType: 'String', StringValue: value }]);
  const attributes = { ...given, ...Object.fromEntries(added) };
  return Object.keys(attributes).length > MAX_ATTRIBUTES ? input : { ...input, MessageAttributes: attributes };
}

/** SQS answers with the attributes that it is asked for. */
function asking(input: Input): Input {
  const given: unknown[] = Array.isArray(input['MessageAttributeNames']) ? input['MessageAttributeNames'] : [];
  const isAsked = given.includes('All') || given.includes('.*');
  return isAsked ? input : { ...input, MessageAttributeNames: [...new Set([...given, ...propagation.fields()])] };
}

function sendersOf(answer: unknown): Link[] {
  const messages: unknown[] = isRecord(answer) && Array.isArray(answer['Messages']) ? answer['Messages'] : [];
  return messages.flatMap((message): Link[] => {
    if (!isRecord(message) || !isRecord(message['MessageAttributes'])) return [];
    const entries = Object.entries(message['MessageAttributes']);
    const carried = entries.map(([key, value]) => [key, isRecord(value) ? value['StringValue'] : undefined]);
    const context = trace.getSpanContext(senderOf(Object.fromEntries(carried)));
    const id = message['MessageId'];
    const attributes = typeof id === 'string' ? { [ATTR_MESSAGING_MESSAGE_ID]: id } : {};
    return context === undefined ? [] : [{ context, attributes }];
  });
}

function lengthOf(answer: unknown, field: 'Messages' | 'Successful'): number {
  const list = isRecord(answer) ? answer[field] : undefined;
  return Array.isArray(list) ? list.length : 0;
}

import { propagation } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { MessageCall, MessagingCalls } from '../database/messaging-calls.ts';
import { isCallback, settled } from '../database/settling.ts';
import type { Callback } from '../database/settling.ts';
import { guarded } from '../guarded.ts';

type Given = Readonly<Record<string, unknown>>;
/** A call that is about to be made: what it is given, and the spans of its topics. */
interface Sending {
  given: unknown;
  readonly running: MessageCall[];
}

/** The functions with which a producer, or a transaction, sends, told of. */
export function sending(
  { send, sendBatch, ...others }: Record<string, unknown>,
  calls: MessagingCalls,
  isOn: () => boolean,
): Record<string, unknown> {
  const told = (original: unknown, begin: (sending: Sending, calls: MessagingCalls) => void): unknown => {
    if (!isCallback(original)) return original;
    const start = guarded('capture of kafkajs', begin);
    const wrapper: Callback = (given, ...more) => {
      if (!isOn()) return original(given, ...more);
      const sent: Sending = { given, running: [] };
      start(sent, calls);
      return settled(original(sent.given, ...more), (error) => {
        for (const call of sent.running) call.end(error);
      });
    };
    return wrapper;
  };
  return { ...others, send: told(send, beginSend), sendBatch: told(sendBatch, beginSendBatch) };
}

function beginSend(sent: Sending, calls: MessagingCalls): void {
  if (isRecord(sent.given)) sent.given = begun(sent.given, sent.running, calls);
}

function beginSendBatch(sent: Sending, calls: MessagingCalls): void {
  if (!isRecord(sent.given) || !Array.isArray(sent.given['topicMessages'])) return;
  const topics: unknown[] = sent.given['topicMessages'];
  const topicMessages = topics.map((topic) => (isRecord(topic) ? begun(topic, sent.running, calls) : topic));
  sent.given = { ...sent.given, topicMessages };
}

/** Messages for one topic with who sends them in their headers. What the program gave stays as it is: it may send it again. */
function begun(given: Given, running: MessageCall[], calls: MessagingCalls): Given {
  const { topic } = given;
  if (typeof topic !== 'string' || !Array.isArray(given['messages'])) return given;
  const messages: unknown[] = given['messages'];
  const attributes = messages.length === 1 ? attributesOf(messages[0]) : {};
  const count = messages.length === 1 ? undefined : messages.length;
  const call = calls.send({ name: 'send', destination: topic, count, attributes }, currentContext());
  running.push(call);
  return { ...given, messages: messages.map((message) => (isRecord(message) ? carrying(message, call) : message)) };
}

function carrying(message: Given, { context }: MessageCall): Given {
  const headers: Record<string, unknown> = isRecord(message['headers']) ? { ...message['headers'] } : {};
  propagation.inject(context, headers);
  return { ...message, headers };
}

/** Keys stay out: they can be anything, names of people among it. */
function attributesOf(message: unknown): Record<string, string | boolean | undefined> {
  if (!isRecord(message)) return {};
  const { partition, key, value } = message;
  return {
    [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: typeof partition === 'number' ? String(partition) : undefined,
    [ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE]: isTombstone(key, value) ? true : undefined,
  };
}

/** A key without a value says that what was kept under the key is gone. */
export function isTombstone(key: unknown, value: unknown): boolean {
  return key !== undefined && key !== null && value === null;
}

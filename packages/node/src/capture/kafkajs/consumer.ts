import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Link } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE,
  ATTR_MESSAGING_KAFKA_OFFSET,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { storage } from '../../tracer/context/storage.ts';
import type { MessageCall, MessagingCalls } from '../database/messaging-calls.ts';
import { senderOf } from '../database/messaging-calls.ts';
import { isCallback, settled } from '../database/settling.ts';
import type { Callback } from '../database/settling.ts';
import { guarded } from '../guarded.ts';
import { isTombstone } from './producer.ts';

/** What runs a consumer: it hands what it fetched to one of the two handlers that the program gave. */
type Runner = Record<string, unknown>;
type Begin = (payload: unknown, group: string | undefined, at: { call?: MessageCall | undefined }) => void;

/** Most senders of a batch that are linked to, as many as a span holds. */
const MAX_LINKS = 128;
const followed = new WeakSet<Callback>();

/** Has the handlers of a consumer told of. They run below the one who sent the message, and of nothing that is at work here. */
export function followRunner(runner: Runner, calls: MessagingCalls, isOn: () => boolean): void {
  const { consumerGroup } = runner;
  const named = isRecord(consumerGroup) ? consumerGroup['groupId'] : undefined;
  const group = typeof named === 'string' ? named : undefined;

  const follow = (handler: 'eachMessage' | 'eachBatch', begin: Begin): void => {
    const original = runner[handler];
    if (!isCallback(original) || followed.has(original)) return;
    const start = guarded('capture of kafkajs', begin);
    const wrapper: Callback = function (payload, ...more) {
      const at: { call?: MessageCall } = {};
      if (isOn()) start(payload, group, at);
      const { call } = at;
      if (call === undefined) return Reflect.apply(original, this, [payload, ...more]);
      return storage.run(call.context, () => worked(call, () => Reflect.apply(original, this, [payload, ...more])));
    };
    followed.add(wrapper);
    runner[handler] = wrapper;
  };

  follow('eachMessage', (payload, of, at) => (at.call = messageBegun(payload, of, calls)));
  follow('eachBatch', (payload, of, at) => (at.call = batchBegun(payload, of, calls)));
}

function worked(call: MessageCall, work: () => unknown): unknown {
  try {
    return settled(work(), (error) => call.end(error));
  } catch (error) {
    call.end(error ?? new Error('thrown without a reason'));
    throw error;
  }
}

function messageBegun(payload: unknown, group: string | undefined, calls: MessagingCalls): MessageCall | undefined {
  if (!isRecord(payload) || !isRecord(payload['message'])) return undefined;
  const { topic, partition, message } = payload;
  const { offset, key, value } = message;
  const attributes = {
    ...placeOf(partition, group),
    [ATTR_MESSAGING_KAFKA_OFFSET]: typeof offset === 'string' ? Number(offset) : undefined,
    [ATTR_MESSAGING_KAFKA_MESSAGE_TOMBSTONE]: isTombstone(key, value) ? true : undefined,
  };
  return calls.process({ name: 'process', destination: String(topic), attributes }, senderOf(headersOf(message)));
}

function batchBegun(payload: unknown, group: string | undefined, calls: MessagingCalls): MessageCall | undefined {
  if (!isRecord(payload) || !isRecord(payload['batch'])) return undefined;
  const { topic, partition, messages } = payload['batch'];
  if (!Array.isArray(messages)) return undefined;
  const links = messages.slice(0, MAX_LINKS).flatMap((message: unknown): Link[] => {
    const context = trace.getSpanContext(senderOf(headersOf(message)));
    return context === undefined ? [] : [{ context }];
  });
  const attributes = placeOf(partition, group);
  const operation = { name: 'process', destination: String(topic), count: messages.length, attributes, links };
  return calls.process(operation, ROOT_CONTEXT);
}

function placeOf(partition: unknown, group: string | undefined): Record<string, string | undefined> {
  return {
    [ATTR_MESSAGING_DESTINATION_PARTITION_ID]: typeof partition === 'number' ? String(partition) : undefined,
    [ATTR_MESSAGING_CONSUMER_GROUP_NAME]: group,
  };
}

function headersOf(message: unknown): Record<string, unknown> {
  return isRecord(message) && isRecord(message['headers']) ? message['headers'] : {};
}

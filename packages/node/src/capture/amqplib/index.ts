import { propagation } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_MESSAGE_CONVERSATION_ID,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createMessagingCalls, senderOf } from '../database/messaging-calls.ts';
import type { MessageCall, MessagingCalls } from '../database/messaging-calls.ts';
import { calledBack, isCallback } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import { captureCalls } from '../hooked-calls.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { begin, createChannelState, settle } from './channel-state.ts';
import type { ChannelState } from './channel-state.ts';

/** What of a channel is read. */
type Channel = Readonly<Record<string, unknown>>;
interface ChannelCall extends HookedCall {
  readonly self: Channel;
  sent?: MessageCall;
}
interface Place {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Methods of AMQP 0-9-1 as class × 2¹⁶ + number: https://www.rabbitmq.com/amqp-0-9-1-reference */
const CHANNEL_CLOSE = 1_310_760;
const CHANNEL_CLOSE_OK = 1_310_761;
const BASIC_CONSUME = 3_932_180;
const BASIC_ACK = 3_932_240;
const BASIC_REJECT = 3_932_250;
const BASIC_NACK = 3_932_280;

/**
 * Messages through `amqplib`: a span for each that is published, until it is confirmed where the channel asks for that; and one for the
 * work on each that arrives, from its delivery to its acknowledgement. The context travels in the headers of the message.
 */
export function startAmqplibCapture(tools: CaptureTools): () => void {
  const calls = createMessagingCalls(tools, 'rabbitmq');
  const states = new WeakMap<Channel, ChannelState>();
  const places = new WeakMap<object, Place>();
  const stateOf = (channel: Channel): ChannelState => {
    let state = states.get(channel);
    if (state === undefined) states.set(channel, (state = createChannelState()));
    return state;
  };
  const placeOf = ({ connection }: Channel): Place | undefined =>
    isRecord(connection) ? places.get(connection) : undefined;

  const stops = [
    listen('sightglass:amqplib:connect', isCall, { start: (call) => rememberPlace(call, places) }),
    startSending(calls, stateOf, placeOf),
    listen('sightglass:amqplib:rpc', isChannelCall, { start: (call) => rememberQueue(call, stateOf(call.self)) }),
    listen('sightglass:amqplib:method', isChannelCall, { start: (call) => settleAtWork(call, stateOf(call.self)) }),
    startDelivery(calls, stateOf, placeOf),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function rememberPlace(call: HookedCall, places: WeakMap<object, Place>): void {
  const [url, , callback] = call.arguments;
  if (!isCallback(callback)) return;
  call.arguments[2] = function (this: unknown, ...given: unknown[]) {
    const [, connection] = given;
    if (isRecord(connection)) places.set(connection, readPlace(url));
    return Reflect.apply(callback, this, given);
  };
}

function readPlace(url: unknown): Place {
  if (isRecord(url)) {
    const { hostname, port, protocol } = url;
    const address = typeof hostname === 'string' ? hostname : 'localhost';
    return { address, port: typeof port === 'number' ? port : portOf(protocol === 'amqps' ? 'amqps:' : 'amqp:') };
  }
  const read = URL.parse(typeof url === 'string' ? url : 'amqp://localhost');
  if (read === null) return { address: undefined, port: undefined };
  return { address: read.hostname, port: read.port === '' ? portOf(read.protocol) : Number(read.port) };
}

const portOf = (protocol: string): number => (protocol === 'amqps:' ? 5671 : 5672);

function startSending(
  calls: MessagingCalls,
  stateOf: (channel: Channel) => ChannelState,
  placeOf: (channel: Channel) => Place | undefined,
): () => void {
  const stops = [
    listen('sightglass:amqplib:send', isChannelCall, {
      start(call) {
        const [fields, properties] = call.arguments;
        if (!isRecord(fields) || !isRecord(properties)) return;
        const { exchange, routingKey } = fields;
        const destination = typeof exchange === 'string' && exchange !== '' ? exchange : String(routingKey);
        const attributes = attributesOf(fields, properties);
        call.sent = calls.send({ name: 'publish', destination, ...placeOf(call.self), attributes }, currentContext());
        // The library's own object: what the program gave stands behind it as its prototype.
        const { headers } = properties;
        if (isRecord(headers)) propagation.inject(call.sent.context, headers);
      },
      end({ self, sent, error }) {
        if (sent === undefined) return;
        const state = stateOf(self);
        if (error !== undefined || !isCallback(self['waitForConfirms'])) sent.end(error);
        else if (state.awaiting === undefined) state.sent = sent;
        else state.awaiting.call = sent;
        state.awaiting = undefined;
      },
    }),
    listen('sightglass:amqplib:confirm', isChannelCall, {
      start(call) {
        const state = stateOf(call.self);
        const confirmed = { call: state.sent };
        if (state.sent === undefined) state.awaiting = confirmed;
        state.sent = undefined;
        const [callback] = call.arguments;
        const asked = isCallback(callback) ? callback : (): void => {};
        call.arguments = [calledBack(asked, currentContext(), (error) => confirmed.call?.end(error))];
      },
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Which queue messages come from is known only when the consumer begins. */
function rememberQueue(call: HookedCall, { subscriptions }: ChannelState): void {
  const [method, fields, , callback] = call.arguments;
  if (method !== BASIC_CONSUME || !isRecord(fields) || !isCallback(callback)) return;
  const { queue, noAck } = fields;
  call.arguments[3] = function (this: unknown, ...given: unknown[]) {
    const [, answer] = given;
    const tag = isRecord(answer) && isRecord(answer['fields']) ? answer['fields']['consumerTag'] : undefined;
    if (typeof tag === 'string') subscriptions.set(tag, { queue: String(queue), isAcknowledged: noAck !== true });
    return Reflect.apply(callback, this, given);
  };
}

function settleAtWork(call: HookedCall, state: ChannelState): void {
  const [method, fields] = call.arguments;
  if (method === CHANNEL_CLOSE || method === CHANNEL_CLOSE_OK) settle(state, 0, true, leftOver());
  if (method !== BASIC_ACK && method !== BASIC_NACK && method !== BASIC_REJECT) return;
  if (!isRecord(fields) || typeof fields['deliveryTag'] !== 'number') return;
  const error = method === BASIC_ACK ? undefined : turnedAway(method === BASIC_NACK ? 'nack' : 'reject');
  settle(state, fields['deliveryTag'], fields['multiple'] === true, error);
}

const turnedAway = (code: string): Error => Object.assign(new Error(`${code} called on message`), { code });
const leftOver = (): Error => Object.assign(new Error('channel closed'), { code: 'channel_closed' });

function startDelivery(
  calls: MessagingCalls,
  stateOf: (channel: Channel) => ChannelState,
  placeOf: (channel: Channel) => Place | undefined,
): () => void {
  return captureCalls('sightglass:amqplib:deliver', ({ self, arguments: [fields, message] }) => {
    // Without a message the consumer is told that it was cancelled.
    if (!isRecord(self) || !isRecord(fields) || !isRecord(message) || !isRecord(message['properties']))
      return undefined;
    const { properties } = message;
    const { consumerTag, deliveryTag } = fields;
    const state = stateOf(self);
    const subscription = state.subscriptions.get(String(consumerTag));
    const destination = subscription?.queue ?? String(fields['routingKey']);
    const sender = senderOf(isRecord(properties['headers']) ? properties['headers'] : {});
    const attributes = attributesOf(fields, properties);
    const call = calls.process({ name: 'process', destination, ...placeOf(self), attributes }, sender);
    if (subscription?.isAcknowledged === true && typeof deliveryTag === 'number') {
      begin(state, deliveryTag, call);
      return { context: call.context };
    }
    return { context: call.context, end: (outcome) => call.end(outcome.failed ? outcome.error : undefined) };
  });
}

function attributesOf(
  { routingKey }: Readonly<Record<string, unknown>>,
  { messageId, correlationId }: Readonly<Record<string, unknown>>,
): Record<string, string | undefined> {
  return {
    [ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY]: textOf(routingKey),
    [ATTR_MESSAGING_MESSAGE_ID]: textOf(messageId),
    [ATTR_MESSAGING_MESSAGE_CONVERSATION_ID]: textOf(correlationId),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function isCall(message: unknown): message is HookedCall {
  return isRecord(message) && Array.isArray(message['arguments']);
}

function isChannelCall(message: unknown): message is ChannelCall {
  return isCall(message) && isRecord(message.self);
}

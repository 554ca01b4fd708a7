import type { MessageCall } from '../database/messaging-calls.ts';

/** What is consumed through one channel. */
export interface Subscription {
  readonly queue: string;
  /** The server takes messages as done when it sends them. */
  readonly isAcknowledged: boolean;
}

/** What is remembered of a channel, as long as it lives. */
export interface ChannelState {
  /** By consumer tag. */
  readonly subscriptions: Map<string, Subscription>;
  /** Messages at work, by delivery tag, in the order in which they came. */
  readonly atWork: Map<number, MessageCall>;
  /** Of a channel with confirms: sent just now, its confirmation not asked for yet. */
  sent: MessageCall | undefined;
  /** The other way round, as versions before 2 have it: what is sent next is confirmed here. */
  awaiting: { call: MessageCall | undefined } | undefined;
}

export function createChannelState(): ChannelState {
  return { subscriptions: new Map(), atWork: new Map(), sent: undefined, awaiting: undefined };
}

/** Most messages of a channel that are followed at once; the oldest is then taken as done. */
const MAX_AT_WORK = 1000;

export function begin({ atWork }: ChannelState, deliveryTag: number, call: MessageCall): void {
  if (atWork.size >= MAX_AT_WORK) {
    const [oldest] = atWork;
    oldest?.[1].end();
    if (oldest !== undefined) atWork.delete(oldest[0]);
  }
  atWork.set(deliveryTag, call);
}

/** A message is settled, or all up to it; 0 stands for all. */
export function settle({ atWork }: ChannelState, deliveryTag: number, isUpTo: boolean, error?: Error): void {
  for (const [tag, call] of atWork) {
    const isMeant = tag === deliveryTag || (isUpTo && (deliveryTag === 0 || tag < deliveryTag));
    if (!isMeant) continue;
    atWork.delete(tag);
    call.end(error);
  }
}

import { tracingChannel } from 'node:diagnostics_channel';
import type { Context } from '@opentelemetry/api';
import { currentContext, storage } from '../tracer/context/storage.ts';
import { isRecord } from '../is-record.ts';
import { guarded } from './guarded.ts';

/** What a capture does with the calls that a library publishes on a tracing channel. */
export interface ChannelUse<Message extends object> {
  /** What is published is another version's business until its shape is seen. */
  readonly isMessage: (message: object) => message is Message;
  /** A call is about to be made. @returns the context in which it runs; undefined leaves the current one */
  readonly start: (message: Message, active: Context) => Context | undefined;
  readonly end?: (message: Message) => void;
  readonly asyncStart?: (message: Message) => void;
  readonly asyncEnd?: (message: Message) => void;
  readonly error?: (message: Message) => void;
}

const LATER = ['end', 'asyncStart', 'asyncEnd', 'error'] as const;

/**
 * Follows a tracing channel of a library. Nothing that `use` throws reaches the library.
 *
 * @returns what ends it.
 */
export function useChannel<Message extends object>(name: string, use: ChannelUse<Message>): () => void {
  const channel = tracingChannel<object, object>(name);
  const begin = guarded(name, (message: object, at: { context: Context }) => {
    if (use.isMessage(message)) at.context = use.start(message, at.context) ?? at.context;
  });
  channel.start.bindStore(storage, (message) => {
    const at = { context: currentContext() };
    begin(message, at);
    return at.context;
  });
  const stops = LATER.flatMap((event) => {
    const handle = use[event];
    if (handle === undefined) return [];
    const listener = guarded(name, (message: unknown) => {
      if (isRecord(message) && use.isMessage(message)) handle(message);
    });
    channel[event].subscribe(listener);
    return [() => channel[event].unsubscribe(listener)];
  });
  return () => {
    channel.start.unbindStore(storage);
    for (const stop of stops) stop();
  };
}

/**
 * The same, with what is done made at the first call: most programs never load the library, nor then the code for it.
 */
export function useChannelOnceCalled<Message extends object>(
  name: string,
  create: () => ChannelUse<Message>,
): () => void {
  let made: ChannelUse<Message> | undefined;
  const later = (event: (typeof LATER)[number]): ((message: object) => void) => {
    return (message) => {
      if (made?.isMessage(message) === true) made[event]?.(message);
    };
  };
  return useChannel<object>(name, {
    isMessage: (message): message is object => isRecord(message),
    start: (message, active) => {
      made ??= create();
      return made.isMessage(message) ? made.start(message, active) : undefined;
    },
    end: later('end'),
    asyncStart: later('asyncStart'),
    asyncEnd: later('asyncEnd'),
    error: later('error'),
  });
}

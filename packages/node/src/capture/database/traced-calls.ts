import { tracingChannel } from 'node:diagnostics_channel';
import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext, storage } from '../../tracer/context/storage.ts';
import { guarded } from '../guarded.ts';
import { fromTheFirst } from './lazily.ts';
import type { Told } from './settling.ts';

/** What a library publishes of a call, here and there with fields of its own. */
export type CallMessage = Readonly<Record<string, unknown>>;

interface Running {
  readonly caller: Context;
  readonly tell: Told | undefined;
}

/**
 * Follows the calls that a library publishes on a tracing channel by itself. A callback runs in the context of the caller, wherever
 * the answer came from.
 *
 * @param begin looks at a call; gives what is told of its end, or undefined where only the context of its callback matters
 * @returns stops following
 */
export function followCalls(
  channel: string,
  begin: (message: CallMessage, caller: Context) => Told | undefined,
): () => void {
  const { start, end, asyncStart } = tracingChannel<object, object>(channel);
  const running = new WeakMap<object, Running>();
  const guard = (handle: (message: CallMessage) => void): ((message: unknown) => void) =>
    guarded(`capture of ${channel}`, (message: unknown) => {
      if (isRecord(message)) handle(message);
    });

  const begun = guard((message) => {
    const caller = currentContext();
    running.set(message, { caller, tell: begin(message, caller) });
  });
  /** Without an error yet, the call goes on behind its return. */
  const returned = guard((message) => {
    if (message['error'] !== undefined) running.get(message)?.tell?.(message['error']);
  });
  const answered = guard((message) => running.get(message)?.tell?.(message['error']));

  const started = fromTheFirst(channel, begun);
  start.subscribe(started);
  end.subscribe(returned);
  asyncStart.subscribe(answered);
  asyncStart.bindStore(storage, (message) => running.get(message)?.caller ?? currentContext());
  return () => {
    start.unsubscribe(started);
    end.unsubscribe(returned);
    asyncStart.unsubscribe(answered);
    asyncStart.unbindStore(storage);
  };
}

/** Where a call goes, as these libraries name it. */
export function placeOf(message: CallMessage): { address: string | undefined; port: number | undefined } {
  const { serverAddress, serverPort } = message;
  return {
    address: typeof serverAddress === 'string' ? serverAddress : undefined,
    port: typeof serverPort === 'number' ? serverPort : undefined,
  };
}

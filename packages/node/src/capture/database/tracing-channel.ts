import { tracingChannel } from 'node:diagnostics_channel';
import { guarded } from '../guarded.ts';
import { fromTheFirst } from './lazily.ts';

type Handlers<Message> = Readonly<
  Partial<Record<'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error', (message: Message) => void>>
>;

/**
 * Listens to a tracing channel. What a handler throws ends here.
 *
 * @param isMessage what a message must have: libraries may publish other things tomorrow
 * @returns stops listening
 */
export function listen<Message>(
  channel: string,
  isMessage: (message: unknown) => message is Message,
  handlers: Handlers<Message>,
): () => void {
  const { start, end, asyncStart, asyncEnd, error } = handlers;
  const guard = (handle: ((message: Message) => void) | undefined): ((message: unknown) => void) | undefined =>
    handle === undefined
      ? undefined
      : guarded(`capture of ${channel}`, (message: unknown) => {
          if (isMessage(message)) handle(message);
        });
  const channels = tracingChannel(channel);
  const begun = guard(start);
  const first = begun === undefined ? undefined : fromTheFirst(channel, begun);
  const subscriptions = [
    [channels.start, first],
    [channels.end, guard(end)],
    [channels.asyncStart, guard(asyncStart)],
    [channels.asyncEnd, guard(asyncEnd)],
    [channels.error, guard(error)],
  ] as const;
  for (const [each, handle] of subscriptions) if (handle !== undefined) each.subscribe(handle);
  return () => {
    for (const [each, handle] of subscriptions) if (handle !== undefined) each.unsubscribe(handle);
  };
}

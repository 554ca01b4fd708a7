import { tracingChannel } from 'node:diagnostics_channel';
import { guarded } from '../guarded.ts';

/** The message that just now made a capture load: whoever begins to listen for it takes it at once. */
let opening: { readonly channel: string; readonly message: unknown } | undefined;

/**
 * Loads and starts a capture with the first message on one of its channels: most programs use few of the libraries that can be seen.
 *
 * @param begin what starts it and gives what stops it
 */
export function lazily(channels: readonly string[], begin: () => () => void): () => void {
  let stop: (() => void) | undefined;
  const unsubscribes = channels.map((channel) => {
    const { start } = tracingChannel(channel);
    const open = guarded(`capture of ${channel}`, (message: unknown) => {
      if (stop !== undefined) return;
      stop = (): void => {};
      unsubscribe();
      opening = { channel, message };
      try {
        stop = begin();
      } finally {
        opening = undefined;
      }
    });
    start.subscribe(open);
    return () => start.unsubscribe(open);
  });
  const unsubscribe = (): void => {
    for (const each of unsubscribes) each();
  };
  return () => {
    unsubscribe();
    stop?.();
  };
}

/**
 * What listens to the starts of a channel, given the message that is on its way, which would be missed by now. It may still come by
 * itself, from a Node that looks at its listeners one by one: then it is not taken again.
 */
export function fromTheFirst(channel: string, handle: (message: unknown) => void): (message: unknown) => void {
  const taken = opening?.channel === channel ? opening.message : undefined;
  if (taken === undefined) return handle;
  handle(taken);
  return (message) => {
    if (message !== taken) handle(message);
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { createLateListener } from '../logging/late-listener.ts';
import type { Listener } from '../logging/late-listener.ts';
import { LINE_CHANNEL, WAIT_CHANNEL, WRITE_CHANNEL } from './patch.ts';

/**
 * Sends the lines of winston 3 that one of its transports prints, as the logger's format made them, so that what a format takes
 * out is not sent; with the ids of the span that was active where the line was logged.
 */
export function startWinstonCapture(tools: CaptureTools): () => void {
  let all: ReadonlyMap<string, Listener> | undefined;
  const channels = [WAIT_CHANNEL, LINE_CHANNEL, ...(tools.settings.logs.injectTraceContext ? [WRITE_CHANNEL] : [])];
  const stops = channels.map((channel) => {
    const listener = createLateListener('winston capture', () => {
      all ??= loadPart('loggers').createWinstonListeners(tools);
      return all.get(channel) ?? (() => {});
    });
    subscribe(channel, listener);
    return () => unsubscribe(channel, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

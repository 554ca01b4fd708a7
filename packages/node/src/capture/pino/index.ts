import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { createLateListener } from '../logging/late-listener.ts';

const CHANNEL = 'tracing:pino_asJson:end';

/** Sends what pino prints as log records with the ids of the active span. What is printed stays byte for byte as it was. */
export function startPinoCapture(tools: CaptureTools): () => void {
  const listener = createLateListener('pino capture', () => loadPart('loggers').createPinoListener(tools));
  // Before the listener: the logger is as it was when that reads its settings.
  const stopInjection = tools.settings.logs.injectTraceContext ? loadPart('loggers').startInjection() : undefined;
  subscribe(CHANNEL, listener);
  return () => {
    unsubscribe(CHANNEL, listener);
    stopInjection?.();
  };
}

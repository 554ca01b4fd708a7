import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { createLateListener } from '../logging/late-listener.ts';
import type { Listener } from '../logging/late-listener.ts';

const METHODS = ['debug', 'log', 'info', 'warn', 'error'] as const;

/** Sends the lines of `console.*`, about as they are printed, with the ids of the active span. Nothing is wrapped. */
export function startConsoleCapture(tools: CaptureTools): () => void {
  const stops = METHODS.map((method) => {
    const make = (): Listener => loadPart('loggers').createConsoleListener(tools, method);
    const listener = createLateListener('console capture', make);
    subscribe(`console.${method}`, listener);
    return () => unsubscribe(`console.${method}`, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { createLateListener } from '../logging/late-listener.ts';
import { RECORD_CHANNEL } from './patch.ts';

/** Sends what bunyan prints, after its serializers, with the ids of the active span. */
export function startBunyanCapture(tools: CaptureTools): () => void {
  const listener = createLateListener('bunyan capture', () => loadPart('loggers').createBunyanListener(tools));
  subscribe(RECORD_CHANNEL, listener);
  return () => unsubscribe(RECORD_CHANNEL, listener);
}

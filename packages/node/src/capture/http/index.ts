import type { CaptureTools } from '../capture.ts';
import { startClientCapture } from './client.ts';
import { startServerCapture } from './server.ts';

/**
 * Spans and durations of requests that `node:http` and `node:https` serve and make, by the channels that Node publishes them
 * on: nothing is wrapped, and `import` and `require` are alike.
 */
export function startHttpCapture(tools: CaptureTools): () => void {
  const stops = [startServerCapture(tools), startClientCapture(tools)];
  return () => {
    for (const stop of stops) stop();
  };
}

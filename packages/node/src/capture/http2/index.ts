import type { CaptureTools } from '../capture.ts';
import { startHttp2Client } from './client.ts';
import { startHttp2Server } from './server.ts';

/** Spans and durations of streams that `node:http2` serves and opens. */
export function startHttp2Capture(tools: CaptureTools): () => void {
  const stops = [startHttp2Server(tools), startHttp2Client(tools)];
  return () => {
    for (const stop of stops) stop();
  };
}

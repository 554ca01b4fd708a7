import type { CaptureTools } from '../capture.ts';
import { startHttp2Client } from './client.ts';
import { startHttp2Server } from './server.ts';

/** Which of the two channels spoke first, and what it said: whoever begins to listen now would miss it. */
export interface FirstStream {
  readonly side: 'server' | 'client';
  readonly message: unknown;
}

/** Spans and durations of streams that `node:http2` serves and opens, from the first one on. */
export function startHttp2Streams(tools: CaptureTools, { side, message }: FirstStream): () => void {
  const stops = [
    startHttp2Server(tools, side === 'server' ? message : undefined),
    startHttp2Client(tools, side === 'client' ? message : undefined),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

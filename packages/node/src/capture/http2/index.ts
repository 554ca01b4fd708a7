import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import type { FirstStream } from './streams.ts';

const SIDES = ['server', 'client'] as const;

/** `node:http2`: what sees its streams is in a file of its own, loaded with the first of them. */
export function startHttp2Capture(tools: CaptureTools): () => void {
  let stop: (() => void) | undefined;
  const unsubscribes = SIDES.map((side: FirstStream['side']) => {
    const channel = `http2.${side}.stream.created`;
    const open = guarded('http2 capture', (message: unknown) => {
      if (stop !== undefined) return;
      stop = (): void => {};
      quieten();
      stop = loadPart('network').startHttp2Streams(tools, { side, message });
    });
    subscribe(channel, open);
    return () => void unsubscribe(channel, open);
  });
  const quieten = (): void => {
    for (const each of unsubscribes) each();
  };
  return () => {
    quieten();
    stop?.();
  };
}

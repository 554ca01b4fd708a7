import { loadPart } from '../../load-part.ts';
import type { CaptureTools } from '../capture.ts';
import { captureCalls } from '../hooked-calls.ts';
import type { GrpcCalls } from './calls/index.ts';

/** `@grpc/grpc-js`: spans and durations of calls made and served, with the context in their metadata. */
export function startGrpcCapture(tools: CaptureTools): () => void {
  let isOn = true;
  let loaded: GrpcCalls | undefined;
  // Most programs never get here: the rest is in a file of its own.
  const calls = (): GrpcCalls => {
    loaded ??= loadPart('grpc').createGrpcCalls(tools, () => isOn);
    return loaded;
  };
  const stops = [
    // Metadata stands behind the path, two functions and the request, where that is one message.
    captureCalls('sightglass:grpc:call', (call) => calls().made(call, 4)),
    captureCalls('sightglass:grpc:stream', (call) => calls().made(call, 3)),
    captureCalls('sightglass:grpc:register', (call) => calls().registered(call)),
  ];
  return () => {
    isOn = false;
    for (const stop of stops) stop();
  };
}

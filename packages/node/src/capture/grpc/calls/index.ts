import { METRIC_RPC_CLIENT_CALL_DURATION, METRIC_RPC_SERVER_CALL_DURATION } from '@sightglass/api/semconv';
import type { CaptureTools } from '../../capture.ts';
import { createDurationHistogram } from '../../duration-histogram.ts';
import type { HookedCall } from '../../hooked-calls.ts';
import { createGrpcClient } from './client.ts';
import type { BeginGrpcCall } from './client.ts';
import { createGrpcServer } from './server.ts';

/** What is done with the calls that our patch makes visible. */
export interface GrpcCalls {
  readonly made: BeginGrpcCall;
  readonly registered: (call: HookedCall) => undefined;
}

export function createGrpcCalls({ tracer, meter }: CaptureTools, isOn: () => boolean): GrpcCalls {
  return {
    made: createGrpcClient(tracer, createDurationHistogram(meter, METRIC_RPC_CLIENT_CALL_DURATION)),
    registered: createGrpcServer(tracer, createDurationHistogram(meter, METRIC_RPC_SERVER_CALL_DURATION), isOn),
  };
}

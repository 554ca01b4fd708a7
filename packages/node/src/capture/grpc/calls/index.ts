import type { Histogram } from '@opentelemetry/api';
import { METRIC_RPC_CLIENT_CALL_DURATION, METRIC_RPC_SERVER_CALL_DURATION } from '@sightglass/api/semconv';
import type { CaptureTools } from '../../capture.ts';
import type { HookedCall } from '../../hooked-calls.ts';
import { createGrpcClient } from './client.ts';
import type { BeginGrpcCall } from './client.ts';
import { createGrpcServer } from './server.ts';

/** In seconds, as the conventions advise: https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/ */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** What is done with the calls that our patch makes visible. */
export interface GrpcCalls {
  readonly made: BeginGrpcCall;
  readonly registered: (call: HookedCall) => undefined;
}

export function createGrpcCalls({ tracer, meter }: CaptureTools, isOn: () => boolean): GrpcCalls {
  const histogram = (name: string): Histogram =>
    meter.createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: BOUNDS } });
  return {
    made: createGrpcClient(tracer, histogram(METRIC_RPC_CLIENT_CALL_DURATION)),
    registered: createGrpcServer(tracer, histogram(METRIC_RPC_SERVER_CALL_DURATION), isOn),
  };
}

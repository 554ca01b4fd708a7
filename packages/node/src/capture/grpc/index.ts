import { METRIC_RPC_CLIENT_CALL_DURATION, METRIC_RPC_SERVER_CALL_DURATION } from '@sightglass/api/semconv';
import type { CaptureTools } from '../capture.ts';
import { startGrpcClientCapture } from './client.ts';
import { startGrpcServerCapture } from './server.ts';

/** In seconds, as the conventions advise: https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/ */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** `@grpc/grpc-js`: spans and durations of calls made and served, with the context in their metadata. */
export function startGrpcCapture({ tracer, meter }: CaptureTools): () => void {
  const histogram = (name: string): ReturnType<typeof meter.createHistogram> =>
    meter.createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: BOUNDS } });
  const stops = [
    startGrpcClientCapture(tracer, histogram(METRIC_RPC_CLIENT_CALL_DURATION)),
    startGrpcServerCapture(tracer, histogram(METRIC_RPC_SERVER_CALL_DURATION)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

import type { Histogram, Meter } from '@opentelemetry/api';

/**
 * In seconds, as the conventions advise for requests of every kind: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/,
 * https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/, https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** A histogram of how long requests, calls or the work on messages took. */
export function createDurationHistogram(meter: Meter, name: string, description = ''): Histogram {
  return meter.createHistogram(name, {
    description,
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
}

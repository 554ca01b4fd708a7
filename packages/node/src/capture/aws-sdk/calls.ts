// https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/, https://opentelemetry.io/docs/specs/semconv/object-stores/s3/
import { performance } from 'node:perf_hooks';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_AWS_S3_BUCKET,
  ATTR_ERROR_TYPE,
  ATTR_RPC_METHOD,
  ATTR_RPC_SYSTEM_NAME,
  METRIC_RPC_CLIENT_CALL_DURATION,
} from '@sightglass/api/semconv';
import { contextWithSpan, currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { readFailure } from '../database/failure.ts';
import { createDurationHistogram } from '../duration-histogram.ts';
import type { HookedCall, RunningCall } from '../hooked-calls.ts';
import { answerAttributes, readRequest, tellRegion } from './request.ts';
import type { AwsRequest } from './request.ts';
import { createSqsCalls } from './sqs.ts';

export type BeginAwsCall = (call: HookedCall) => RunningCall | undefined;

/** What sees a command that a client is about to send. */
export function createAwsCalls(tools: CaptureTools): BeginAwsCall {
  const beginMessages = createSqsCalls(tools);
  const beginAny = createRpcCalls(tools);
  return (call) => {
    const request = readRequest(call);
    if (request === undefined) return undefined;
    return beginMessages(call, request) ?? beginAny(request);
  };
}

function createRpcCalls({ tracer, meter }: CaptureTools): (request: AwsRequest) => RunningCall {
  const duration = createDurationHistogram(meter, METRIC_RPC_CLIENT_CALL_DURATION);
  return (request) => {
    const { service, operation, input } = request;
    const method = `${service}/${operation}`;
    const series: Attributes = { [ATTR_RPC_SYSTEM_NAME]: 'aws-api', [ATTR_RPC_METHOD]: method };
    const bucket = service === 'S3' ? input['Bucket'] : undefined;
    const attributes = { ...series, [ATTR_AWS_S3_BUCKET]: typeof bucket === 'string' ? bucket : undefined };
    const parent = currentContext();
    const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, parent);
    tellRegion(request, span);
    const startedMs = performance.now();
    return {
      context: contextWithSpan(parent, span),
      end(outcome) {
        const failure = outcome.failed ? readFailure(outcome.error) : undefined;
        const end = { ...series, [ATTR_ERROR_TYPE]: failure?.type };
        duration.record((performance.now() - startedMs) / 1000, end);
        span.setAttributes({ ...answerAttributes(outcome), [ATTR_ERROR_TYPE]: failure?.type });
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
        span.end();
      },
    };
  };
}

import type { ServerResponse } from 'node:http';
import type { Attributes, Meter } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_SCHEME,
  METRIC_HTTP_SERVER_ACTIVE_REQUESTS,
  METRIC_HTTP_SERVER_REQUEST_BODY_SIZE,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_HTTP_SERVER_RESPONSE_BODY_SIZE,
} from '@sightglass/api/semconv';
import { createDurationHistogram } from '../duration-histogram.ts';
import { bindCounter } from '../recorder.ts';
import type { Recorder } from '../recorder.ts';
import { createBoundHistogram } from './bound-instruments.ts';
import type { RequestFacts } from './bound-instruments.ts';
import type { Outcome } from './outcome.ts';
import type { ServedRequest } from './served-request.ts';
import { bodySizesOf } from './server-attributes.ts';

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-server */
export interface ServerMetrics {
  begin(served: ServedRequest): void;
  /**
   * @param now reading of `performance.now()`
   * @param response whose bodies are measured, where that is asked for
   */
  end(served: ServedRequest, outcome: Outcome, now: number, response?: ServerResponse): void;
}

/** @param hasBodySizes whether sizes of bodies are measured too */
export function createServerMetrics(meter: Meter, hasBodySizes: boolean): ServerMetrics {
  // Made when the first request is over: that one has its answer by then.
  let record: ReturnType<typeof createBoundHistogram> | undefined;
  const active = createActiveRequests(meter);
  const recordSizes = hasBodySizes ? createBodySizes(meter) : undefined;
  return {
    begin: ({ method, scheme }) => active(method, scheme).record(1),
    end: (served, { status, errorType }, now, response) => {
      const { method, scheme, version, route, began } = served;
      active(method, scheme).record(-1);
      const facts: RequestFacts = { group: route, method, scheme, version, port: undefined, status, errorType };
      record ??= createDurations(meter);
      record((now - began) / 1000, facts);
      if (response !== undefined) recordSizes?.(response, facts);
    },
  };
}

function createDurations(meter: Meter): ReturnType<typeof createBoundHistogram> {
  return createBoundHistogram(
    createDurationHistogram(meter, METRIC_HTTP_SERVER_REQUEST_DURATION, 'Duration of HTTP server requests.'),
    attributesOf,
  );
}

function createActiveRequests(meter: Meter): (method: string, scheme: string) => Recorder {
  const counter = meter.createUpDownCounter(METRIC_HTTP_SERVER_ACTIVE_REQUESTS, {
    description: 'Number of active HTTP server requests.',
    unit: '{request}',
  });
  const plain = new Map<string, Recorder>();
  const encrypted = new Map<string, Recorder>();
  return (method, scheme) => {
    const byMethod = scheme === 'https' ? encrypted : plain;
    let recorder = byMethod.get(method);
    if (recorder === undefined) {
      recorder = bindCounter(counter, { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_SCHEME]: scheme });
      byMethod.set(method, recorder);
    }
    return recorder;
  };
}

function createBodySizes(meter: Meter): (response: ServerResponse, facts: RequestFacts) => void {
  const [requests, responses] = [
    { name: METRIC_HTTP_SERVER_REQUEST_BODY_SIZE, description: 'Size of HTTP server request bodies.' },
    { name: METRIC_HTTP_SERVER_RESPONSE_BODY_SIZE, description: 'Size of HTTP server response bodies.' },
  ].map(({ name, description }) =>
    createBoundHistogram(meter.createHistogram(name, { description, unit: 'By' }), attributesOf),
  );
  return (response, facts) => {
    const { requestBytes, responseBytes } = bodySizesOf(response);
    if (requestBytes !== undefined) requests?.(requestBytes, facts);
    if (responseBytes !== undefined) responses?.(responseBytes, facts);
  };
}

function attributesOf({ group, method, scheme, version, status, errorType }: RequestFacts): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_SCHEME]: scheme,
    ...(version === undefined ? {} : { [ATTR_NETWORK_PROTOCOL_VERSION]: version }),
    ...(group === undefined ? {} : { [ATTR_HTTP_ROUTE]: group }),
    ...(status === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
    ...(errorType === undefined ? {} : { [ATTR_ERROR_TYPE]: errorType }),
  };
}

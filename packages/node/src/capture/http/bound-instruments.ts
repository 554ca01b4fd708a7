import type { Attributes, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_SCHEME,
} from '@sightglass/api/semconv';

/** In seconds: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Most sets of attributes whose series are kept at hand; beyond, each recording finds its own. */
const MAX_BOUND = 512;

/** What is said of a request with its duration. */
export interface RequestFacts {
  readonly method: string;
  readonly scheme: string;
  readonly version: string;
  readonly route: string | undefined;
  readonly status: number | undefined;
  readonly errorType: string | undefined;
}

/** An instrument with its attributes fixed. */
export interface Recorder {
  record(value: number): void;
}

interface Bound {
  readonly facts: RequestFacts;
  readonly recorder: Recorder;
}

export function createDurationHistogram(meter: Meter, name: string, description: string): Histogram {
  return meter.createHistogram(name, {
    description,
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
}

/** Records through series that are found by a few comparisons instead of a lookup. */
export function createBoundHistogram(histogram: Histogram): (value: number, facts: RequestFacts) => void {
  const byRoute = new Map<string | undefined, Bound[]>();
  let count = 0;
  return (value, facts) => {
    let bounds = byRoute.get(facts.route);
    if (bounds !== undefined) {
      for (const bound of bounds) {
        if (isSame(bound.facts, facts)) {
          bound.recorder.record(value);
          return;
        }
      }
    }
    const attributes = attributesOf(facts);
    if (count >= MAX_BOUND) {
      histogram.record(value, attributes);
      return;
    }
    count++;
    const recorder = bindHistogram(histogram, attributes);
    if (bounds === undefined) byRoute.set(facts.route, (bounds = []));
    const { method, scheme, version, route, status, errorType } = facts;
    bounds.push({ facts: { method, scheme, version, route, status, errorType }, recorder });
    recorder.record(value);
  };
}

// What the stock SDK makes cannot be bound: it is asked with the attributes each time.

function bindHistogram(histogram: Histogram, attributes: Attributes): Recorder {
  return isBindable(histogram)
    ? histogram.bind(attributes)
    : { record: (value) => histogram.record(value, attributes) };
}

export function bindCounter(counter: UpDownCounter, attributes: Attributes): Recorder {
  return isBindable(counter) ? counter.bind(attributes) : { record: (value) => counter.add(value, attributes) };
}

function isBindable(instrument: object): instrument is { bind(attributes: Attributes): Recorder } {
  return 'bind' in instrument && typeof instrument.bind === 'function';
}

function isSame(one: RequestFacts, other: RequestFacts): boolean {
  return (
    one.status === other.status &&
    one.method === other.method &&
    one.errorType === other.errorType &&
    one.version === other.version &&
    one.scheme === other.scheme
  );
}

function attributesOf({ method, scheme, version, route, status, errorType }: RequestFacts): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_SCHEME]: scheme,
    [ATTR_NETWORK_PROTOCOL_VERSION]: version,
    ...(route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route }),
    ...(status === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
    ...(errorType === undefined ? {} : { [ATTR_ERROR_TYPE]: errorType }),
  };
}

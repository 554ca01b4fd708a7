import { id, nano, resource, text } from './otlp.ts';

export interface Given {
  service: string;
  /** Requests, and how many of them failed. */
  requests: number;
  failed: number;
  durationMs: number;
}

/** One service fails, one is well, one only calls. */
export const SERVICES: readonly Given[] = [
  { service: 'checkout', requests: 400, failed: 60, durationMs: 42 },
  { service: 'search', requests: 900, failed: 0, durationMs: 7.5 },
  { service: 'payments', requests: 60, failed: 3, durationMs: 310 },
];

/** Minutes before its end that the population covers. */
export const MINUTES = 20;

/** One request of a service. */
export interface Request {
  traceId: string;
  /** Of the span that answered it. */
  spanId: string;
  startMs: number;
  isFailed: boolean;
}

export const LARGE_TRACE_SPANS = 10_000;

/** Id of the one trace with {@link LARGE_TRACE_SPANS} spans. */
export const LARGE_TRACE_ID: string = id(16, 'large');

function span(name: string, startMs: number, durationMs: number, more: object): object {
  return { name, startTimeUnixNano: nano(startMs), endTimeUnixNano: nano(startMs + durationMs), ...more };
}

function body(service: string, spans: readonly object[]): object {
  return { resourceSpans: [{ resource: resource(service), scopeSpans: [{ scope: { name: 'population' }, spans }] }] };
}

/** Ids and time of one request of a service. */
export function requestOf({ service, requests, failed }: Given, i: number, endMs: number): Request {
  return {
    traceId: id(16, `${service} ${i}`),
    spanId: id(8, `${service} ${i}`),
    startMs: endMs - MINUTES * 60_000 + ((i + 0.5) * MINUTES * 60_000) / requests,
    // Spread over the whole time, so that no minute is without one.
    isFailed: Math.floor(((i + 1) * failed) / requests) > Math.floor((i * failed) / requests),
  };
}

/** Requests of each service, spread evenly over the 20 minutes that end at `endMs`; each is a trace of two spans. */
export function requestBodies(endMs: number): object[] {
  return SERVICES.map((given) => {
    const { service, requests, durationMs } = given;
    const spans = Array.from({ length: requests }, (_, i) => {
      const { traceId, spanId, startMs: start, isFailed } = requestOf(given, i, endMs);
      const status = isFailed ? { status: { code: 2, message: 'the voucher is unknown' } } : {};
      const attributes = [
        text('http.route', `/${service}/:id`),
        { key: 'http.response.status_code', value: { intValue: isFailed ? 500 : 200 } },
      ];
      return [
        span(`GET /${service}/:id`, start, durationMs, { traceId, spanId, kind: 2, attributes, ...status }),
        span('SELECT items', start + 1, durationMs / 2, {
          traceId,
          spanId: id(8, `${service} ${i} select`),
          parentSpanId: spanId,
          kind: 3,
          attributes: [text('db.system.name', 'sqlite')],
        }),
      ];
    });
    return body(service, spans.flat());
  });
}

/** A trace through three services: a root, 99 batches below it, and the items of each. */
export function largeTraceBodies(endMs: number): object[] {
  const start = endMs - 90_000;
  const traceId = LARGE_TRACE_ID;
  const rootId = id(8, 'large root');
  const root = span('POST /import', start, 9000, { traceId, spanId: rootId, kind: 2 });
  const batches: object[] = [];
  const items: object[] = [];
  for (let b = 0; b < 99; b++) {
    const batchId = id(8, `large ${b}`);
    const at = start + 50 + b * 90;
    batches.push(span(`batch ${b}`, at, 85, { traceId, spanId: batchId, parentSpanId: rootId, kind: 1 }));
    const count = b < 98 ? 100 : LARGE_TRACE_SPANS - 1 - 99 - 98 * 100;
    for (let i = 0; i < count; i++) {
      const broken = b === 41 && i === 17 ? { status: { code: 2, message: 'item 17 is torn' } } : {};
      items.push(
        span(`write item ${i}`, at + i * 0.8, 0.7, {
          traceId,
          spanId: id(8, `large ${b} ${i}`),
          parentSpanId: batchId,
          kind: 3,
          attributes: [{ key: 'item.number', value: { intValue: i } }],
          ...broken,
        }),
      );
    }
  }
  return [body('import', [root]), body('batcher', batches), body('writer', items)];
}

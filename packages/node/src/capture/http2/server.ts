import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Http2Stream } from 'node:http2';
import { performance } from 'node:perf_hooks';
import { propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { storage } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { startDescribed } from '../http/described-span.ts';
import { knownMethod, nameOfMethod } from '../http/methods.ts';
import { addOpen, removeOpen } from '../http/open-requests.ts';
import { ServedRequest } from '../http/served-request.ts';
import { describeRequest, targetOf } from '../http/server-attributes.ts';
import { createServerMetrics } from '../http/server-metrics.ts';
import { endServerSpan } from '../http/server-span.ts';
import { isGrpc, isStreamMessage, peerOf, resetOf, statusOf } from './stream.ts';

/**
 * Streams that `node:http2` serves, through its own interface or the one that is like that of HTTP/1.
 *
 * @param first message of the channel that is on its way while this starts
 */
export function startHttp2Server({ tracer, meter, settings }: CaptureTools, first: unknown): () => void {
  const { http, sends } = settings;
  const carriers = propagation.fields();
  const metrics = sends.metrics ? createServerMetrics(meter, false) : undefined;
  const ignored = ROOT_CONTEXT.setValue(SUPPRESS_TRACING_KEY, true);
  const open = new WeakMap<Http2Stream, ServedRequest>();

  const begin = guarded('http2 server capture', (message: unknown) => {
    if (!isStreamMessage(message) || isGrpc(message.headers)) return;
    const { stream, headers } = message;
    const target = targetOf(headers[':path'] ?? '/');
    if (http.isIgnoredPath(target.path)) {
      storage.enterWith(ignored);
      return;
    }
    const isCalled = carriers.some((name) => headers[name] !== undefined);
    const parent = isCalled ? propagation.extract(ROOT_CONTEXT, headers) : ROOT_CONTEXT;
    const scheme = headers[':scheme'] === 'https' ? 'https' : 'http';
    const given = headers[':method'] ?? 'GET';
    const method = knownMethod(given);
    const now = performance.now();
    const span = startDescribed(tracer, nameOfMethod(method), SpanKind.SERVER, parent, now, () =>
      describeRequest(
        { method: given, httpVersion: '2', headers, socket: peerOf(stream) },
        { method, scheme, target, host: headers[':authority'] ?? headers.host, settings: http },
      ),
    );
    const served = new ServedRequest(parent, span, now, method, scheme, '2');
    addOpen(served);
    metrics?.begin(served);
    open.set(stream, served);
    if (!stream.endAfterHeaders) runEventsIn(stream, served);
    storage.enterWith(served.context);
  });

  const end = guarded('http2 server capture', (message: unknown) => {
    const served = isStreamMessage(message) ? open.get(message.stream) : undefined;
    if (served === undefined || !isStreamMessage(message)) return;
    const { stream } = message;
    open.delete(stream);
    removeOpen(served);
    served.settleRoute();
    const now = performance.now();
    const status = statusOf(stream.sentHeaders);
    const errorType = resetOf(stream) ?? (status === undefined ? 'CANCEL' : status >= 500 ? String(status) : undefined);
    const outcome = { status, errorType, message: undefined };
    metrics?.end(served, outcome, now);
    if (served.span.isRecording()) endServerSpan(served, outcome, now);
  });

  // `close` is published with the stream alone, after all that the program can say of it.
  begin(first);
  // Node may still come by with the first one.
  const beginNext = (message: unknown): void => {
    if (message !== first) begin(message);
  };
  subscribe('http2.server.stream.created', beginNext);
  subscribe('http2.server.stream.close', end);
  return () => {
    unsubscribe('http2.server.stream.created', beginNext);
    unsubscribe('http2.server.stream.close', end);
  };
}

/** A body comes in frames of its own, which are emitted without the request's context. */
function runEventsIn(stream: Http2Stream, { context }: ServedRequest): void {
  stream.emit = function (this: Http2Stream, ...args: Parameters<Http2Stream['emit']>): boolean {
    const emit: Http2Stream['emit'] = Reflect.get(Object.getPrototypeOf(this), 'emit');
    return storage.run(context, () => Reflect.apply(emit, this, args));
  };
}

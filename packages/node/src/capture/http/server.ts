import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { storage } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { startDescribed } from './described-span.ts';
import { keepAlike } from './keep-alike.ts';
import { knownMethod, nameOfMethod } from './methods.ts';
import { addOpen, removeOpen } from './open-requests.ts';
import { outcomeOf } from './outcome.ts';
import { createHeadReader } from './request-head.ts';
import { markServed, ServedRequest, servedOf, takeServed } from './served-request.ts';
import { describeRequest, describeResponse, targetOf } from './server-attributes.ts';
import { createServerMetrics } from './server-metrics.ts';
import { endServerSpan } from './server-span.ts';

const CHANNEL = 'http.server.request.start';

interface StartMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Requests that `node:http` and `node:https` serve. Node publishes each on a channel before the program sees it; upgrades,
 * CONNECT and what is not HTTP it does not publish, and they are left alone.
 */
export function startServerCapture({ tracer, meter, settings }: CaptureTools): () => void {
  const { http, sends } = settings;
  const readHead = createHeadReader(propagation.fields());
  const metrics = sends.metrics ? createServerMetrics(meter, http.bodySizes) : undefined;
  const ignored = ROOT_CONTEXT.setValue(SUPPRESS_TRACING_KEY, true);
  const asksOfResponse = http.bodySizes || http.headers.serverResponse.length > 0;

  const end = guarded('http server capture', (response: ServerResponse) => {
    const served = takeServed(response);
    if (served === undefined) return;
    removeOpen(served);
    served.settleRoute();
    const now = performance.now();
    const outcome = outcomeOf(response);
    metrics?.end(served, outcome, now, response);
    if (!served.span.isRecording()) return;
    if (asksOfResponse) served.span.setAttributes(describeResponse(response, http));
    endServerSpan(served, outcome, now);
  });

  // One function for all responses: what it needs stands on the response. `close` comes after `finish`, so that what the
  // program sets there counts, and also where the caller went away and nothing finished.
  function onClose(this: ServerResponse): void {
    end(this);
  }

  const begin = guarded('http server capture', (message: unknown) => {
    if (!isStart(message)) return;
    const { request, response } = message;
    keepAlike(request.socket);
    const target = targetOf(request.url ?? '/');
    if (http.isIgnoredPath(target.path)) {
      storage.enterWith(ignored);
      return;
    }
    const { isCalled, hasBody } = readHead(request.rawHeaders);
    // Never from the store: on a kept-alive connection Node 22 has that of the request before here.
    const parent = isCalled ? propagation.extract(ROOT_CONTEXT, request.headers) : ROOT_CONTEXT;
    const scheme = 'encrypted' in request.socket ? 'https' : 'http';
    const method = knownMethod(request.method ?? 'GET');
    const now = performance.now();
    const span = startDescribed(tracer, nameOfMethod(method), SpanKind.SERVER, parent, now, () =>
      describeRequest(request, { method, scheme, target, host: request.headers.host, settings: http }),
    );
    const served = new ServedRequest(parent, span, now, method, scheme, request.httpVersion);
    addOpen(served);
    metrics?.begin(served);
    markServed(response, served);
    response.on('close', onClose);
    if (hasBody) {
      markServed(request, served);
      request.emit = emitInContext;
    }
    storage.enterWith(served.context);
  });

  subscribe(CHANNEL, begin);
  return () => unsubscribe(CHANNEL, begin);
}

/**
 * The body of a request that is not there yet comes in packets of its own, which Node 24 and later emit without the
 * request's context.
 */
function emitInContext(this: IncomingMessage, ...args: Parameters<IncomingMessage['emit']>): boolean {
  const context = servedOf(this)?.context;
  // That of its class, which need not be Node's.
  const emit: IncomingMessage['emit'] = Reflect.get(Object.getPrototypeOf(this), 'emit');
  return storage.run(context ?? ROOT_CONTEXT, () => Reflect.apply(emit, this, args));
}

function isStart(message: unknown): message is StartMessage {
  return isRecord(message) && isRecord(message['request']) && isRecord(message['response']);
}

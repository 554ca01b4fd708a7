import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { propagation } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_HEADER,
  ATTR_HTTP_RESPONSE_HEADER,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { contextWithSpan, currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { createClientDurations, tellClientOutcome } from '../http/client-outcome.ts';
import { startClientSpan } from '../http/client-span.ts';
import { keepAlike } from '../http/keep-alike.ts';
import { knownMethod, nameOfMethod } from '../http/methods.ts';
import { describeUndiciRequest } from './describe.ts';
import { createTargets } from './target.ts';
import type { UndiciTarget } from './target.ts';
import { headersNamed, isUndiciRequest, isUndiciResponse, setHeader } from './undici-request.ts';
import type { UndiciRequest } from './undici-request.ts';

interface Call {
  readonly span: Span;
  readonly method: string;
  readonly target: UndiciTarget;
  /** Reading of `performance.now()`. */
  readonly began: number;
  status: number | undefined;
  version: string | undefined;
}

/** Kept on the request itself: in a WeakMap each of them costs a request more than all the rest of its capture. */
const CALL: unique symbol = Symbol('sightglass.undici');

interface Marked {
  [CALL]?: Call | undefined;
}

const SETTER = { set: setHeader };

/**
 * Requests made with `fetch` and undici, one span for each hop of a redirect. All but the first channel speak in the context
 * of whichever request uses the connection: calls are found by the request object alone.
 */
export function startUndiciCapture({ tracer, meter, settings }: CaptureTools): () => void {
  const { http, sends } = settings;
  const record = sends.metrics ? createClientDurations(meter) : undefined;
  const targetOf = createTargets();

  const create = ({ request }: Message): void => {
    const context = currentContext();
    if (!isUndiciRequest(request) || request.method === 'CONNECT') return;
    if (context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    const target = targetOf(request);
    if (target === undefined) return;
    const method = knownMethod(request.method);
    const began = performance.now();
    const span = startClientSpan(tracer, nameOfMethod(method), context, began, () =>
      describeUndiciRequest(request, method, target),
    );
    propagation.inject(contextWithSpan(context, span), request, SETTER);
    keepCall(request, { span, method, target, began, status: undefined, version: undefined });
  };

  const sendHeaders = ({ request, socket }: Message): void => {
    const call = callOf(request);
    if (call === undefined || !isRecord(socket)) return;
    const { alpnProtocol } = socket;
    keepAlike(socket);
    call.version = alpnProtocol === 'h2' ? '2' : '1.1';
    if (!call.span.isRecording()) return;
    const { span } = call;
    const { remoteAddress, remotePort } = socket;
    span.setAttribute(ATTR_NETWORK_PROTOCOL_VERSION, call.version);
    if (typeof remoteAddress === 'string') span.setAttribute(ATTR_NETWORK_PEER_ADDRESS, remoteAddress);
    if (typeof remotePort === 'number') span.setAttribute(ATTR_NETWORK_PEER_PORT, remotePort);
    const { clientRequest } = http.headers;
    if (clientRequest.length === 0 || !isUndiciRequest(request)) return;
    for (const [name, values] of headersNamed(clientRequest, request.headers))
      span.setAttribute(ATTR_HTTP_REQUEST_HEADER(name), values);
  };

  const headers = ({ request, response }: Message): void => {
    const call = callOf(request);
    if (call === undefined || !isUndiciResponse(response)) return;
    call.status = response.statusCode;
    if (!call.span.isRecording()) return;
    call.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, response.statusCode);
    const { clientResponse } = http.headers;
    if (clientResponse.length === 0) return;
    for (const [name, values] of headersNamed(clientResponse, response.headers))
      call.span.setAttribute(ATTR_HTTP_RESPONSE_HEADER(name), values);
  };

  const finish = ({ request, error }: Message): void => {
    const call = takeCall(request);
    if (call === undefined) return;
    const { span, method, target, began, status, version } = call;
    const { scheme, address, port } = target;
    // The program gave up by itself: nothing failed.
    const thrown = isRecord(error) && error['name'] === 'AbortError' ? undefined : error;
    const outcome = { method, scheme, address, port, version, status, error: thrown };
    tellClientOutcome(span, outcome);
    span.end();
    record?.((performance.now() - began) / 1000, outcome);
  };

  const stops = [
    listenTo('undici:request:create', create),
    listenTo('undici:client:sendHeaders', sendHeaders),
    listenTo('undici:request:headers', headers),
    listenTo('undici:request:trailers', finish),
    listenTo('undici:request:error', finish),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function keepCall(request: UndiciRequest & Marked, call: Call): void {
  request[CALL] = call;
}

function callOf(request: (object & Marked) | null | undefined): Call | undefined {
  return request?.[CALL];
}

/** What was kept, once: trailers and an error may both come. */
function takeCall(request: (object & Marked) | null | undefined): Call | undefined {
  const call = request?.[CALL];
  if (call !== undefined && request) request[CALL] = undefined;
  return call;
}

interface Message {
  readonly request?: (object & Marked) | null;
  readonly response?: unknown;
  readonly socket?: unknown;
  readonly error?: unknown;
}

function listenTo(channel: string, handle: (message: Message) => void): () => void {
  const listener = guarded('undici capture', (message: unknown) => {
    if (isRecord(message)) handle(message);
  });
  subscribe(channel, listener);
  return () => unsubscribe(channel, listener);
}

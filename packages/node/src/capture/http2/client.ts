import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Http2Stream, IncomingHttpHeaders } from 'node:http2';
import { performance } from 'node:perf_hooks';
import { propagation, SpanKind } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { contextWithSpan, currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { createClientDurations, tellClientOutcome } from '../http/client-outcome.ts';
import { knownMethod, nameOfMethod } from '../http/methods.ts';
import { wrapSessionRequests } from './session-requests.ts';
import { isGrpc, isStreamMessage, peerOf, resetOf, statusOf } from './stream.ts';
import type { StreamMessage } from './stream.ts';

interface Call {
  readonly span: Span;
  readonly method: string;
  readonly given: string;
  /** Reading of `performance.now()`. */
  readonly began: number;
  url: URL | undefined;
  status: number | undefined;
  error: unknown;
}

/**
 * Streams that the program opens through `node:http2`. The context goes with all but the first one of a process.
 *
 * @param first message of `created` that is on its way while this starts
 */
export function startHttp2Client({ tracer, meter, settings }: CaptureTools, first: unknown): () => void {
  const calls = new WeakMap<Http2Stream, Call>();
  const record = settings.sends.metrics ? createClientDurations(meter) : undefined;
  /** Begun in `request`, until Node publishes its stream within that same call. */
  let coming: Call | undefined;

  const start = (headers: Readonly<IncomingHttpHeaders>): Call | undefined => {
    const context = currentContext();
    const given = headers[':method'] ?? 'GET';
    if (given === 'CONNECT' || isGrpc(headers) || context.getValue(SUPPRESS_TRACING_KEY) === true) return undefined;
    const method = knownMethod(given);
    const began = performance.now();
    const span = tracer.startSpan(nameOfMethod(method), { kind: SpanKind.CLIENT }, context);
    return { span, method, given, began, url: undefined, status: undefined, error: undefined };
  };

  const begin = guarded('http2 client capture', (given: unknown, added: Record<string, string>) => {
    coming = start(readHeaders(given));
    if (coming !== undefined) propagation.inject(contextWithSpan(currentContext(), coming.span), added);
  });
  const requests = wrapSessionRequests((given, request) => {
    const added: Record<string, string> = {};
    begin(given, added);
    try {
      return request(added);
    } finally {
      // Still there where Node has refused the request.
      coming?.span.end();
      coming = undefined;
    }
  });

  const created = ({ stream, headers }: StreamMessage): void => {
    requests.meet(stream);
    if (calls.has(stream)) return;
    const call = coming ?? start(headers);
    coming = undefined;
    if (call === undefined) return;
    calls.set(stream, call);
    const address = `${headers[':scheme'] ?? 'http'}://${headers[':authority'] ?? ''}`;
    if (URL.canParse(headers[':path'] ?? '/', address)) call.url = new URL(headers[':path'] ?? '/', address);
    if (call.span.isRecording()) call.span.setAttributes(describe(call, headers));
  };
  const answered = ({ stream, headers }: StreamMessage): void => {
    const call = calls.get(stream);
    if (call === undefined) return;
    call.status = statusOf(headers);
    if (call.status !== undefined) call.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, call.status);
    const { remoteAddress, remotePort } = peerOf(stream);
    if (remoteAddress !== undefined) call.span.setAttribute(ATTR_NETWORK_PEER_ADDRESS, remoteAddress);
    if (remotePort !== undefined) call.span.setAttribute(ATTR_NETWORK_PEER_PORT, remotePort);
  };
  const failed = ({ stream, error }: StreamMessage): void => {
    const call = calls.get(stream);
    if (call !== undefined) call.error = error;
  };
  const closed = ({ stream }: StreamMessage): void => {
    const call = calls.get(stream);
    if (call === undefined) return;
    calls.delete(stream);
    const { span, method, url, status, began } = call;
    const reset = resetOf(stream);
    const error = call.error ?? (reset === undefined ? undefined : { code: reset });
    const scheme = url?.protocol.slice(0, -1) ?? 'http';
    const outcome = { method, scheme, address: url?.hostname ?? '', port: portOf(url), version: '2', status, error };
    tellClientOutcome(span, outcome);
    span.end();
    record?.((performance.now() - began) / 1000, outcome);
  };

  const stops = Object.entries({ created, finish: answered, error: failed, close: closed }).map(([event, handle]) => {
    const channel = `http2.client.stream.${event}`;
    const listener = guarded('http2 client capture', (message: unknown) => {
      if (isStreamMessage(message)) handle(message);
    });
    subscribe(channel, listener);
    return () => unsubscribe(channel, listener);
  });
  if (isStreamMessage(first)) created(first);
  return () => {
    for (const stop of stops) stop();
    requests.stop();
  };
}

function describe({ method, given, url }: Call, headers: Readonly<IncomingHttpHeaders>): Attributes {
  const port = portOf(url);
  const agent = headers['user-agent'];
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_NETWORK_PROTOCOL_VERSION]: '2',
    ...(url === undefined ? {} : { [ATTR_SERVER_ADDRESS]: url.hostname, [ATTR_URL_FULL]: url.href }),
    ...(port === undefined ? {} : { [ATTR_SERVER_PORT]: port }),
    ...(agent === undefined ? {} : { [ATTR_USER_AGENT_ORIGINAL]: agent }),
    ...(method === given ? {} : { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: given }),
  };
}

function portOf(url: URL | undefined): number | undefined {
  if (url === undefined) return undefined;
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** As an object, whichever way they were given. */
function readHeaders(given: unknown): Record<string, string> {
  const pairs = Array.isArray(given)
    ? given.flatMap((name, at) => (at % 2 === 0 ? [[name, given[at + 1]]] : []))
    : Object.entries(isRecord(given) ? given : {});
  return Object.fromEntries(pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}

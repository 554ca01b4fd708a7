// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_BODY_SIZE,
  ATTR_HTTP_REQUEST_HEADER,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_BODY_SIZE,
  ATTR_HTTP_RESPONSE_HEADER,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import type { HttpSettings } from '../capture.ts';
import { Described } from './described.ts';
import { forwardedClientOf, serverAddressOf } from './server-address.ts';

export interface Target {
  readonly path: string;
  /** Without the question mark; undefined where there is none. */
  readonly query: string | undefined;
}

/** The parts of what was asked for: mostly a path, a whole address where a proxy is asked, `*` for the server itself. */
export function targetOf(url: string): Target {
  const question = url.indexOf('?');
  if (url.startsWith('/') || !URL.canParse(url)) {
    if (question === -1) return { path: url, query: undefined };
    return { path: url.slice(0, question), query: question + 1 === url.length ? undefined : url.slice(question + 1) };
  }
  const { pathname, search } = new URL(url);
  return { path: pathname, query: search === '' ? undefined : search.slice(1) };
}

/** What the capture has found out about a request. */
export interface RequestParts {
  readonly method: string;
  readonly scheme: string;
  readonly target: Target;
  /** As the request itself names its server. */
  readonly host: string | undefined;
  readonly settings: HttpSettings;
}

/** What a request is described from: one of Node's, or a stream of HTTP/2 that was read like one. */
export interface Describable {
  readonly method?: string | undefined;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined };
}

/** What is known when a request begins. Values of the query are masked where the span is written. */
export function describeRequest(request: Describable, parts: RequestParts): Described {
  const { method, scheme, target, host, settings } = parts;
  const { headers } = request;
  const { remoteAddress, remotePort } = request.socket;
  const server = serverAddressOf(headers, host, scheme);
  const client = forwardedClientOf(headers) ?? remoteAddress;
  // The same keys in the same order for nearly every request: the encoder remembers them by their place.
  const described = new Described()
    .add(ATTR_HTTP_REQUEST_METHOD, method)
    .add(ATTR_URL_SCHEME, scheme)
    .add(ATTR_URL_PATH, target.path)
    .add(ATTR_NETWORK_PROTOCOL_VERSION, request.httpVersion)
    .add(ATTR_SERVER_ADDRESS, server?.host)
    .add(ATTR_SERVER_PORT, server?.port)
    .add(ATTR_NETWORK_PEER_ADDRESS, remoteAddress)
    .add(ATTR_NETWORK_PEER_PORT, remotePort)
    .add(ATTR_CLIENT_ADDRESS, client)
    .add(ATTR_USER_AGENT_ORIGINAL, headers['user-agent'])
    .add(ATTR_URL_QUERY, target.query);
  if (method !== request.method) described.add(ATTR_HTTP_REQUEST_METHOD_ORIGINAL, request.method);
  for (const name of settings.headers.serverRequest) {
    const value = request.headers[name];
    if (value !== undefined) described.add(ATTR_HTTP_REQUEST_HEADER(name), Array.isArray(value) ? value : [value]);
  }
  return described;
}

/** What the settings ask for of a response that is over. */
export function describeResponse(response: ServerResponse, settings: HttpSettings): Record<string, string[] | number> {
  const attributes: Record<string, string[] | number> = {};
  for (const name of settings.headers.serverResponse) {
    const value = response.getHeader(name);
    if (value === undefined) continue;
    attributes[ATTR_HTTP_RESPONSE_HEADER(name)] = Array.isArray(value) ? value : [String(value)];
  }
  if (!settings.bodySizes) return attributes;
  const { requestBytes, responseBytes } = bodySizesOf(response);
  if (requestBytes !== undefined) attributes[ATTR_HTTP_REQUEST_BODY_SIZE] = requestBytes;
  if (responseBytes !== undefined) attributes[ATTR_HTTP_RESPONSE_BODY_SIZE] = responseBytes;
  return attributes;
}

/** Sizes that were declared; those of chunked bodies are not known. */
export function bodySizesOf(response: ServerResponse): {
  requestBytes: number | undefined;
  responseBytes: number | undefined;
} {
  // `end(body)` alone declares the length without a header that could be asked for.
  const declared: unknown = response.getHeader('content-length') ?? Reflect.get(response, '_contentLength');
  return { requestBytes: sizeOf(response.req.headers['content-length']), responseBytes: sizeOf(declared) };
}

function sizeOf(declared: unknown): number | undefined {
  if (declared === undefined || declared === null) return undefined;
  const bytes = Number(declared);
  return Number.isInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

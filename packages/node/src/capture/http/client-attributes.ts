// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_HEADER,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_HEADER,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import type { HttpSettings } from '../capture.ts';

/** Where a request goes. */
export interface ClientTarget {
  readonly address: string;
  /** Undefined where the request does not tell: it is that of the connection, then. */
  readonly port: number | undefined;
}

export function clientTargetOf(request: ClientRequest): ClientTarget {
  const address = request.host;
  // Node keeps no port in a request, but writes it into the `Host` header, unless the program wrote its own.
  const written = request.getHeader('host');
  const host = bracketed(address);
  if (written === host) return { address, port: defaultPortOf(request) };
  if (typeof written !== 'string' || !written.startsWith(`${host}:`)) return { address, port: undefined };
  return { address, port: Number(written.slice(host.length + 1)) };
}

/** The whole address; credentials are none of it, and values of the query are masked where the span is written. */
export function urlOf(request: ClientRequest, { address, port }: ClientTarget): string {
  const { protocol, path } = request;
  // A proxy is asked for a whole address.
  if (/^https?:\/\//i.test(path)) return path;
  const isDefault = port === undefined || port === defaultPortOf(request);
  return `${protocol}//${bracketed(address)}${isDefault ? '' : `:${port}`}${path}`;
}

export function describeClientRequest(
  request: ClientRequest,
  method: string,
  target: ClientTarget,
  settings: HttpSettings,
): Attributes {
  const agent = request.getHeader('user-agent');
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: target.address,
    ...(target.port === undefined ? {} : { [ATTR_SERVER_PORT]: target.port }),
    [ATTR_URL_FULL]: urlOf(request, target),
    ...(agent === undefined ? {} : { [ATTR_USER_AGENT_ORIGINAL]: String(agent) }),
    ...(method === request.method ? {} : { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: request.method }),
    ...headersOf(settings.headers.clientRequest, ATTR_HTTP_REQUEST_HEADER, (name) => request.getHeader(name)),
  };
}

export function describeClientResponse(response: IncomingMessage, settings: HttpSettings): Attributes {
  const { statusCode, socket } = response;
  return {
    ...(statusCode === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode }),
    ...(socket.remoteAddress === undefined ? {} : { [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress }),
    ...(socket.remotePort === undefined ? {} : { [ATTR_NETWORK_PEER_PORT]: socket.remotePort }),
    [ATTR_NETWORK_PROTOCOL_VERSION]: response.httpVersion,
    ...headersOf(settings.headers.clientResponse, ATTR_HTTP_RESPONSE_HEADER, (name) => response.headers[name]),
  };
}

function headersOf(
  names: readonly string[],
  keyOf: (name: string) => string,
  valueOf: (name: string) => string | number | string[] | undefined,
): Attributes {
  const attributes: Attributes = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) attributes[keyOf(name)] = Array.isArray(value) ? value : [String(value)];
  }
  return attributes;
}

function defaultPortOf({ protocol }: ClientRequest): number {
  return protocol === 'https:' ? 443 : 80;
}

/** As an address stands in a URL. */
function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

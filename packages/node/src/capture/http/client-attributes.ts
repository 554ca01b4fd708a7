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
import { Described } from './described.ts';

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
): Described {
  const agent = request.getHeader('user-agent');
  const described = new Described()
    .add(ATTR_HTTP_REQUEST_METHOD, method)
    .add(ATTR_SERVER_ADDRESS, target.address)
    .add(ATTR_SERVER_PORT, target.port)
    .add(ATTR_URL_FULL, urlOf(request, target))
    .add(ATTR_USER_AGENT_ORIGINAL, agent === undefined ? undefined : String(agent))
    .add(ATTR_HTTP_REQUEST_METHOD_ORIGINAL, method === request.method ? undefined : request.method);
  for (const name of settings.headers.clientRequest) {
    const value = request.getHeader(name);
    described.add(ATTR_HTTP_REQUEST_HEADER(name), value === undefined ? undefined : listOf(value));
  }
  return described;
}

export function describeClientResponse(response: IncomingMessage, settings: HttpSettings): Attributes {
  const { statusCode, socket } = response;
  const attributes: Attributes = {
    ...(statusCode === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode }),
    ...(socket.remoteAddress === undefined ? {} : { [ATTR_NETWORK_PEER_ADDRESS]: socket.remoteAddress }),
    ...(socket.remotePort === undefined ? {} : { [ATTR_NETWORK_PEER_PORT]: socket.remotePort }),
    [ATTR_NETWORK_PROTOCOL_VERSION]: response.httpVersion,
  };
  for (const name of settings.headers.clientResponse) {
    const value = response.headers[name];
    if (value !== undefined) attributes[ATTR_HTTP_RESPONSE_HEADER(name)] = listOf(value);
  }
  return attributes;
}

/** A header as its attribute has it: a list, however often it came. */
function listOf(value: string | number | string[]): string[] {
  return Array.isArray(value) ? value : [String(value)];
}

function defaultPortOf({ protocol }: ClientRequest): number {
  return protocol === 'https:' ? 443 : 80;
}

/** As an address stands in a URL. */
function bracketed(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

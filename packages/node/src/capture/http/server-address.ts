// Who was asked and who asked, with proxies looked through:
// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#setting-serveraddress-and-serverport-attributes
// https://www.rfc-editor.org/rfc/rfc7239 (Forwarded)

import type { RequestHeaders } from './request-headers.ts';

export interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

/** The host that the first proxy was asked for, else the one of the request. */
export function serverAddressOf(headers: RequestHeaders, scheme: string): HostAndPort | undefined {
  if (headers.forwarded !== undefined) {
    const host = forwardedParameter(headers.forwarded, 'host');
    if (host !== undefined) return parseHost(host, forwardedParameter(headers.forwarded, 'proto'));
  }
  const { forwardedHost, forwardedProto, host } = headers;
  if (forwardedHost !== undefined && forwardedHost !== '') return parseHost(firstOf(forwardedHost), forwardedProto);
  return host === undefined || host === '' ? undefined : parseHost(host, scheme);
}

/** Who began the request, as the first proxy saw it; undefined where no proxy says so. */
export function forwardedClientOf({ forwarded, forwardedFor }: RequestHeaders): string | undefined {
  const client = forwarded === undefined ? undefined : forwardedParameter(forwarded, 'for');
  if (client !== undefined) return withoutPort(client);
  return forwardedFor === undefined || forwardedFor === '' ? undefined : withoutPort(firstOf(forwardedFor));
}

// A server has few names: what it was called last is what it is called next.
let lastHost = '';
let lastScheme: string | undefined;
let lastParsed: HostAndPort = { host: '', port: undefined };

function parseHost(text: string, scheme: string | undefined): HostAndPort {
  if (text === lastHost && scheme === lastScheme) return lastParsed;
  const end = text.lastIndexOf(':');
  // The colons inside an IPv6 address are not the one before a port.
  const hasPort = end !== -1 && end > text.lastIndexOf(']') && /^\d+$/.test(text.slice(end + 1));
  const port = hasPort ? Number(text.slice(end + 1)) : scheme === 'https' ? 443 : scheme === 'http' ? 80 : undefined;
  lastHost = text;
  lastScheme = scheme;
  lastParsed = { host: hasPort ? text.slice(0, end) : text, port };
  return lastParsed;
}

/** A parameter of the first element that has it. Names are without case, values may stand in quotes. */
function forwardedParameter(header: string, parameter: string): string | undefined {
  const match = new RegExp(`(?:^|[;,])\\s*${parameter}=(?:"([^"]*)"|([^;,\\s]*))`, 'i').exec(header);
  return match?.[1] ?? match?.[2];
}

function firstOf(list: string): string {
  const comma = list.indexOf(',');
  return (comma === -1 ? list : list.slice(0, comma)).trim();
}

function withoutPort(address: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(address);
  if (bracket !== null) return bracket[1] ?? address;
  const colon = address.indexOf(':');
  return colon !== -1 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address;
}

// Who was asked and who asked, with proxies looked through:
// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#setting-serveraddress-and-serverport-attributes
// https://www.rfc-editor.org/rfc/rfc7239 (Forwarded)

import type { IncomingHttpHeaders } from 'node:http';

export interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * The host that the first proxy was asked for, else the one of the request.
 *
 * @param host what the request itself says: `Host`, or `:authority`
 */
export function serverAddressOf(
  headers: IncomingHttpHeaders,
  host: string | undefined,
  scheme: string,
): HostAndPort | undefined {
  const { forwarded } = headers;
  if (forwarded !== undefined) {
    const given = forwardedParameter(forwarded, 'host');
    if (given !== undefined) return parseHost(given, forwardedParameter(forwarded, 'proto'));
  }
  const forwardedHost = firstOf(headers['x-forwarded-host']);
  if (forwardedHost !== undefined) return parseHost(forwardedHost, firstOf(headers['x-forwarded-proto']));
  return host === undefined || host === '' ? undefined : parseHost(host, scheme);
}

/** Who began the request, as the first proxy saw it; undefined where no proxy says so. */
export function forwardedClientOf(headers: IncomingHttpHeaders): string | undefined {
  const { forwarded } = headers;
  const client = forwarded === undefined ? undefined : forwardedParameter(forwarded, 'for');
  if (client !== undefined) return withoutPort(client);
  const first = firstOf(headers['x-forwarded-for']);
  return first === undefined ? undefined : withoutPort(first);
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

/** The first of a list in one header or several. */
function firstOf(list: string | string[] | undefined): string | undefined {
  if (list === undefined) return undefined;
  const text = typeof list === 'string' ? list : (list[0] ?? '');
  const comma = text.indexOf(',');
  const first = comma === -1 ? text : text.slice(0, comma).trim();
  return first === '' ? undefined : first;
}

function withoutPort(address: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(address);
  if (bracket !== null) return bracket[1] ?? address;
  const colon = address.indexOf(':');
  return colon !== -1 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address;
}

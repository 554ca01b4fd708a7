// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client

import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import { headersNamed } from './undici-request.ts';
import type { UndiciRequest } from './undici-request.ts';

/** Where a request goes. */
export interface UndiciTarget {
  readonly scheme: string;
  readonly address: string;
  readonly port: number;
  readonly url: URL;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Undefined where origin and path are no address. */
export function targetOf({ path, origin }: UndiciRequest): UndiciTarget | undefined {
  const base = String(origin);
  if (!URL.canParse(path, base)) return undefined;
  const url = new URL(path, base);
  const scheme = url.protocol.slice(0, -1);
  const port = url.port === '' ? (DEFAULT_PORTS[scheme] ?? 0) : Number(url.port);
  return { scheme, address: url.hostname, port, url };
}

/** Values of the query are masked where the span is written. */
export function describeUndiciRequest(request: UndiciRequest, method: string, target: UndiciTarget): Attributes {
  const { scheme, address, port, url } = target;
  const agent = headersNamed(['user-agent'], request.headers).get('user-agent')?.at(-1);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: address,
    [ATTR_SERVER_PORT]: port,
    [ATTR_URL_FULL]: url.href,
    [ATTR_URL_PATH]: url.pathname,
    [ATTR_URL_SCHEME]: scheme,
    ...(url.search.length > 1 ? { [ATTR_URL_QUERY]: url.search.slice(1) } : {}),
    ...(agent === undefined ? {} : { [ATTR_USER_AGENT_ORIGINAL]: agent }),
    ...(method === request.method ? {} : { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: request.method }),
  };
}

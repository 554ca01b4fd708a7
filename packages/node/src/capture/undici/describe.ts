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
import type { UndiciTarget } from './target.ts';
import type { UndiciRequest } from './undici-request.ts';

/** Values of the query are masked where the span is written. */
export function describeUndiciRequest(
  request: UndiciRequest,
  method: string,
  { scheme, address, port }: UndiciTarget,
): Attributes {
  const base = String(request.origin);
  const url = URL.canParse(request.path, base) ? new URL(request.path, base) : undefined;
  const agent = headersNamed(['user-agent'], request.headers).get('user-agent')?.at(-1);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: address,
    [ATTR_SERVER_PORT]: port,
    [ATTR_URL_SCHEME]: scheme,
    ...(url === undefined ? {} : { [ATTR_URL_FULL]: url.href, [ATTR_URL_PATH]: url.pathname }),
    ...(url !== undefined && url.search.length > 1 ? { [ATTR_URL_QUERY]: url.search.slice(1) } : {}),
    ...(agent === undefined ? {} : { [ATTR_USER_AGENT_ORIGINAL]: agent }),
    ...(method === request.method ? {} : { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: request.method }),
  };
}

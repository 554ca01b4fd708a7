// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client

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
import { Described } from '../http/described.ts';
import { headersNamed } from './undici-request.ts';
import type { UndiciTarget } from './target.ts';
import type { UndiciRequest } from './undici-request.ts';

/** Values of the query are masked where the span is written. */
export function describeUndiciRequest(
  request: UndiciRequest,
  method: string,
  { scheme, address, port, origin }: UndiciTarget,
): Described {
  const url = addressOf(request, origin);
  const agent = headersNamed(['user-agent'], request.headers).get('user-agent')?.at(-1);
  return new Described()
    .add(ATTR_HTTP_REQUEST_METHOD, method)
    .add(ATTR_SERVER_ADDRESS, address)
    .add(ATTR_SERVER_PORT, port)
    .add(ATTR_URL_SCHEME, scheme)
    .add(ATTR_URL_FULL, url?.href)
    .add(ATTR_URL_PATH, url?.pathname)
    .add(ATTR_URL_QUERY, url !== undefined && url.search.length > 1 ? url.search.slice(1) : undefined)
    .add(ATTR_USER_AGENT_ORIGINAL, agent)
    .add(ATTR_HTTP_REQUEST_METHOD_ORIGINAL, method === request.method ? undefined : request.method);
}

interface Address {
  readonly href: string;
  readonly pathname: string;
  readonly search: string;
}

/** Parses only what a URL would change: that costs more than the rest of the span. */
function addressOf({ path, origin }: UndiciRequest, plainOrigin: string | undefined): Address | undefined {
  if (plainOrigin !== undefined && PLAIN_PATH.test(path)) {
    const question = path.indexOf('?');
    const end = question === -1 ? path.length : question;
    return { href: plainOrigin + path, pathname: path.slice(0, end), search: path.slice(end) };
  }
  return URL.parse(path, String(origin)) ?? undefined;
}

/** No second slash at its beginning, no segment that begins with a dot, nothing to be escaped, no fragment. */
const PLAIN_PATH = /^(?!\/\/)(?:\/(?![.%])[\w\-.~!$&()*+,;=:@%]*)+(?:\?[\w\-.~!$&()*+,;=:@%/?]*)?$/;

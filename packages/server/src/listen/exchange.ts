import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request, of HTTP/1.1 or HTTP/2. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** Its response. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** Answers requests of both. */
export type Handler = (request: Incoming, response: Outgoing) => void;

/** Whether a request came over HTTP/2. */
export function isHttp2(request: Incoming): request is Http2ServerRequest {
  return request.httpVersionMajor === 2;
}

import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { isHttp2, type Incoming, type Outgoing } from '../listen/exchange.ts';

/** What is smaller grows by being packed. */
const WORTH_PACKING = 64;

/** Sends an answer, packed where the sender can unpack it and it pays. */
export function send(request: Incoming, response: Outgoing, status: number, type: string, body: Buffer): void {
  const isPacked = body.length >= WORTH_PACKING && takesGzip(request.headers['accept-encoding']);
  const bytes = isPacked ? gzipSync(body) : body;
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', bytes.length);
  if (isPacked) response.setHeader('Content-Encoding', 'gzip');
  finish(request, response, bytes);
}

/** Ends an answer. Over HTTP/2 a sender that is still sending is told that nobody listens. */
export function finish(request: Incoming, response: Outgoing, body?: Buffer): void {
  const isEmpty = body === undefined || body.length === 0;
  if (isHttp2(request) && !request.readableEnded) {
    const { stream } = request;
    const close = (): void => void (stream.destroyed || stream.close(constants.NGHTTP2_NO_ERROR));
    // Only once the end of the answer is on its way: a body has trailers after it, if empty ones.
    stream.once(isEmpty ? 'finish' : 'wantTrailers', () => setImmediate(close));
  }
  if (isEmpty) response.end();
  else response.end(body);
}

function takesGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((one) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));
}

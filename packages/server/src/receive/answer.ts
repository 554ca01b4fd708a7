/**
 * What a sender hears: `Export…ServiceResponse` on success, `google.rpc.Status` otherwise, in the encoding of the request.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
import { Growable } from '../store/native/growable.ts';
import type { Outcome } from './decode/outcome.ts';
import { BYTES, VARINT } from './decode/wire.ts';
import type { Encoding } from './gather.ts';
import type { Signal } from './signals.ts';

/** Canonical codes of gRPC that we answer. https://grpc.io/docs/guides/status-codes/ */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  500: 13,
  503: 14,
};

/** A message is for people; a body of errors must not become one of megabytes. */
const MAX_MESSAGE = 2000;

const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/** Body of a 200. `partial_success` stands there only when something was rejected. */
export function successBody(signal: Signal, encoding: Encoding, outcome: Outcome): Buffer {
  const message = outcome.message.slice(0, MAX_MESSAGE);
  if (encoding === 'json') {
    if (outcome.rejected === 0) return Buffer.from('{}');
    const partialSuccess = { [REJECTED[signal]]: String(outcome.rejected), errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  if (outcome.rejected === 0) return Buffer.alloc(0);
  return field(1, Buffer.concat([varintField(1, outcome.rejected), field(2, Buffer.from(message))]));
}

/** Body of a 4xx or 5xx. */
export function statusBody(httpStatus: number, text: string, encoding: Encoding): Buffer {
  const code = CODES[httpStatus] ?? 2;
  const message = text.slice(0, MAX_MESSAGE);
  const hasDetails = httpStatus === 400;
  if (encoding === 'json') {
    const violation = { field: 'body', description: message };
    const details = [{ '@type': BAD_REQUEST, fieldViolations: [violation] }];
    return Buffer.from(JSON.stringify(hasDetails ? { code, message, details } : { code, message }));
  }
  const parts = [varintField(1, code), field(2, Buffer.from(message))];
  if (hasDetails) {
    const violation = field(1, Buffer.concat([field(1, Buffer.from('body')), field(2, Buffer.from(message))]));
    parts.push(field(3, Buffer.concat([field(1, Buffer.from(BAD_REQUEST)), field(2, violation)])));
  }
  return Buffer.concat(parts);
}

function varintField(number: number, value: number): Buffer {
  const out = new Growable(16);
  out.varint(number * 8 + VARINT);
  out.varint(value);
  return out.bytes.subarray(0, out.length);
}

function field(number: number, content: Buffer): Buffer {
  const out = new Growable(content.length + 16);
  out.varint(number * 8 + BYTES);
  out.slice(content, 0, content.length);
  return out.bytes.subarray(0, out.length);
}

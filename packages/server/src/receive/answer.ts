/**
 * What a sender hears: `Export…ServiceResponse` on success, `google.rpc.Status` otherwise, in the encoding of the request.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
import type { Outcome } from './decode/outcome.ts';
import { BYTES, VARINT } from './decode/wire.ts';
import type { Encoding } from './gather.ts';
import type { Refusal } from './refusal.ts';
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
  429: 8,
  500: 13,
  501: 12,
  503: 14,
};

const UNKNOWN = 2;

/** A message is for people; a body of errors must not become one of megabytes. */
const MAX_MESSAGE = 2000;

const EMPTY = Buffer.alloc(0);
const EMPTY_JSON = Buffer.from('{}');

const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** Body of a 200. `partial_success` stands there only when something was rejected, or when there is something to warn of. */
export function successBody(signal: Signal, encoding: Encoding, { rejected, message }: Outcome): Buffer {
  const errorMessage = message.slice(0, MAX_MESSAGE);
  if (rejected === 0 && errorMessage === '') return encoding === 'json' ? EMPTY_JSON : EMPTY;
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage };
    return Buffer.from(JSON.stringify({ partialSuccess }));
  }
  return field(1, Buffer.concat([varintField(1, rejected), field(2, Buffer.from(errorMessage))]));
}

/** The code of gRPC that says the same as a status of HTTP. */
export function codeOf(refusal: Refusal): number {
  return CODES[refusal.status] ?? UNKNOWN;
}

/** Body of a 4xx or 5xx. @param maxLength of the message, characters */
export function statusBody(refusal: Refusal, encoding: Encoding, maxLength: number = MAX_MESSAGE): Buffer {
  const code = codeOf(refusal);
  const message = refusal.message.slice(0, maxLength);
  if (encoding === 'json') {
    const details = jsonDetails(refusal, message);
    return Buffer.from(JSON.stringify(details.length > 0 ? { code, message, details } : { code, message }));
  }
  const details = protobufDetails(refusal, message).map((detail) => field(3, detail));
  return Buffer.concat([varintField(1, code), field(2, Buffer.from(message)), ...details]);
}

function jsonDetails({ status, retryAfterS }: Refusal, message: string): object[] {
  const details: object[] = [];
  if (status === 400) {
    details.push({ '@type': BAD_REQUEST, fieldViolations: [{ field: 'body', description: message }] });
  }
  if (retryAfterS !== undefined) details.push({ '@type': RETRY_INFO, retryDelay: `${retryAfterS}s` });
  return details;
}

function protobufDetails({ status, retryAfterS }: Refusal, message: string): Buffer[] {
  const details: Buffer[] = [];
  if (status === 400) {
    const violation = Buffer.concat([field(1, Buffer.from('body')), field(2, Buffer.from(message))]);
    details.push(any(BAD_REQUEST, field(1, violation)));
  }
  if (retryAfterS !== undefined) details.push(any(RETRY_INFO, field(1, varintField(1, retryAfterS))));
  return details;
}

/** A `google.protobuf.Any`. */
function any(type: string, content: Buffer): Buffer {
  return Buffer.concat([field(1, Buffer.from(type)), field(2, content)]);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8 + VARINT), varint(value)]);
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + BYTES), varint(content.length), content]);
}

/** A number below 2^53, seven bits a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

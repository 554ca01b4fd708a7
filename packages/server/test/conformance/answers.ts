/** What a sender reads in answers, decoded by protobufjs from the public definitions. */
import protobuf from 'protobufjs';
import { JSON_TYPE, PROTOBUF, type Heard } from './serving.ts';

// https://github.com/googleapis/googleapis/tree/master/google/rpc and opentelemetry/proto/collector
const { root } = protobuf.parse(`syntax = "proto3";
message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
message Any { string type_url = 1; bytes value = 2; }
message BadRequest { repeated FieldViolation field_violations = 1; message FieldViolation { string field = 1; string description = 2; } }
message RetryInfo { Duration retry_delay = 1; message Duration { int64 seconds = 1; int32 nanos = 2; } }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }`);

/** google.rpc.Status. */
export interface Status {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly value: Record<string, unknown> }[];
}

/** Partial success, whatever the signal calls what it counts. */
export interface Partial {
  readonly rejected: number;
  readonly errorMessage: string;
}

function plain(type: string, bytes: Uint8Array): Record<string, unknown> {
  const found = root.lookupType(type);
  return found.toObject(found.decode(bytes), { longs: Number, bytes: Buffer });
}

/** A Status in protobuf, with the details that we know. */
export function statusOfBytes(bytes: Uint8Array): Status {
  const {
    code = 0,
    message = '',
    details = [],
  } = plain('Status', bytes) as {
    code?: number;
    message?: string;
    details?: { typeUrl?: string; value?: Uint8Array }[];
  };
  return {
    code,
    message,
    details: details.map(({ typeUrl = '', value = new Uint8Array() }) => {
      const type = typeUrl.split('.').at(-1) ?? '';
      return { type, value: plain(type, value) };
    }),
  };
}

/** The Status of a refusal, in the encoding that its Content-Type says. */
export function statusOf({ headers, body }: Heard): Status {
  if (headers.get('content-type') === PROTOBUF) return statusOfBytes(body);
  if (headers.get('content-type') !== JSON_TYPE) throw new Error(`answered as ${headers.get('content-type')}`);
  const {
    code,
    message,
    details = [],
  } = JSON.parse(body.toString()) as {
    code: number;
    message: string;
    details?: ({ '@type': string } & Record<string, unknown>)[];
  };
  return {
    code,
    message,
    details: details.map(({ '@type': type, ...value }) => ({ type: type.split('.').at(-1) ?? '', value })),
  };
}

/** `partial_success` of bytes of an Export…ServiceResponse; `undefined` where it is not set. */
export function partialOfBytes(bytes: Uint8Array): Partial | undefined {
  const { partialSuccess } = plain('Response', bytes) as {
    partialSuccess?: { rejected?: number; errorMessage?: string };
  };
  return partialSuccess && { rejected: partialSuccess.rejected ?? 0, errorMessage: partialSuccess.errorMessage ?? '' };
}

/** The partial success of a 200, in the encoding that its Content-Type says. */
export function partialOf({ headers, body }: Heard): Partial | undefined {
  if (headers.get('content-type') === PROTOBUF) return partialOfBytes(body);
  const { partialSuccess } = JSON.parse(body.toString()) as { partialSuccess?: Record<string, string> };
  if (partialSuccess === undefined) return undefined;
  const { errorMessage = '', ...counts } = partialSuccess;
  return { rejected: Number(Object.values(counts)[0] ?? 0), errorMessage };
}

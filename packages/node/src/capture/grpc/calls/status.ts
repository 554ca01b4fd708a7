import { SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_RPC_STATUS_CODE } from '@sightglass/api/semconv';

/** By number: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** What a server is to blame for: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#server */
const FAULTS_OF_SERVERS: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

export const CANCELLED = 1;
export const UNKNOWN = 2;

export interface GrpcStatus {
  readonly code: number;
  readonly details?: string | undefined;
}

/** Writes how a call ended. Whatever is not OK is an error to a client; a server only answers for its own faults. */
export function writeStatus(span: Span, kind: 'client' | 'server', { code, details }: GrpcStatus): Outcome {
  const name = NAMES[code] ?? String(code);
  span.setAttribute(ATTR_RPC_STATUS_CODE, name);
  const isFault = kind === 'client' ? name !== 'OK' : FAULTS_OF_SERVERS.has(name);
  if (!isFault) return { [ATTR_RPC_STATUS_CODE]: name };
  span.setAttribute(ATTR_ERROR_TYPE, name);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(details === undefined ? {} : { message: details }) });
  return { [ATTR_RPC_STATUS_CODE]: name, [ATTR_ERROR_TYPE]: name };
}

/** The attributes of the call's duration that tell its end. */
export type Outcome = Readonly<Record<string, string>>;

import type { Http2Stream, IncomingHttpHeaders } from 'node:http2';
import { isRecord } from '../../is-record.ts';

/** What Node publishes of a stream, at one of its ends. */
export interface StreamMessage {
  readonly stream: Http2Stream;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly error: unknown;
}

export function isStreamMessage(message: unknown): message is StreamMessage {
  return isRecord(message) && isRecord(message['stream']);
}

/** By number: https://www.rfc-editor.org/rfc/rfc9113.html#name-error-codes */
const RESETS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** Why a stream was reset; undefined where it was not. */
export function resetOf({ rstCode }: Http2Stream): string | undefined {
  return rstCode === undefined || rstCode === 0 ? undefined : (RESETS[rstCode] ?? String(rstCode));
}

/** Calls of gRPC have a capture of their own. */
export function isGrpc(headers: Readonly<IncomingHttpHeaders>): boolean {
  return headers['content-type']?.startsWith('application/grpc') === true;
}

export function statusOf(headers: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const status = headers?.[':status'];
  return status === undefined ? undefined : Number(status);
}

/** The other end of the connection; nothing once it is gone. */
export function peerOf({ session }: Http2Stream): {
  remoteAddress?: string | undefined;
  remotePort?: number | undefined;
} {
  try {
    const { remoteAddress, remotePort } = session?.socket ?? {};
    return { remoteAddress, remotePort };
  } catch {
    return {};
  }
}

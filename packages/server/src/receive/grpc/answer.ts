import { isHttp2, type Incoming, type Outgoing } from '../../listen/exchange.ts';
import { codeOf, statusBody, successBody } from '../answer.ts';
import { senderOf, type Sender } from '../door.ts';
import type { Desk } from '../receiver.ts';
import { Refusal, refusalOf } from '../refusal.ts';
import { finish } from '../send.ts';
import type { Signal } from '../signals.ts';
import { CODINGS, frame, readMessage } from './message.ts';

/**
 * OTLP over gRPC, one message there and one back, over the HTTP/2 of Node.
 * https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
const METHODS: ReadonlyMap<string, Signal> = new Map([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);

/** With what stands in a message twice, as text and in the details, the headers still fit the 8 KiB of most clients. */
const MAX_MESSAGE = 600;

/** Whether a request is one of gRPC. */
export function isGrpc(request: Incoming): boolean {
  return isHttp2(request) && /^application\/grpc(?:[+;]|$)/i.test(request.headers['content-type'] ?? '');
}

/**
 * Answers one call.
 *
 * @throws {@link GoneError} when nobody waits for the answer.
 */
export async function answerGrpc(desk: Desk, request: Incoming, response: Outgoing): Promise<void> {
  const { intake, keyring, meter } = desk;
  const signal = METHODS.get((request.url ?? '').split('?')[0] ?? '');
  let sender: Sender | undefined;
  response.setHeader('Content-Type', 'application/grpc');
  response.setHeader('grpc-accept-encoding', CODINGS);
  try {
    sender = senderOf(await keyring.read(), request);
    checkCall(request, signal);
    const into = sender.destination();
    if (sender.owner) keyring.use(sender.owner.id);
    const outcome = await intake.take({
      signal,
      encoding: 'protobuf',
      into,
      sender: sender.owner?.id ?? '',
      read: (room) => readMessage(request, room),
    });
    const body = frame(successBody(signal, 'protobuf', outcome));
    response.addTrailers({ 'grpc-status': '0' });
    finish(request, response, body);
    meter.answered(signal, 'grpc', 0);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.status === 500) desk.report(error);
    if (signal) {
      desk.refused.add(sender?.project ?? '', signal, refusal.reason, 0);
      meter.answered(signal, 'grpc', codeOf(refusal));
    }
    refuse(request, response, refusal);
  }
}

function checkCall(request: Incoming, signal: Signal | undefined): asserts signal is Signal {
  const path = (request.url ?? '').slice(0, 200);
  if (signal === undefined) {
    throw new Refusal(501, `${path} is not known here; call one of ${[...METHODS.keys()].join(', ')}`);
  }
  const [, format] = /^application\/grpc\+([^;\s]*)/i.exec(request.headers['content-type'] ?? '') ?? [];
  if (format !== undefined && format.toLowerCase() !== 'proto') {
    throw new Refusal(501, `messages in ${format.slice(0, 60)} are not known; send application/grpc`);
  }
}

/** Headers and trailers in one, as gRPC has it for answers without a message. */
function refuse(request: Incoming, response: Outgoing, refusal: Refusal): void {
  response.statusCode = 200;
  response.setHeader('grpc-status', String(codeOf(refusal)));
  response.setHeader('grpc-message', percentEncoded(refusal.message.slice(0, MAX_MESSAGE)));
  const details = statusBody(refusal, 'protobuf', MAX_MESSAGE);
  response.setHeader('grpc-status-details-bin', details.toString('base64').replaceAll('=', ''));
  finish(request, response);
}

/** Printable ASCII as it is, all else as %XX of its UTF-8. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

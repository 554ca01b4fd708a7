import { isHttp2, type Incoming, type Outgoing } from '../listen/exchange.ts';
import { statusBody, successBody } from './answer.ts';
import { readBody } from './body.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { senderOf, type Sender } from './door.ts';
import type { Encoding } from './gather.ts';
import type { Desk } from './receiver.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { send } from './send.ts';
import { SIGNALS, type Signal } from './signals.ts';

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** Where each signal is sent to. */
const DOORS: ReadonlyMap<string, Signal> = new Map(SIGNALS.map((signal) => [`/v1/${signal}`, signal]));

/**
 * Answers a request to `/v1/…`: OTLP/HTTP.
 *
 * @throws {@link GoneError} when nobody waits for the answer.
 */
export async function answerHttp(desk: Desk, request: Incoming, response: Outgoing): Promise<void> {
  const { intake, keyring, meter } = desk;
  const encoding = encodingOf(request);
  const signal = DOORS.get(pathOf(request));
  let sender: Sender | undefined;
  try {
    sender = senderOf(await keyring.read(), request);
    allowOrigin(request, response, sender.isHeard);
    if (request.method === 'OPTIONS') return answerPreflight(response);
    checkDoor(request, signal);
    const into = sender.destination();
    if (sender.owner) keyring.use(sender.owner.id);
    if (encoding === undefined) throw unknownType(request);
    const outcome = await intake.take({
      signal,
      encoding,
      into,
      sender: sender.owner?.id ?? '',
      read: (room) => readBody(request, room),
    });
    send(request, response, 200, CONTENT_TYPES[encoding], successBody(signal, encoding, outcome));
    meter.answered(signal, 'http', 200);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.status === 500) desk.report(error);
    if (signal) {
      desk.refused.add(sender?.project ?? '', signal, refusal.reason, 0);
      meter.answered(signal, 'http', refusal.status);
    }
    if (intake.isDraining && !isHttp2(request)) response.setHeader('Connection', 'close');
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    const answerAs = encoding ?? 'json';
    send(request, response, refusal.status, CONTENT_TYPES[answerAs], statusBody(refusal, answerAs));
  }
}

/** By the content type; parameters do not matter. `text/plain` is JSON from a page that wants to spare itself the preflight. */
function encodingOf(request: Incoming): Encoding | undefined {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf') return 'protobuf';
  return type === 'application/json' || type === 'text/plain' ? 'json' : undefined;
}

function pathOf(request: Incoming): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function checkDoor(request: Incoming, signal: Signal | undefined): asserts signal is Signal {
  const path = pathOf(request).slice(0, 200);
  if (signal === undefined) {
    throw new Refusal(404, `${path} does not exist; send to ${[...DOORS.keys()].join(', ')}`);
  }
  if (request.method !== 'POST') {
    throw new Refusal(405, `${path} takes POST only`, { headers: { Allow: 'POST, OPTIONS' } });
  }
}

function unknownType(request: Incoming): Refusal {
  const type = (request.headers['content-type'] ?? '').slice(0, 60);
  if (type.startsWith('application/grpc')) {
    const remedy = 'a proxy in between has to pass it on as such (nginx: grpc_pass)';
    return new Refusal(415, `gRPC needs HTTP/2, and this request came over HTTP/${request.httpVersion}; ${remedy}`);
  }
  const what = type === '' ? 'Content-Type is missing' : `Content-Type ${type} is not known`;
  return new Refusal(415, `${what}; send application/x-protobuf or application/json`);
}

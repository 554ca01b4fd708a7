// A server of plain node:http: one route does not need a framework.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { trace } from '@opentelemetry/api';
import { monitor } from '@sightglass/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import type { Logger } from 'pino';
import { logRequest } from '../logger.ts';
import type { Acquirer } from './authorize.ts';

const MAX_BODY_BYTES = 16_384;

interface Reply {
  /** What matched; none when nothing did. */
  route?: string;
  status: number;
  body: object;
}

interface PaymentRequest {
  order: string;
  amountCents: number;
  card: string;
}

/** `POST /payments {order, amountCents, card}` → 201, 402 declined, 504 when the card network is silent. */
export function createPaymentsServer(acquirer: Acquirer, log: Logger): Server {
  let payments = 0;

  async function pay(asked: PaymentRequest): Promise<Reply> {
    payments += 1;
    const id = `P-${String(payments).padStart(6, '0')}`;
    const stop = monitor.timer('shop.payment.duration');
    const authorization = await acquirer.authorize({ reference: id, card: asked.card, amountCents: asked.amountCents });
    const outcome = { 'shop.payment.outcome': authorization.outcome };
    stop(outcome);
    monitor.increment('shop.payments', 1, outcome);
    const route = '/payments';
    switch (authorization.outcome) {
      case 'approved':
        return { route, status: 201, body: { id, code: authorization.code } };
      case 'declined':
        log.warn({ payment: id, order: asked.order, reason: authorization.reason }, 'card declined');
        return { route, status: 402, body: { error: 'card_declined', message: 'Your bank declined the card.' } };
      default:
        log.error({ payment: id, order: asked.order }, 'the card network did not answer');
        return { route, status: 504, body: { error: 'acquirer_silent', message: 'The card network did not answer.' } };
    }
  }

  async function answer(request: IncomingMessage): Promise<Reply> {
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/healthz') return { route: path, status: 200, body: { ok: true } };
    if (path !== '/payments' || request.method !== 'POST') {
      return {
        status: 404,
        body: { error: 'not_found', message: `no route ${request.method} ${path}` },
      };
    }
    const asked = readPayment(await readBody(request));
    if (asked) return pay(asked);
    const message = 'order, card and amountCents (>= 1) are needed';
    return { route: path, status: 400, body: { error: 'bad_payment', message } };
  }

  return createServer((request, response) => {
    const startedAt = performance.now();
    // Frameworks tell the agent their route; without one, the program does. The span is that of the request.
    const span = trace.getActiveSpan();
    answer(request)
      .catch((error: unknown): Reply => {
        log.error({ err: error }, 'request failed');
        return { route: '/payments', status: 500, body: { error: 'internal', message: 'the payment failed' } };
      })
      .then(({ route, status, body }) => {
        if (route !== undefined) span?.updateName(`${request.method} ${route}`).setAttribute(ATTR_HTTP_ROUTE, route);
        response.on('finish', () => {
          logRequest(log, { method: request.method ?? '', route, status, startedAt });
        });
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      })
      .catch((error: unknown) => log.error({ err: error }, 'could not answer'));
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MAX_BODY_BYTES) return '';
  }
  return body;
}

function readPayment(text: string): PaymentRequest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { order, amountCents, card } = Object(parsed);
  if (typeof order !== 'string' || typeof card !== 'string') return undefined;
  return Number.isInteger(amountCents) && amountCents >= 1 ? { order, amountCents, card } : undefined;
}

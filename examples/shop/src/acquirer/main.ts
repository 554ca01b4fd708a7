// Stands for the card network, another company's system: it authorizes payments, sometimes slowly, and for one card
// it never answers. Nobody watches it from inside.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { between, createRandom, type Random } from '../seeded.ts';
import { closeServer, listen, runService } from '../service.ts';

const MAX_BODY_BYTES = 16_384;

await runService('acquirer', async (context) => {
  const random = createRandom(context.seed);
  const server = createServer((request, response) => {
    authorize(request, response, random).catch((error: unknown) => context.log.error({ err: error }, 'request failed'));
  });
  const url = await listen(server, context);
  return {
    url,
    async stop() {
      const closed = closeServer(server);
      // Callers that were never answered would keep the server open.
      server.closeAllConnections();
      await closed;
    },
  };
});

async function authorize(request: IncomingMessage, response: ServerResponse, random: Random): Promise<void> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MAX_BODY_BYTES) return void request.destroy();
  }
  let asked: { card?: unknown; reference?: unknown };
  try {
    asked = Object(JSON.parse(body));
  } catch {
    return answer(response, 400, { message: 'the body is not JSON' });
  }
  if (asked.card === 'tok_silent') return; // The caller gives up and closes the connection.
  await wait(asked.card === 'tok_3ds' ? between(random, 400, 700) : between(random, 15, 60));
  if (asked.card === 'tok_declined') return answer(response, 200, { approved: false, reason: 'insufficient_funds' });
  const code = createHash('sha256').update(String(asked.reference)).digest('hex').slice(0, 8);
  answer(response, 200, { approved: true, code });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

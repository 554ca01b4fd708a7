/**
 * Receivers of telemetry in a process of their own. `{ open: true }` opens one that takes everything, and is answered with its port; `{ port, away }`
 * has that one go away: `refused` where nobody listens any more, `silent` where it never answers, `busy` where it says 503; `{ bytes: port }` is
 * answered with the bytes that came to it so far.
 */
import { createServer } from 'node:http';

/** By port: the server, how it answers, and the bytes that came to it. */
const receivers = new Map();

function take(request, response) {
  request.on('end', () => {
    const { url } = request;
    if (url.startsWith('/intake/')) response.writeHead(202).end();
    // What Datadog's agent answers.
    else if (url.startsWith('/v0.')) response.end('{"rate_by_service":{}}');
    else if (url.startsWith('/v1/')) response.writeHead(200, { 'content-type': request.headers['content-type'] }).end();
    else response.writeHead(404).end();
  });
}
function refuse(request, response) {
  request.on('end', () => {
    response.writeHead(503).end();
  });
}
function keepSilent() {}

async function open() {
  const receiver = { answer: take, bytes: 0 };
  receiver.server = createServer((request, response) => {
    request.on('data', (chunk) => (receiver.bytes += chunk.length));
    receiver.answer(request, response);
  });
  await new Promise((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.server.address();
  receivers.set(port, receiver);
  return port;
}

function leave({ port, away }) {
  const receiver = receivers.get(port);
  receiver.answer = away === 'busy' ? refuse : keepSilent;
  if (away !== 'refused') return;
  receiver.server.close();
  receiver.server.closeAllConnections();
}

process.on('message', (message) => {
  if (message.open === true) void open().then((port) => process.send({ port }));
  else if (message.away === undefined) process.send({ bytes: receivers.get(message.bytes).bytes });
  else {
    leave(message);
    process.send({ hasLeft: true });
  }
});
process.send({ isReady: true });

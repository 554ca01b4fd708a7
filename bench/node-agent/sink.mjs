/**
 * Receivers of telemetry in a process of their own. `{ open: true }` opens three that belong together: one that takes everything, one that says
 * 503, one that never answers, and is answered with their ports; `{ bytes: up }` with the bytes that came to them so far.
 */
import { createServer } from 'node:http';

const bytes = new Map();

function up(request, response) {
  request.on('end', () => {
    const { url } = request;
    if (url.startsWith('/intake/')) response.writeHead(202).end();
    // What Datadog's agent answers.
    else if (url.startsWith('/v0.')) response.end('{"rate_by_service":{}}');
    else if (url.startsWith('/v1/')) response.writeHead(200, { 'content-type': request.headers['content-type'] }).end();
    else response.writeHead(404).end();
  });
}
function busy(request, response) {
  request.on('end', () => response.writeHead(503).end());
}
function silent() {}

async function open() {
  const ports = {};
  const count = (chunk) => bytes.set(ports.up, bytes.get(ports.up) + chunk.length);
  for (const [name, answer] of Object.entries({ up, busy, silent })) {
    const server = createServer((request, response) => answer(request.on('data', count), response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports[name] = server.address().port;
  }
  bytes.set(ports.up, 0);
  return ports;
}

process.on('message', (message) => {
  if (message.open === true) void open().then((ports) => process.send(ports));
  else process.send({ bytes: bytes.get(message.bytes) });
});
process.send({ isReady: true });

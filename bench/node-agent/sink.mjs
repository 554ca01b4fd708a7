/** Receivers of telemetry in a process of their own: one that takes everything, one that says 503, one that never answers. */
import { createServer } from 'node:http';

let bytes = 0;
const taken = (request) => request.on('data', (chunk) => (bytes += chunk.length));

function up(request, response) {
  taken(request).on('end', () => {
    const { url } = request;
    if (url.startsWith('/intake/')) response.writeHead(202).end();
    // What Datadog's agent answers.
    else if (url.startsWith('/v0.')) response.end('{"rate_by_service":{}}');
    else if (url.startsWith('/v1/')) response.writeHead(200, { 'content-type': request.headers['content-type'] }).end();
    else response.writeHead(404).end();
  });
}
function busy(request, response) {
  taken(request).on('end', () => response.writeHead(503).end());
}
function silent(request) {
  taken(request);
}

const ports = {};
for (const [name, answer] of Object.entries({ up, busy, silent })) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports[name] = server.address().port;
}
process.on('message', () => process.send({ bytes }));
process.send(ports);

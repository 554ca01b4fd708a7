import { createServer } from 'node:http';
import { ready } from './ready.mjs';

/**
 * Serves `/name/number` by the work of that name.
 *
 * @param {Record<string, (number: number) => unknown>} work
 * @param {() => unknown} stop closes what the work has opened
 */
export function serveWork(work, stop) {
  const server = createServer((request, response) => {
    const [, name = '', number = '0'] = (request.url ?? '').split('/');
    Promise.resolve()
      .then(() => work[name](Number(number)))
      .then(
        () => response.end('done'),
        (error) => response.writeHead(500).end(String(error.code ?? error.message)),
      );
  });
  // Longer than any pause of a busy machine between two requests of one connection.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    ready(server.address().port, async () => {
      server.close();
      await stop();
    });
  });
}

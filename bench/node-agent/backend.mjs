/** The other service that the service calls. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"price":12}');
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

'use strict';
// The smallest service there is: what an agent adds is nearly all that a request costs.
const { createServer } = require('node:http');
const report = require('./report.cjs');

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end('hello\n');
});
server.listen(0, '127.0.0.1', () => report(server.address().port));

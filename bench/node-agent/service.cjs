'use strict';
// A service as there are many: a route of Fastify, a call of another service by undici, a query of PostgreSQL.
const { createRequire } = require('node:module');
const report = require('./report.cjs');

const peers = createRequire(require.resolve('../peers/node-agent/package.json'));
const Fastify = peers('fastify');
const { Pool } = peers('pg');
const undici = peers('undici');

const { BACKEND_URL: backend, POSTGRES_URL: connectionString } = process.env;
const pool = new Pool({ connectionString, max: 8 });
const app = Fastify();

async function item(request) {
  const { body } = await undici.request(`${backend}/price`);
  const [{ price }, { rows }] = await Promise.all([
    body.json(),
    pool.query('SELECT $1::int AS id, 42 AS stock', [request.params.id]),
  ]);
  return { ...rows[0], price };
}

app.route({ method: 'GET', url: '/items/:id', handler: item });
app.listen({ port: 0, host: '127.0.0.1' }).then(() => report(app.server.address().port));

import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { UpstreamError } from './call.ts';
import { logRequest } from './logger.ts';

/**
 * A Fastify application as the shop's services use it: one log line a request, failures as `{ error, message }`.
 * A failure of a service behind is answered with 502 or 504, a mistake of ours with 500.
 */
export function createWebApp(log: Logger): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url;
    const startedAt = performance.now() - reply.elapsedTime;
    logRequest(log, { method: request.method, route, status: reply.statusCode, startedAt });
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0];
    return reply.code(404).send({ error: 'not_found', message: `no route ${request.method} ${path}` });
  });
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof UpstreamError) {
      log.error({ service: error.service, status: error.status }, error.message);
      return reply.code(error.status).send({ error: 'upstream', message: error.message });
    }
    const { statusCode, message } = Object(error);
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
      return reply.code(statusCode).send({ error: 'bad_request', message });
    }
    log.error({ err: error }, 'request failed');
    return reply.code(500).send({ error: 'internal', message: 'something went wrong' });
  });
  return app;
}

import { type Logger, pino } from 'pino';

/** JSON lines on standard output, written before the call returns so that none is lost at the end. */
export function createLogger(service: string): Logger {
  return pino({ name: service, base: { pid: process.pid } });
}

/**
 * One line for each request served, but for those that only ask whether we are there: level by outcome, the route
 * rather than the path with its ids.
 */
export function logRequest(
  log: Logger,
  request: { method: string; route: string | undefined; status: number; startedAt: number },
): void {
  if (request.route === '/healthz') return;
  const route = request.route ?? '(none)';
  const level = request.status >= 500 ? 'error' : request.status >= 400 ? 'warn' : 'info';
  const ms = Math.round(performance.now() - request.startedAt);
  log[level](
    { method: request.method, route, status: request.status, ms },
    `${request.method} ${route} ${request.status}`,
  );
}

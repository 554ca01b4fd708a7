import { nano, resource, text } from './otlp.ts';
import { MINUTES, SERVICES, requestOf } from './traces.ts';

const SEVERITIES = { debug: 5, info: 9, error: 17 } as const;

/** Lines that the worker writes, outside of any trace. */
export const WORKER_LINES = 200;

const all = (of: 'requests' | 'failed'): number => SERVICES.reduce((sum, service) => sum + service[of], 0);

/** How many lines there are of each severity: one `info` a request, one `error` more for a failed one, and the worker's `debug`. */
export const LINES: Readonly<Record<keyof typeof SEVERITIES, number>> = {
  debug: WORKER_LINES,
  info: all('requests'),
  error: all('failed'),
};

/** What an error line says, and no other. */
export const ERROR_WORDS = 'Cannot read properties of undefined';

function line(severity: keyof typeof SEVERITIES, timeMs: number, body: string, more: object = {}): object {
  return {
    timeUnixNano: nano(timeMs),
    observedTimeUnixNano: nano(timeMs),
    severityNumber: SEVERITIES[severity],
    severityText: severity.toUpperCase(),
    body: { stringValue: body },
    ...more,
  };
}

function body(service: string, logRecords: readonly object[]): object {
  return {
    resourceLogs: [{ resource: resource(service), scopeLogs: [{ scope: { name: 'population' }, logRecords }] }],
  };
}

/** Lines written in the requests of `requestBodies` with the same end, and carrying their trace, and those of a worker. */
export function logBodies(endMs: number): object[] {
  const inRequests = SERVICES.map((given) => {
    const { service, requests, durationMs } = given;
    const lines = Array.from({ length: requests }, (_, i) => {
      const { traceId, spanId, startMs, isFailed } = requestOf(given, i, endMs);
      const attributes = [text('http.route', `/${service}/:id`), text('user.id', `u_${i % 7}`)];
      const more = { traceId, spanId, flags: 1, attributes };
      const status = isFailed ? 500 : 200;
      const done = line('info', startMs + durationMs, `GET /${service}/${i} answered ${status}`, more);
      const wrong = line(
        'error',
        startMs + durationMs / 2,
        `${ERROR_WORDS} (reading 'percent')\n    at voucher.ts:7`,
        more,
      );
      return isFailed ? [wrong, done] : [done];
    });
    return body(service, lines.flat());
  });
  const ofWorker = Array.from({ length: WORKER_LINES }, (_, i) =>
    line('debug', endMs - MINUTES * 60_000 + ((i + 0.5) * MINUTES * 60_000) / WORKER_LINES, `touch session ${i}`),
  );
  return [...inRequests, body('worker', ofWorker)];
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Check } from './check.ts';
import { HEALTH_STATES } from './states.ts';
import type { HealthState } from './states.ts';

/** What one check found last. */
export interface HealthOfCheck {
  /** `unknown` until it has run once. */
  readonly state: HealthState | 'unknown';
  /** Since when it is in that state, RFC 3339. */
  readonly since: string;
  /** How long the last run took, in milliseconds; 0 until then. */
  readonly durationMs: number;
}

/** What is answered over HTTP. Reasons are not part of it: they may name hosts, users and paths. */
export interface HealthReport {
  /** The worst of the states; `up` where there are no checks. */
  readonly state: HealthState | 'unknown';
  /** False where a check is down or has not run yet. */
  readonly isOk: boolean;
  readonly checks: Readonly<Record<string, HealthOfCheck>>;
}

/** Answers a request of `node:http`, or of frameworks that hand on its two objects. */
export type HealthHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** From best to worst. */
const ORDER: readonly HealthReport['state'][] = [...HEALTH_STATES.slice(0, -1), 'unknown', 'down'];

/** @param isUnknownOk whether a check that has not run yet counts as well: a process that has just started is alive */
export function reportOf(checks: Iterable<Check>, isUnknownOk: boolean): HealthReport {
  let worst = 0;
  const ofChecks: Record<string, HealthOfCheck> = {};
  for (const check of checks) {
    const finding = check.finding();
    const state = finding?.state ?? 'unknown';
    const since = new Date(check.sinceMs()).toISOString();
    // Not by assignment: a check may be named `__proto__`.
    const value: HealthOfCheck = { state, since, durationMs: Math.round(finding?.durationMs ?? 0) };
    Object.defineProperty(ofChecks, check.name, { value, enumerable: true });
    if (!(state === 'unknown' && isUnknownOk)) worst = Math.max(worst, ORDER.indexOf(state));
  }
  const state = ORDER[worst] ?? 'down';
  return { state, isOk: state === 'up' || state === 'degraded', checks: ofChecks };
}

/** Answers 200 or 503 with the report as JSON; whatever the request is. Never throws. */
export function handlerOf(report: () => HealthReport): HealthHandler {
  return (request, response) => {
    try {
      const { state, isOk, checks } = report();
      const body = JSON.stringify({ status: state, checks });
      response.writeHead(isOk ? 200 : 503, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      // Somebody has answered already, or is gone.
      response.destroy();
    }
  };
}

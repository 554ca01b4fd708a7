import { diag } from '@opentelemetry/api';
import { startCheck } from './check.ts';
import type { Check, HealthCheckOptions } from './check.ts';
import { handlerOf, reportOf } from './report.ts';
import type { HealthHandler, HealthReport } from './report.ts';
import type { HealthCheckFunction } from './run-check.ts';
import { createHealthTelemetry } from './telemetry.ts';
import type { HealthState } from './states.ts';

/** Whether a program can do its work, by checks that it names. Nothing here throws. */
export interface Health {
  /**
   * Runs a check now and then: metrics `sightglass.health.status` and `sightglass.health.duration`, and the event
   * `health.changed` when its state changes. A name that is in use already is given to the new check. What is no check is
   * told through the agent's diagnostics, and nothing runs.
   *
   * @returns what ends the check.
   */
  check(name: string, fn: HealthCheckFunction, options?: HealthCheckOptions): () => void;
  /** A handler for `/livez`: 503 while a check with `liveness` is down, 200 otherwise. */
  livez(): HealthHandler;
  /** A handler for `/readyz`: 503 while a check is down or has not run yet, but for those with `readiness: false`. */
  readyz(): HealthHandler;
  /** The same as an object, for servers of another kind. */
  report(of?: 'readiness' | 'liveness'): HealthReport;
}

const DEFAULTS: Readonly<Required<HealthCheckOptions>> = Object.freeze({
  intervalMs: 30_000,
  timeoutMs: 5000,
  readiness: true,
  liveness: false,
});
/** Each is a timer and three series. */
const MAX_CHECKS = 100;
const MAX_NAME = 255;
/** The longest time that a timer takes. */
const MAX_MS = 2 ** 31 - 1;

/** Checks of their own; programs use the one below. */
export function createHealth(): Health {
  const checks = new Map<string, Check>();
  const telemetry = createHealthTelemetry(function* states(): Generator<readonly [string, HealthState]> {
    for (const check of checks.values()) {
      const state = check.finding()?.state;
      if (state !== undefined) yield [check.name, state];
    }
  });
  const report = (of: 'readiness' | 'liveness' = 'readiness'): HealthReport =>
    reportOf(
      [...checks.values()].filter((check) => check[of]),
      of === 'liveness',
    );
  return {
    check: (name, fn, options = {}) => {
      const wrong = faultOf(name, fn, options) ?? (checks.size >= MAX_CHECKS && !checks.has(name) ? FULL : undefined);
      if (wrong !== undefined) {
        diag.warn(`health.check(): ${wrong}; nothing is checked`);
        return () => {};
      }
      checks.get(name)?.stop();
      const check = startCheck(name, fn, { ...DEFAULTS, ...options }, telemetry);
      checks.set(name, check);
      return () => {
        check.stop();
        if (checks.get(name) === check) checks.delete(name);
      };
    },
    livez: () => handlerOf(() => report('liveness')),
    readyz: () => handlerOf(() => report('readiness')),
    report,
  };
}

const FULL = `${MAX_CHECKS} checks are in use, no more are taken; end one with what health.check() returned`;

/** What is wrong with a check, and the remedy; undefined for nothing. */
function faultOf(name: unknown, fn: unknown, options: unknown): string | undefined {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME) {
    return `the name must be a text of 1 to ${MAX_NAME} characters, got ${shown(name)}`;
  }
  if (typeof fn !== 'function') return `${shown(name)}: give a function to call, got ${shown(fn)}`;
  if (typeof options !== 'object' || options === null) return `${shown(name)}: the options must be an object`;
  for (const [option, value] of Object.entries(options)) {
    if (option === 'readiness' || option === 'liveness') {
      if (typeof value !== 'boolean') return `${shown(name)}: ${option} is ${shown(value)}, give true or false`;
    } else if (option === 'intervalMs' || option === 'timeoutMs') {
      if (!(typeof value === 'number' && value > 0 && value <= MAX_MS)) {
        return `${shown(name)}: ${option} is ${shown(value)}, give milliseconds, above 0 and at most ${MAX_MS}`;
      }
    } else {
      return `${shown(name)}: unknown option ${option}; known are ${Object.keys(DEFAULTS).join(', ')}`;
    }
  }
  return undefined;
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, 100))
    : typeof value === 'number'
      ? String(value)
      : typeof value;
}

/** The checks of this program. */
export const health: Health = createHealth();

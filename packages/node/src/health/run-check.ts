import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { SUPPRESS_TRACING_KEY } from '../tracer/context/keys.ts';
import { findingOf, findingOfError } from './states.ts';
import type { Finding } from './states.ts';

/** What a check's function is given. */
export interface HealthCheckRun {
  /** Aborted when the check takes too long. */
  readonly signal: AbortSignal;
}

/**
 * The function of a check. What it returns, or resolves to, is its state: `'up'`, `'degraded'`, `'down'`, or one of them with
 * a reason; `true` and nothing mean up, `false` and an error down.
 */
export type HealthCheckFunction = (run: HealthCheckRun) => unknown;

/** Checks belong to no request, and their calls of databases every few seconds are no traces that anybody looks for. */
const OF_ITS_OWN = ROOT_CONTEXT.setValue(SUPPRESS_TRACING_KEY, true);

export interface CheckRun {
  /** What it found, or that it took too long. Never rejects. */
  readonly found: Promise<Finding>;
  /** When the function has settled, however late. Never rejects. */
  readonly settled: Promise<void>;
}

/** Runs a check once. */
export function runCheck(fn: HealthCheckFunction, timeoutMs: number): CheckRun {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  const abort = new AbortController();
  const answer = context
    .with(OF_ITS_OWN, async () => fn({ signal: abort.signal }))
    .then(
      (value) => findingOf(value, took()),
      (error: unknown) => findingOfError(error, took()),
    );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      const error = new Error(`it took longer than ${timeoutMs} ms`);
      error.name = 'TimeoutError';
      abort.abort(error);
      resolve(findingOfError(error, took()));
    }, timeoutMs).unref();
  });
  return {
    found: Promise.race([answer, late]).finally(() => clearTimeout(timer)),
    settled: answer.then(() => {}),
  };
}

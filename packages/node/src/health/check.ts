import { guarded } from '../capture/guarded.ts';
import { runCheck } from './run-check.ts';
import type { HealthCheckFunction } from './run-check.ts';
import type { HealthTelemetry } from './telemetry.ts';
import type { Finding, HealthState } from './states.ts';

export interface HealthCheckOptions {
  /** From the end of one run to the next, in milliseconds. @defaultValue 30000 */
  intervalMs?: number;
  /** A run that takes longer counts as down, and its signal is aborted; in milliseconds. @defaultValue 5000 */
  timeoutMs?: number;
  /** Whether `readyz` answers 503 while this check is down or has not run yet. @defaultValue true */
  readiness?: boolean;
  /**
   * Whether `livez` answers 503 while this check is down: then an orchestrator starts the process anew, which helps against
   * nothing outside of it. @defaultValue false
   */
  liveness?: boolean;
}

/** A check that runs again and again. */
export interface Check {
  readonly name: string;
  readonly readiness: boolean;
  readonly liveness: boolean;
  /** What it found last; undefined until it has run. */
  finding(): Finding | undefined;
  /** Since when it is in its state, in milliseconds since the Unix epoch. */
  sinceMs(): number;
  stop(): void;
}

/** Begins in the next turn of the event loop; its timer holds nothing open. A run that hangs is not joined by another. */
export function startCheck(
  name: string,
  fn: HealthCheckFunction,
  options: Readonly<Required<HealthCheckOptions>>,
  telemetry: HealthTelemetry,
): Check {
  let last: Finding | undefined;
  let sinceMs = Date.now();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const take = guarded('a health check', (finding: Finding) => {
    const before: HealthState | undefined = last?.state;
    last = finding;
    telemetry.ran(name, finding.durationMs);
    if (before === finding.state) return;
    sinceMs = Date.now();
    telemetry.changed(name, finding);
  });
  const run = async (): Promise<void> => {
    const { found, settled } = runCheck(fn, options.timeoutMs);
    const finding = await found;
    if (!isStopped) take(finding);
    await settled;
    if (!isStopped) timer = setTimeout(() => void run(), options.intervalMs).unref();
  };
  // After this turn: what the program sets up next to its checks is there by then.
  const first = setImmediate(() => void run());

  return {
    name,
    readiness: options.readiness,
    liveness: options.liveness,
    finding: () => last,
    sinceMs: () => sinceMs,
    stop: () => {
      isStopped = true;
      clearImmediate(first);
      clearTimeout(timer);
    },
  };
}

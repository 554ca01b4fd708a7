import type { CaptureSettings } from '../capture/capture.ts';
import { isRecord } from '../is-record.ts';
import { flagFrom } from './environment.ts';

/** What people choose about the lines that the program logs. */
export interface LogsStartOptions {
  /**
   * Whether `trace_id`, `span_id` and `trace_flags` of the active span are put into the line that pino, winston or bunyan prints.
   * Environment: `SIGHTGLASS_LOGS_INJECT_TRACE_CONTEXT`. @defaultValue false: what is printed stays byte for byte as it was
   */
  readonly injectTraceContext?: boolean | undefined;
  /**
   * Whether values are masked, before they are sent, whose names are those of secrets: `password`, `authorization`, `cookie`,
   * `accessToken`, `api_key` and their like, at any depth. What is printed is not touched.
   * Environment: `SIGHTGLASS_LOGS_MASK_SECRETS`. @defaultValue true
   */
  readonly maskSecrets?: boolean | undefined;
}

const NAMES = ['injectTraceContext', 'maskSecrets'] as const;

/** What is wrong with the option, if anything is. */
export function logsRemedy(given: unknown): string | undefined {
  if (!isRecord(given)) return `give an object with ${NAMES.join(', ')}`;
  for (const [name, value] of Object.entries(given)) {
    if (!NAMES.some((known) => known === name)) return `leave out ${name}; known are ${NAMES.join(', ')}`;
    if (value !== undefined && typeof value !== 'boolean') return `give true or false for its ${name}`;
  }
  return undefined;
}

export function logsFromEnvironment(): LogsStartOptions {
  return {
    injectTraceContext: flagFrom('SIGHTGLASS_LOGS_INJECT_TRACE_CONTEXT'),
    maskSecrets: flagFrom('SIGHTGLASS_LOGS_MASK_SECRETS'),
  };
}

/** Code wins over the environment, each for itself. */
export function resolveLogs(code: LogsStartOptions = {}, fallback: LogsStartOptions = {}): CaptureSettings['logs'] {
  return {
    injectTraceContext: code.injectTraceContext ?? fallback.injectTraceContext ?? false,
    maskSecrets: code.maskSecrets ?? fallback.maskSecrets ?? true,
  };
}

import { checkAgentOptions } from '@sightglass/errors/internal';
import type { AgentErrorsOptions } from '@sightglass/errors/internal';
import { flagFrom } from '../config/environment.ts';
import { isRecord } from '../is-record.ts';

/** What people choose about the errors that the agent captures. */
export interface ErrorsStartOptions extends AgentErrorsOptions {
  /**
   * Whether stacks name places of the sources, by the source maps of the files that run. Node reads a map when a stack through its
   * file is first looked at, and prints such stacks too, as with `--enable-source-maps`. Environment: `SIGHTGLASS_SOURCE_MAPS`.
   * @defaultValue what Node was started with
   */
  readonly sourceMaps?: boolean | undefined;
}

/** What is wrong with the option, if anything is. */
export function errorsRemedy(given: unknown): string | undefined {
  if (typeof given === 'boolean') return undefined;
  if (!isRecord(given)) return 'give true, false or an object of options';
  const { sourceMaps, ...others } = given;
  if (sourceMaps !== undefined && typeof sourceMaps !== 'boolean') return 'give true or false for its sourceMaps';
  try {
    checkAgentOptions(others);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The option as `SIGHTGLASS_ERRORS` and `SIGHTGLASS_SOURCE_MAPS` give it. */
export function errorsFromEnvironment(): boolean | ErrorsStartOptions | undefined {
  const isOn = flagFrom('SIGHTGLASS_ERRORS');
  const sourceMaps = flagFrom('SIGHTGLASS_SOURCE_MAPS');
  return isOn === false || sourceMaps === undefined ? isOn : { sourceMaps };
}

/** The options of what is captured, undefined where nothing is. What code says of one thing leaves others to the environment. */
export function resolveErrorsOptions(
  code: boolean | ErrorsStartOptions | undefined,
  fallback: boolean | ErrorsStartOptions | undefined,
): ErrorsStartOptions | undefined {
  if (code === false || (code === undefined && fallback === false)) return undefined;
  return { ...(typeof fallback === 'object' ? fallback : {}), ...(typeof code === 'object' ? code : {}) };
}

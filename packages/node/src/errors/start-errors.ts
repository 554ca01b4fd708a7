import diagnosticsChannel from 'node:diagnostics_channel';
import type { Logger } from '@opentelemetry/api';
import { checkAgentOptions, MAX_BREADCRUMBS, startInAgent } from '@sightglass/errors/internal';
import type { AgentErrorsOptions } from '@sightglass/errors/internal';
import { guarded } from '../capture/guarded.ts';
import type { Drops } from '../transport/drops.ts';
import { createContextScopes } from './context-scopes.ts';

const REQUEST_CHANNEL = 'http.server.request.start';

/** What people choose about the errors that the agent captures. */
export interface ErrorsStartOptions extends AgentErrorsOptions {
  /**
   * Whether stacks name places of the sources, by the source maps of the files that run. Node reads a map when a stack through its
   * file is first looked at, and prints such stacks too, as with `--enable-source-maps`. @defaultValue what Node was started with
   */
  readonly sourceMaps?: boolean | undefined;
}

export interface ErrorsParts {
  readonly options: ErrorsStartOptions;
  /** Of the scope `@sightglass/errors`. */
  readonly logger: Logger;
  readonly drops: Drops;
}

/** What is wrong with the option, if anything is. */
export function errorsRemedy(given: unknown): string | undefined {
  if (typeof given === 'boolean') return undefined;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'give true, false or an object of options';
  const { sourceMaps, ...others }: ErrorsStartOptions = given;
  if (sourceMaps !== undefined && typeof sourceMaps !== 'boolean') return 'give true or false for its sourceMaps';
  try {
    checkAgentOptions(others);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Captures what nobody catches in the program: uncaught errors and unhandled rejections. Exit code and output stay as they are. What the program
 * captures by `@sightglass/errors` goes the same way.
 *
 * Started behind the captures, and before the ends of the process are watched.
 *
 * @returns what stops it
 */
export function startErrors({ options: { sourceMaps, ...options }, logger, drops }: ErrorsParts): () => void {
  if (sourceMaps !== undefined) process.setSourceMapsEnabled(sourceMaps);
  const scopes = createContextScopes(options.maxBreadcrumbs ?? MAX_BREADCRUMBS);
  const tracker = startInAgent({
    options,
    logger,
    countDropped: (_, reason, count) => drops.add('logs', reason, count),
    scopes,
  });
  // Behind the capture of requests, which gives them what scopes are found by.
  const begin = guarded('scopes of errors', () => scopes.begin());
  diagnosticsChannel.subscribe(REQUEST_CHANNEL, begin);
  return () => {
    diagnosticsChannel.unsubscribe(REQUEST_CHANNEL, begin);
    void tracker.stop();
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from '@opentelemetry/api';
import { MAX_BREADCRUMBS, startInAgent } from '@sightglass/errors/internal';
import type { Drops } from '../transport/drops.ts';
import { createContextScopes } from './context-scopes.ts';
import type { ErrorsStartOptions } from './errors-options.ts';

const REQUEST_CHANNEL = 'http.server.request.start';

export interface ErrorsParts {
  readonly options: ErrorsStartOptions;
  /** Of the scope `@sightglass/errors`. */
  readonly logger: Logger;
  readonly drops: Drops;
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
  const { begin } = scopes;
  subscribe(REQUEST_CHANNEL, begin);
  return () => {
    unsubscribe(REQUEST_CHANNEL, begin);
    void tracker.stop();
  };
}

import type { Logger } from '@opentelemetry/api';
import { startCurrent } from '../current.ts';
import { checkOptions } from '../options.ts';
import type { ErrorsOptions } from '../options.ts';
import type { ScopeKeeper } from '../scope.ts';
import { loggerSink } from '../sink.ts';
import type { Sink } from '../sink.ts';
import { createTracker } from '../tracker.ts';
import type { Tracker } from '../tracker.ts';
import { watchProgram } from './watch-program.ts';

/**
 * What people choose about errors that an agent captures: what any platform takes, and breadcrumbs.
 */
export interface AgentErrorsOptions extends ErrorsOptions {
  /**
   * Keeps lines of the console and requests of the program, to send them with errors alone. @defaultValue false: spans and log
   * records of the same trace say it
   */
  readonly breadcrumbs?: boolean | undefined;
}

/** What an agent has already. */
export interface AgentParts {
  readonly options: AgentErrorsOptions;
  /** Where events go; it knows the active span. */
  readonly logger: Logger;
  readonly countDropped: NonNullable<Sink['countDropped']>;
  /** Keeps scopes where the agent keeps its context. */
  readonly scopes: ScopeKeeper;
}

/** @throws TypeError for a wrong option, naming option, value and remedy. */
export function checkAgentOptions(options: object): void {
  checkOptions(options, 'breadcrumbs:boolean ');
}

/** Starts capturing as `start` does, for an agent that has the way out and the context already. Where a tracker runs, that one is returned. */
export function startInAgent({ options, logger, countDropped, scopes }: AgentParts): Tracker {
  return startCurrent(() => {
    const tracker = createTracker({ options, sink: { ...loggerSink(logger), countDropped }, scopes });
    watchProgram(tracker, options.breadcrumbs ?? false);
    return tracker;
  });
}

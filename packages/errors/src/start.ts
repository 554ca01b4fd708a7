import { startCurrent } from './current.ts';
import { checkOptions } from './options.ts';
import type { ErrorsOptions } from './options.ts';
import { createScopeData } from './scope.ts';
import { DESTINATION_RULES, sinkOf } from './sink.ts';
import type { Destination } from './sink.ts';
import { createTracker } from './tracker.ts';
import type { Tracker } from './tracker.ts';

/** What captures by hand need: where to send, and how. */
export interface StartOptions extends ErrorsOptions, Destination {}

/**
 * Starts captures by hand, on any platform: nothing is listened to. `@sightglass/errors/browser` and `@sightglass/errors/node` capture what their
 * platform tells of, too. Where a tracker runs already, that one is returned and the options have no effect.
 *
 * @throws TypeError for a wrong option, naming option, value and remedy. Nothing else is thrown, then or later.
 */
export function start(options: StartOptions): Tracker {
  checkOptions(options, DESTINATION_RULES);
  const sink = sinkOf(options);
  if (sink === undefined) throw new TypeError('start(): give client, logger or emit');
  return startCurrent(() => createTracker({ options, sink, program: createScopeData(options.maxBreadcrumbs) }));
}

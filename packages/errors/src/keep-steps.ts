import { currentTracker } from './current.ts';
import { createScopeData, NO_STEPS } from './scope.ts';

/**
 * Has the tracker that runs, if there is one, keep steps from now on where it does not yet. For pages, which load what keeps steps with whoever
 * has some to tell.
 */
export function keepSteps(): void {
  const tracker = currentTracker();
  if (tracker?.program.breadcrumbs !== NO_STEPS) return;
  const { breadcrumbs } = createScopeData(tracker.maxBreadcrumbs);
  tracker.program = { ...tracker.program, breadcrumbs };
}

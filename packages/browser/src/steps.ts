import { addBreadcrumb as addStep, keepSteps, withScope as callWithScope } from '@sightglass/errors/browser/internal';
import type { Breadcrumb, Scope } from '@sightglass/errors';

/** A step that may lead to an error: sent with errors alone. Does nothing before `start`. */
export function addBreadcrumb(crumb: Breadcrumb): void {
  keepSteps();
  addStep(crumb);
}

/**
 * Calls `callback` with a scope of its own and returns what it returns. What is captured during the call has what the scope holds, and so has an
 * error that it throws, wherever that is captured. It ends with the call: after an `await` give what belongs to an error to `captureException`.
 */
export function withScope<T>(callback: (scope: Scope) => T): T {
  keepSteps();
  return callWithScope(callback);
}

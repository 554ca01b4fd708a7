import { currentTracker, watchResources } from '@sightglass/errors/browser/internal';
import type { Capture } from '../../capture.ts';

/** What {@link failedResources} may be told. */
export interface FailedResourcesOptions {
  /** Events `error` that the page has kept before. @defaultValue none */
  readonly early?: readonly Event[] | undefined;
}

/**
 * Scripts, pictures and styles that do not load, an event `sightglass.resource.failed` each, by the element that wanted them. Belongs behind
 * `errors()`, whose limits hold for it; without that it does nothing.
 */
export function failedResources({ early = [] }: FailedResourcesOptions = {}): Capture {
  return {
    name: 'failed_resources',
    start() {
      const tracker = currentTracker();
      if (tracker) early.forEach(watchResources(tracker));
    },
  };
}

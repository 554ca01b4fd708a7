// What the other packages of Sightglass share with a tracker in a page. No promise is made of anything here.

export { attempt, cut, read } from '../bounded.ts';
export { addBreadcrumb, currentTracker, startCurrent, withScope } from '../current.ts';
export { keepSteps } from '../keep-steps.ts';
export type { Breadcrumb, ErrorEvent, Level, User } from '../event.ts';
export type { ErrorsOptions } from '../options.ts';
export { redact } from '../redact.ts';
export { createTracker } from '../tracker.ts';
export type { Capturer } from '../tracker.ts';
export { watchConsole } from './console.ts';
export { pathOf } from './element.ts';
export { watchErrors } from './errors.ts';
export { watchResources } from './resources.ts';
export { wrap } from './watch.ts';

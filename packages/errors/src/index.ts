export {
  addBreadcrumb,
  captureException,
  captureMessage,
  setContext,
  setFingerprint,
  setTag,
  setUser,
  withScope,
} from './current.ts';
export type { Breadcrumb, CaptureContext, Captured, ErrorEvent, Level, Thrown, User } from './event.ts';
export type { ErrorsOptions } from './options.ts';
export type { Scope } from './scope.ts';
export type { Destination } from './sink.ts';
export { start } from './start.ts';
export type { StartOptions } from './start.ts';
export type { Tracker } from './tracker.ts';

export { captureException, captureMessage, setContext, setFingerprint, setTag, withScope } from '@sightglass/errors/browser';
export { addBreadcrumb } from '@sightglass/errors/browser';
export type { PageUser } from './assemble/user.ts';
export type { Capture, Page, PageEvents, Session, View, WrapBefore } from './capture.ts';
export { errors, type ErrorCaptureOptions } from './capture/errors/errors.ts';
export { sessionId, setAttributes, setConsent, setRoute, setUser, type Running } from './current.ts';
export type { CoreOptions, Outgoing, PageOptions, SessionOptions } from './options.ts';
export { start } from './start.ts';

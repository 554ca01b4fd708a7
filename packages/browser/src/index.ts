export { captureException, captureMessage, setContext, setFingerprint, setTag } from '@sightglass/errors/browser';
export type { PageUser } from './assemble/user.ts';
export { addBreadcrumb, withScope } from './steps.ts';
export { sessionId, setAttributes, setConsent, setRoute, setUser, type Running } from './current.ts';
export type { Outgoing, PageOptions, SessionOptions } from './options.ts';
export type { ReplayOptions } from './replay/options.ts';
export { RealUserMonitoring } from './rum-class.ts';
export type { RumEntry, RumMetrics } from './rum-class.ts';
export { start, type CaptureName, type StartOptions } from './start-all.ts';

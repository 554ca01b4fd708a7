export {
  addBreadcrumb,
  captureException,
  captureMessage,
  setContext,
  setFingerprint,
  setTag,
  withScope,
} from '@sightglass/errors/browser';
export type { PageUser } from './assemble/user.ts';
export { animationFrames, type AnimationFramesOptions } from './capture/animation-frames/animation-frames.ts';
export { consoleLines, type ConsoleOptions } from './capture/console/console.ts';
export { documentLoad } from './capture/document-load/document-load.ts';
export { errors, type ErrorCaptureOptions } from './capture/errors/errors.ts';
export { interactions, type InteractionsOptions } from './capture/interactions/interactions.ts';
export { navigation } from './capture/navigation/navigation.ts';
export { reports } from './capture/reports/reports.ts';
export { requests, type RequestsOptions } from './capture/requests/requests.ts';
export { resources, type ResourcesOptions } from './capture/resources/resources.ts';
export { webVitalsLight } from './capture/web-vitals/light.ts';
export { webVitals } from './capture/web-vitals/web-vitals.ts';
export { addSpan } from './tracing/add-span.ts';
export { wrap } from './page/wrap.ts';
export type { Capture, Page, PageEvents, Session, View, WrapBefore } from './capture.ts';
export { sessionId, setAttributes, setConsent, setRoute, setUser, type Running } from './current.ts';
export type { CoreOptions, Outgoing, PageOptions, SessionOptions } from './options.ts';
export type { ReplayOptions } from './replay/options.ts';
export { replay, type LoadRecorder, type Replay } from './replay/replay.ts';
export { start } from './start.ts';

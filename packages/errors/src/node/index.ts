export {
  addBreadcrumb,
  captureException,
  captureMessage,
  setContext,
  setFingerprint,
  setTag,
  setUser,
  withScope,
} from '../current.ts';
export { start } from './start.ts';
export type { NodeErrorsOptions } from './start.ts';

import { captureRendering } from './error-boundary.ts';

/** What React says of an error beside the error itself. */
interface ErrorInfo {
  readonly componentStack?: string | null | undefined;
}

/** What the root of a page calls for each error that components threw. React 19 and later. */
export interface RootOptions {
  readonly onCaughtError: (error: unknown, info: ErrorInfo) => void;
  readonly onUncaughtError: (error: unknown, info: ErrorInfo) => void;
  readonly onRecoverableError: (error: unknown, info: ErrorInfo) => void;
}

const uncaught = (error: unknown, { componentStack }: ErrorInfo): void => {
  captureRendering(error, componentStack, false);
  // As React does where it is not told otherwise: the page's own listeners hear of it.
  reportError(error);
};

/**
 * Options for `createRoot` and `hydrateRoot` of React 19: captures also what boundaries of others caught, and says of every error which
 * components stand around it. React's own words about them stay on the console.
 *
 * @example `createRoot(element, rootOptions).render(<App />)`
 */
export const rootOptions: RootOptions = {
  onCaughtError(error, { componentStack }) {
    captureRendering(error, componentStack, true);
    // oxlint-disable-next-line no-console -- as React does where it is not told otherwise
    console.error(error);
  },
  onUncaughtError: uncaught,
  onRecoverableError: uncaught,
};

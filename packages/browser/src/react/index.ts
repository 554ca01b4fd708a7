export { ErrorBoundary } from './error-boundary.ts';
export type { ErrorBoundaryProps, Failure } from './error-boundary.ts';
export { rootOptions } from './root-options.ts';
export type { RootOptions } from './root-options.ts';
export { useRoute, watchRouter } from './route.ts';
export type { DataRouter, RouteMatch } from './route.ts';

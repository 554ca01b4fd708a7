export { monitor } from '@sightglass/api';
export { start } from './start.ts';
export type { Agent } from './start.ts';
export type { StartOptions } from './config/options.ts';
export type { LogsStartOptions } from './config/logs-options.ts';
export type { ErrorsStartOptions } from './errors/errors-options.ts';
export { traced } from './traced.ts';
export type { Traceable, TracedDecorator } from './traced.ts';

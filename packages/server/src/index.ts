export { ServerError } from './errors.ts';
export type { ServerErrorCode, ServerErrorOptions } from './errors.ts';
export type { ServerOptions } from './options.ts';
export type { ReceiveLimits } from './receive/intake.ts';
export { startServer } from './start.ts';
export type { RunningServer } from './start.ts';
export type { SpoolLimits } from './store/spool/open-files.ts';
export type { QueryOptions, QueryParams, QueryResult, Store, StoreHealth, TableName } from './store/store.ts';

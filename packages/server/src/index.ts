export { ServerError } from './errors.ts';
export type { ServerErrorCode, ServerErrorOptions } from './errors.ts';
export type { TlsFiles } from './listen/tls.ts';
export type { ServerOptions } from './options.ts';
export type { ReceiveLimits } from './receive/limits.ts';
export { startServer } from './start.ts';
export type { RunningServer } from './start.ts';
export type { Durability, SpoolLimits } from './store/spool/limits.ts';
export type { QueryOptions, QueryParams, QueryResult, Store, StoreHealth, TableName } from './store/store.ts';

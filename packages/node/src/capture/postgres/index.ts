import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCall, DatabaseCalls, Endpoint } from '../database/database-calls.ts';
import { isCallback } from '../database/settling.ts';
import type { Callback } from '../database/settling.ts';
import { createSqlReader } from '../database/sql.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { statementOf } from './statement.ts';

type Query = Record<string, unknown>;
interface QueryCall extends HookedCall {
  readonly self: Query;
}

/** Queries of `postgres` (Postgres.js): templates, `unsafe`, cursors and transactions, below the one who waits for them. */
export function startPostgresCapture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'postgresql');
  const read = createSqlReader('standard');
  const running = new WeakMap<Query, DatabaseCall>();
  return listen('sightglass:postgres:handle', isQueryCall, {
    start({ self: query }) {
      let call = running.get(query);
      if (call === undefined && query['executed'] === false) {
        const endpoint = endpointOf(calls, query['handler']);
        const statement = statementOf(query);
        if (endpoint === undefined) return;
        call = calls.query(endpoint, statement === undefined ? undefined : read(statement), currentContext());
        running.set(query, call);
      }
      if (call !== undefined) follow(query, call);
    },
  });
}

/** Looks at what settles the query, before it does: its promise is left alone. A cursor puts others in their place at each step. */
function follow(query: Query, call: DatabaseCall): void {
  before(query, 'resolve', () => call.end());
  before(query, 'reject', (error) => call.end(error));
}

/** What the patch left there: queries of the library itself have none. */
function endpointOf(calls: DatabaseCalls, handler: unknown): Endpoint | undefined {
  if (typeof handler !== 'function') return undefined;
  const options: unknown = Reflect.get(handler, 'sightglassOptions');
  if (!isRecord(options)) return undefined;
  const { host, port, path, database } = options;
  const namespace = typeof database === 'string' ? database : undefined;
  if (typeof path === 'string') return calls.endpoint(path, undefined, namespace);
  const [address] = Array.isArray(host) ? (host as unknown[]) : [host];
  const [number] = Array.isArray(port) ? (port as unknown[]) : [port];
  return calls.endpoint(
    typeof address === 'string' ? address : undefined,
    typeof number === 'number' ? number : undefined,
    namespace,
  );
}

const looking = new WeakSet<Callback>();

function before(query: Query, method: 'resolve' | 'reject', look: (value: unknown) => void): void {
  const original = query[method];
  if (!isCallback(original) || looking.has(original)) return;
  const looksFirst: Callback = (value) => {
    look(value);
    return Reflect.apply(original, query, [value]);
  };
  looking.add(looksFirst);
  query[method] = looksFirst;
}

function isQueryCall(message: unknown): message is QueryCall {
  return isRecord(message) && isRecord(message['self']) && 'handler' in message['self'];
}

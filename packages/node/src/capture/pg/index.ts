import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCall, DatabaseCalls, Endpoint } from '../database/database-calls.ts';
import { calledBack, isCallback, settled, toldBack } from '../database/settling.ts';
import type { Told } from '../database/settling.ts';
import { createSqlReader } from '../database/sql.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';
import { QUERY_CHANNEL } from './patch.ts';
import { startPoolCapture } from './pool.ts';
import { takeAsker } from './pooled-query.ts';
import { isSubmittable, watchSubmittable } from './submittable.ts';

/** What of a client is read. */
interface Client {
  readonly connectionParameters: { readonly host?: unknown; readonly port?: unknown; readonly database?: unknown };
}
interface ClientCall extends HookedCall {
  readonly self: Client;
  /** Kept here between the beginning of the call and its return. */
  running?: DatabaseCall;
  /** Its end shows in the promise that the call returns. */
  isPromised?: boolean;
}

/**
 * Queries and connections of `pg`: promises, callbacks, `Query` objects with events and cursors. A callback, and each event, finds the
 * context of the one who asked, whoever's request opened the connection. Being handed a connection by the pool is no span, only the
 * wait for it a metric; a wait in vain is a span.
 */
export function startPgCapture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'postgresql');
  const stops = [startQueries(calls), startConnects(calls), startPoolCapture(calls, tools.meter)];
  return () => {
    for (const stop of stops) stop();
  };
}

function startQueries(calls: DatabaseCalls): () => void {
  const read = createSqlReader('standard');
  const endpointOf = createEndpoints(calls);
  return listen(QUERY_CHANNEL, isClientCall, {
    start(call) {
      const [config] = call.arguments;
      const text = isRecord(config) ? config['text'] : config;
      const asker = takeAsker();
      const caller = asker ?? currentContext();
      const query = calls.query(endpointOf(call.self), typeof text === 'string' ? read(text) : undefined, caller);
      call.running = query;
      const [, , callback] = call.arguments;
      if (asker !== undefined && isCallback(callback)) {
        call.arguments[2] = toldBack(callback, (error) => query.end(error));
      } else call.isPromised = !followCallback(call, caller, query);
    },
    end: follow,
  });
}

function follow(call: ClientCall): void {
  const { running } = call;
  if (running === undefined) return;
  if (call.error !== undefined) running.end(call.error);
  else if (call.isPromised === true) call.result = settled(call.result, (error) => running.end(error));
}

/** Whether the end of the query shows elsewhere than in a promise: in a callback or in events. */
function followCallback(call: HookedCall, caller: Context, query: DatabaseCall): boolean {
  const [config, values, callback] = call.arguments;
  const tell: Told = (error) => query.end(error);
  if (isCallback(callback)) call.arguments[2] = calledBack(callback, caller, tell);
  else if (isCallback(values)) call.arguments[1] = calledBack(values, caller, tell);
  else if (isSubmittable(config)) watchSubmittable(config, caller, tell);
  else if (isRecord(config) && isCallback(config['callback'])) {
    // The program may use its object again: it stays as it is.
    call.arguments[0] = Object.create(config, { callback: { value: calledBack(config['callback'], caller, tell) } });
  } else return false;
  return true;
}

function startConnects(calls: DatabaseCalls): () => void {
  const endpointOf = createEndpoints(calls);
  return listen('sightglass:pg:connect', isClientCall, {
    start(call) {
      const caller = currentContext();
      const running = calls.operation(endpointOf(call.self), { name: 'connect' }, caller);
      call.running = running;
      const [callback] = call.arguments;
      call.isPromised = !isCallback(callback);
      if (isCallback(callback)) call.arguments[0] = calledBack(callback, caller, (error) => running.end(error));
    },
    end: follow,
  });
}

function createEndpoints(calls: DatabaseCalls): (client: Client) => Endpoint {
  /** Where a client keeps where it leads to. */
  const key = Symbol('sightglass.pg');
  const read = ({ connectionParameters }: Client): Endpoint => {
    const { host, port, database } = connectionParameters;
    const address = typeof host === 'string' ? host : undefined;
    // A path leads to a socket of this machine, which has no port.
    const hasPort = typeof port === 'number' && address?.startsWith('/') !== true;
    const namespace = typeof database === 'string' ? database : undefined;
    return calls.endpoint(address, hasPort ? port : undefined, namespace);
  };
  return (client: Client & { [key]?: Endpoint }) => {
    const known = client[key];
    if (known !== undefined) return known;
    const endpoint = read(client);
    // In no listing of the client's own fields.
    Object.defineProperty(client, key, { value: endpoint });
    return endpoint;
  };
}

function isClientCall(message: unknown): message is ClientCall {
  if (!isRecord(message) || !Array.isArray(message['arguments'])) return false;
  const { self } = message;
  return isRecord(self) && isRecord(self['connectionParameters']);
}

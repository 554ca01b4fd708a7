import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isRecord } from '../../is-record.ts';
import { guarded } from '../guarded.ts';
import { activeTraceIds } from '../logging/trace-ids.ts';
import { bindingsSymbolOf } from './logger-settings.ts';

const CHANNEL = 'tracing:pino_asJson';

/**
 * Puts the ids of the active span into the line that is being made. pino writes what a logger is bound to as it stands, a piece
 * of JSON: for the length of the call the ids are part of it.
 */
export function startInjection(): () => void {
  const before = new WeakMap<object, PropertyDescriptor | undefined>();
  const begin = guarded('pino injection', (message: unknown) => {
    const logger = isRecord(message) ? message['instance'] : undefined;
    const ids = activeTraceIds();
    if (!isRecord(logger) || ids === undefined) return;
    const symbol = bindingsSymbolOf(logger);
    const bindings: unknown = symbol === undefined ? undefined : Reflect.get(logger, symbol);
    if (symbol === undefined || typeof bindings !== 'string' || before.has(logger)) return;
    before.set(logger, Object.getOwnPropertyDescriptor(logger, symbol));
    const added = `,${JSON.stringify(ids).slice(1, -1)}`;
    Object.defineProperty(logger, symbol, {
      value: bindings + added,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });
  const end = guarded('pino injection', (message: unknown) => {
    const logger = isRecord(message) ? message['instance'] : undefined;
    const symbol = isRecord(logger) ? bindingsSymbolOf(logger) : undefined;
    if (!isRecord(logger) || symbol === undefined || !before.has(logger)) return;
    const own = before.get(logger);
    before.delete(logger);
    if (own === undefined) Reflect.deleteProperty(logger, symbol);
    else Object.defineProperty(logger, symbol, own);
  });
  subscribe(`${CHANNEL}:start`, begin);
  subscribe(`${CHANNEL}:end`, end);
  return () => {
    unsubscribe(`${CHANNEL}:start`, begin);
    unsubscribe(`${CHANNEL}:end`, end);
  };
}

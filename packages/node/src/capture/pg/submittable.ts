import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { storage } from '../../tracer/context/storage.ts';
import { calledBack, isCallback } from '../database/settling.ts';
import type { Told } from '../database/settling.ts';

/** What a client can be given instead of a text: `pg.Query`, `pg-cursor`, `pg-query-stream`. */
type Submittable = Record<string, unknown>;

export function isSubmittable(config: unknown): config is Submittable {
  return isRecord(config) && isCallback(config['submit']);
}

/**
 * Follows an object that the client works off: the client tells it of the end, or of an error, by calling its methods. No listener
 * is added, because one for `error` would keep an error from ending the program.
 */
export function watchSubmittable(query: Submittable, caller: Context, tell: Told): void {
  const { callback, emit } = query;
  if (isCallback(callback)) query['callback'] = calledBack(callback, caller, tell);
  before(query, 'handleReadyForQuery', () => tell());
  before(query, 'handleError', (error) => tell(error));
  if (isCallback(emit)) hide(query, 'emit', (...given) => storage.run(caller, () => Reflect.apply(emit, query, given)));
}

function before(query: Submittable, method: string, look: (first: unknown) => void): void {
  const original = query[method];
  if (!isCallback(original)) return;
  hide(query, method, (...given) => {
    look(given[0]);
    return Reflect.apply(original, query, given);
  });
}

/** Stands before the method of the prototype, and in no listing of the object's own fields. */
function hide(query: Submittable, method: string, value: (...given: unknown[]) => unknown): void {
  Object.defineProperty(query, method, { value, configurable: true, writable: true });
}

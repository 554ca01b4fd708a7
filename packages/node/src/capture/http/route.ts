import type { Context } from '@opentelemetry/api';
import { RPC_METADATA_KEY } from '../../tracer/context/keys.ts';
import { isRecord } from '../../is-record.ts';
import { ServedRequest } from './served-request.ts';

/**
 * Tells the server span of the request that this context belongs to which route serves it: it becomes `http.route`, and
 * part of the name, when the request is over. The last one told wins; outside of a request nothing happens. Contrib
 * instrumentations write the same field.
 *
 * @param route the pattern, never the address that was asked for: `/items/:id`; undefined: none, after all
 */
export function setRoute(context: Context, route: string | undefined): void {
  const rpc = context.getValue(RPC_METADATA_KEY);
  if (isRecord(rpc)) rpc['route'] = route;
}

/**
 * The same for a route that costs something to find out: it is only asked for at the end of the request, and not where somebody told
 * one by then.
 */
export function setRouteLater(context: Context, read: () => string | undefined): void {
  const rpc = context.getValue(RPC_METADATA_KEY);
  if (rpc instanceof ServedRequest) rpc.laterRoute = read;
}

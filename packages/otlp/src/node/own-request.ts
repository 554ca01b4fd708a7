import { ClientRequest } from 'node:http';

/**
 * Stands, with the value true, on each request that carries telemetry, and already while the request is being made: whoever watches
 * requests leaves these alone. In the registry of symbols, so that several copies of this package know each other's.
 */
export const OWN_REQUEST: unique symbol = Symbol.for('sightglass.own-request');

/** A request of ours, over `http` as over `https`: the agent that it is given decides. */
export class OwnRequest extends ClientRequest {
  static {
    // Not a field: the channel `http.client.request.created` speaks before that would be there.
    Object.defineProperty(this.prototype, OWN_REQUEST, { value: true });
  }
}

/** Whether a request carries telemetry. */
export function isOwnRequest(request: object): boolean {
  return OWN_REQUEST in request;
}

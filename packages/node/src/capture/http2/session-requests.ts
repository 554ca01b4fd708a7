import type { Http2Stream } from 'node:http2';
import { isRecord } from '../../is-record.ts';

type Request = (this: unknown, headers?: unknown, ...more: unknown[]) => unknown;

/** Adds headers to the requests of all sessions. */
export interface SessionRequests {
  /** To be called with any stream of a client: through it the class of sessions is found, which Node does not export. */
  meet(stream: Http2Stream): void;
  stop(): void;
}

/**
 * Node publishes a stream when its headers are text already, so `request` of the class of sessions is wrapped. Loading
 * `node:http2` for that would cost every program more than all of the agent; the class is met with the first stream, whose own
 * headers are gone by then.
 *
 * @param around makes the request: given the headers to add, at once and once
 */
export function wrapSessionRequests(
  around: (headers: unknown, request: (added: Record<string, string>) => unknown) => unknown,
): SessionRequests {
  let prototype: object | undefined;
  let original: Request | undefined;
  const wrapped: Request = function (headers, ...more) {
    const request = original;
    if (request === undefined) return undefined;
    return around(headers, (added) => Reflect.apply(request, this, [withAdded(headers, added), ...more]));
  };
  return {
    meet: ({ session }) => {
      if (prototype !== undefined || session === undefined) return;
      const found: unknown = Object.getPrototypeOf(session);
      if (!isRecord(found) || typeof found['request'] !== 'function') return;
      const { request } = found;
      prototype = found;
      original = function (this: unknown, ...given: unknown[]): unknown {
        return Reflect.apply(request, this, given);
      };
      found['request'] = wrapped;
    },
    stop: () => {
      if (prototype !== undefined && Reflect.get(prototype, 'request') === wrapped)
        Reflect.set(prototype, 'request', original);
    },
  };
}

function withAdded(headers: unknown, added: Record<string, string>): unknown {
  if (Array.isArray(headers)) return [...headers, ...Object.entries(added).flat()];
  if (headers === undefined || headers === null) return added;
  return typeof headers === 'object' ? { ...headers, ...added } : headers;
}

import { attempt } from '@sightglass/errors/browser/internal';
import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';
import { TRACEPARENT } from '../../tracing/propagation.ts';
import type { Begin, Call, Outcome } from './calls.ts';

/** What of `fetch`'s arguments is read; whatever else stands there is the page's. */
interface Init {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly signal?: AbortSignal | null;
}

/** Sees each call of `fetch`. The body of neither request nor answer is touched, and the answer is the page's own. */
export function watchFetch(page: Page, calls: () => Begin): void {
  wrap(page, globalThis, 'fetch', (given) => {
    const [input, init] = given;
    // Of another realm a request is no instance of ours.
    const request: Init & { readonly url?: string } = Object(
      typeof input === 'object' && 'url' in Object(input) ? input : {},
    );
    const {
      method = request.method ?? 'GET',
      headers = request.headers,
      signal = request.signal,
    }: Init = Object(init ?? {});
    const own = headers === undefined ? undefined : attempt(() => new Headers(headers));
    // Of headers that are none the native function tells.
    if (headers !== undefined && !own) return undefined;
    const call = calls()(method, String(request.url ?? input), own?.get(TRACEPARENT));
    if (!call) return undefined;
    if (call.headers.length > 0) addHeaders(given, request.url !== undefined, call.headers);
    return (answered) =>
      // What the page gets must be the promise that fails where it does not look: one beside it would make the native one handled.
      Promise.resolve(answered).then(
        (response: unknown) => {
          call.end(outcomeOf(response));
          call.follow?.settled(response);
          return response;
        },
        (error: unknown) => {
          call.end(failureOf(error, signal));
          call.follow?.settled();
          throw error;
        },
      );
  });
}

/**
 * Adds headers to a call's arguments, and leaves alone what the page holds: it may use its objects again. A Request is copied as `fetch` itself
 * would copy it; beside it, anything that `fetch` were given would reset its referrer.
 */
function addHeaders(given: unknown[], isRequest: boolean, more: Call['headers']): void {
  const [input, init] = given;
  const { headers }: Init = Object(init ?? {});
  const isPlain = !init || Object.getPrototypeOf(init) === Object.prototype;
  const request: unknown = isRequest || !isPlain ? Reflect.construct(Request, [input, init]) : undefined;
  const all = request instanceof Request ? request.headers : headers && new Headers(headers);
  for (const [name, value] of more) all?.set(name, value);
  if (request) given.splice(0, 2, request);
  // An object where the page has none: of Headers the browser asks for one after the other.
  else given[1] = { ...Object(init), headers: all ?? Object.fromEntries(more) };
}

/** Of an answer that may not be looked into the status is 0. */
function outcomeOf(response: unknown): Outcome {
  const { status }: Partial<Response> = Object(response);
  return status ? { status } : {};
}

/** What the page gave up itself did not fail. */
function failureOf(error: unknown, signal: AbortSignal | null | undefined): Outcome {
  const { name }: Partial<Error> = Object(error);
  return signal?.aborted && name !== 'TimeoutError' ? {} : { error: name ?? 'Error' };
}

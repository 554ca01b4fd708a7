import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';
import { TRACEPARENT } from '../../tracing/propagation.ts';
import type { Begin, Outcome } from './calls.ts';

/** What is known of a request between `open` and its end. */
interface Opened {
  readonly method: string;
  readonly url: string;
  readonly isSync: boolean;
  /** The `traceparent` that the page set. */
  traceparent?: string;
  /** Ends what was sent; does nothing a second time. */
  end?: (outcome: Outcome) => void;
}

/** Sees each request of XMLHttpRequest. Listeners are added to the request alone: one at `upload` would cost a preflight. */
export function watchXhr(page: Page, calls: () => Begin): void {
  if (!('XMLHttpRequest' in globalThis)) return;
  const { prototype } = XMLHttpRequest;
  const opened = new WeakMap<object, Opened>();

  wrap(page, prototype, 'open', ([method, url, isAsync = true], request) => {
    const key = Object(request);
    // What was under way is given up without a word.
    opened.get(key)?.end?.({});
    opened.set(key, { method: String(method), url: String(url), isSync: !isAsync });
  });
  wrap(page, prototype, 'setRequestHeader', ([name, value], request) => {
    const one = opened.get(Object(request));
    if (one && String(name).toLowerCase() === TRACEPARENT) one.traceparent = String(value);
  });
  wrap(page, prototype, 'send', (_, request) => {
    if (!(request instanceof XMLHttpRequest)) return;
    const one = opened.get(request);
    if (!one || one.end) return;
    const call = calls()(one.method, one.url, one.traceparent);
    if (!call) return;
    for (const [name, value] of call.headers) request.setRequestHeader(name, value);
    const stop = new AbortController();
    one.end = (outcome) => {
      if (stop.signal.aborted) return;
      stop.abort();
      call.end(outcome);
    };
    const { end } = one;
    const onEnd = page.guarded(({ type }: Event) => end(outcomeOf(request, type)));
    for (const type of ['load', 'error', 'timeout', 'abort'])
      request.addEventListener(type, onEnd, { capture: true, signal: stop.signal });
    call.follow?.sent(request, stop.signal);
    // One that holds the page up throws where it fails, and tells nobody.
    if (one.isSync) queueMicrotask(page.guarded(() => end({ error: 'error', message: 'error' })));
  });
}

function outcomeOf({ status }: XMLHttpRequest, type: string): Outcome {
  if (type === 'error' || type === 'timeout') return { error: type, message: type };
  return status ? { status } : {};
}

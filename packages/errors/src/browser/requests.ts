import { attempt, read } from '../bounded.ts';
import type { Capturer } from '../tracker.ts';
import { wrap } from './watch.ts';

/** Makes a breadcrumb of each answered or failed request; neither its body nor that of its answer is touched. */
export function watchRequests(tracker: Capturer): void {
  const tell = (request: string, status: unknown): void => {
    const isFailed = !(Number(status) > 0 && Number(status) < 400);
    tracker.addBreadcrumb({
      category: 'request',
      level: isFailed ? 'error' : 'info',
      message: `${request} ${String(status)}`,
    });
  };
  wrap(tracker, globalThis, 'fetch', ([input, init]) => {
    const request = [read(init, 'method') ?? read(input, 'method') ?? 'GET', read(input, 'url') ?? input].join(' ');
    return (answered) =>
      // What the page gets must be the promise that fails where it does not look: one beside it would make the native one handled.
      Promise.resolve(answered).then(
        (response: unknown) => {
          attempt(() => tell(request, read(response, 'status')));
          return response;
        },
        (error: unknown) => {
          attempt(() => tell(request, error));
          throw error;
        },
      );
  });
  const requests = new WeakMap<object, string>();
  wrap(tracker, XMLHttpRequest.prototype, 'open', ([method, url], request) => {
    requests.set(Object(request), [method, url].join(' '));
  });
  wrap(tracker, XMLHttpRequest.prototype, 'send', (_, request) => {
    if (request instanceof XMLHttpRequest)
      request.addEventListener('loadend', () => tell(requests.get(request) ?? '', request.status), { once: true });
  });
}

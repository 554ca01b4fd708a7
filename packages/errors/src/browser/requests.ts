import { attempt, read } from '../bounded.ts';
import type { Capturer } from '../tracker.ts';
import { wrap } from './watch.ts';

/** Makes a breadcrumb of each answered or failed request; neither its body nor that of its answer is touched. */
export function watchRequests(tracker: Capturer): void {
  const tell = (request: string, outcome: unknown): void => {
    const message = [request, outcome].join(' ');
    tracker.addBreadcrumb({ category: 'request', level: / [123]\d\d$/.test(message) ? 'info' : 'error', message });
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
  wrap(tracker, XMLHttpRequest.prototype, 'open', ([method, url], request) => {
    if (!(request instanceof XMLHttpRequest)) return;
    request.addEventListener('loadend', () => tell([method, url].join(' '), request.status), { once: true });
  });
}

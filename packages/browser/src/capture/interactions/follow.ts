import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';
import { holdAgain, holdForJobs } from '../../tracing/active.ts';
import type { Follow, SpanPlace } from '../../tracing/active.ts';

/** What reads an answer, and takes its time. */
const READERS = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'];

/**
 * Makes a function that has what awaits an answer, and then what awaits its body, go on as part of what the person did. Bodies are looked at only
 * once there is such an answer.
 */
export function createFollow(page: Page): (cause: SpanPlace) => Follow {
  const causes = new WeakMap<object, SpanPlace>();
  let isWatching = false;
  const watch = (): void => {
    isWatching = true;
    for (const name of READERS)
      wrap(page, Response.prototype, name, (_, response) => {
        const cause = causes.get(Object(response));
        if (!cause) return undefined;
        return (read) => Promise.resolve(read).finally(() => holdForJobs(cause));
      });
  };
  return (cause) => ({
    settled(answer) {
      if (answer) {
        causes.set(Object(answer), cause);
        if (!isWatching) watch();
      }
      holdForJobs(cause);
    },
    sent: (request, signal) => followEvents(page, request, cause, signal),
  });
}

/** What is called when it has ended belongs to what the person did: from before the first that is told to after the last. */
function followEvents(page: Page, request: XMLHttpRequest, cause: SpanPlace, signal: AbortSignal): void {
  let release: (() => void) | undefined;
  const onState = page.guarded(() => {
    if (request.readyState !== XMLHttpRequest.DONE || release) return;
    release = holdAgain(cause);
    // Whoever uses it again at once is told of no end.
    page.after(0, release);
  });
  request.addEventListener('readystatechange', onState, { capture: true, signal });
  request.addEventListener('loadend', () => release?.(), { once: true });
}

import type { Capture } from '../../capture.ts';
import type { PropagationRule } from '../../tracing/propagation.ts';
import { createCalls } from './calls.ts';
import type { Begin } from './calls.ts';
import { watchFetch } from './fetch.ts';
import { watchXhr } from './xhr.ts';

/** Which requests are seen, and which say to whom they belong. */
export interface RequestsOptions {
  /** Where, beside the page's own origin, requests carry `traceparent`; `propagationRule` makes it of addresses and patterns. @defaultValue nowhere */
  readonly propagateTo?: PropagationRule | undefined;
  /** Requests without a span: beginnings of addresses, or patterns, of origin and path. @defaultValue none */
  readonly ignore?: readonly (string | RegExp)[];
  /** Answers from this status on are told as failed (`sightglass.request.failed`). @defaultValue 500 */
  readonly failedFrom?: number;
}

/**
 * Sees requests of `fetch` and `XMLHttpRequest`: a span each, which the server's spans continue, and an event of each that failed. Bodies are
 * neither read nor copied.
 */
export function requests(options: RequestsOptions = {}): Capture {
  return {
    name: 'requests',
    start(page) {
      let begin: Begin | undefined;
      // Not needed before the first request.
      const calls = (): Begin => (begin ??= createCalls(page, options));
      page.soon(calls);
      watchFetch(page, calls);
      watchXhr(page, calls);
    },
  };
}

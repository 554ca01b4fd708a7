import { ATTR_HTTP_RESPONSE_BODY_SIZE, ATTR_URL_FULL, SCOPE_BROWSER } from '@sightglass/api/semconv';
import type { SpanEvent } from '@sightglass/otlp';
import { BROWSER_VERSION } from '../../version.ts';
import type { Capture, Page } from '../../capture.ts';
import { createIsOwn } from '../../page/own.ts';
import { addSpan } from '../../tracing/add-span.ts';
import { withSpan } from '../../tracing/active.ts';
import type { SpanPlace } from '../../tracing/active.ts';
import { eventsOf, networkEvents } from '../../tracing/network-events.ts';
import { newSpan, placeOf } from '../../tracing/new-span.ts';
import { parseTraceparent } from '../../tracing/traceparent.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/document-load`, version: BROWSER_VERSION };
const INTERNAL = 1;
/** Spans of resources; of a page that loads more, the others are counted. */
const MAX_RESOURCES = 100;

/** Times of a document, beside those of its request: `unloadEventStart` to `loadEventEnd`. */
const OF_DOCUMENT = /^(?:un)?load|^dom[A-Z]/;

/**
 * Makes one trace of the load of the document: a span of the whole, and within it one of the document's own request and one of each resource. It
 * continues the server's span where the page names that in `<meta name="traceparent">` or the header `Server-Timing: traceparent;desc="…"`.
 */
export function documentLoad(): Capture {
  return {
    name: 'document_load',
    start(page) {
      // A worker has none.
      if (!('document' in globalThis)) return;
      // The load has ended, and its last time is known, once those who listen to it have returned.
      const tell = (): void => page.after(0, () => withSpan(null, () => tellLoad(page)));
      page.soon(() => {
        if (document.readyState === 'complete') tell();
        else page.listen(globalThis, 'load', tell);
      });
    },
  };
}

function tellLoad(page: Page): void {
  const [load] = performance.getEntriesByType('navigation');
  if (!(load instanceof PerformanceNavigationTiming)) return;
  const whole = newSpan(page, serverSpan(load), true);
  const add = (
    name: string,
    entry: PerformanceResourceTiming,
    url: string,
    events: SpanEvent[],
    end = entry.responseEnd,
    span = newSpan(page, whole),
  ): void =>
    addSpan(page, SCOPE, {
      ...placeOf(span),
      name,
      kind: INTERNAL,
      start: page.timeOf(entry.fetchStart),
      end: end > 0 ? page.timeOf(end) : page.now(),
      attributes: {
        [ATTR_URL_FULL]: page.redact(url),
        // Of another origin it is not told.
        ...(span !== whole && entry.encodedBodySize > 0 && { [ATTR_HTTP_RESPONSE_BODY_SIZE]: entry.encodedBodySize }),
      },
      events,
    });

  const times: Readonly<Record<string, number>> = load.toJSON();
  const names = Object.keys(times).filter((name) => OF_DOCUMENT.test(name));
  const events = [...eventsOf(times, ['fetchStart', ...names], page), ...paints(page)];
  add('documentLoad', load, location.href, events, load.loadEventEnd, whole);
  add('documentFetch', load, location.href, networkEvents(load, page));
  const resources = performance.getEntriesByType('resource').filter(isResource(page));
  for (const entry of resources.slice(0, MAX_RESOURCES))
    add('resourceFetch', entry, entry.name, networkEvents(entry, page));
  const left = resources.length - MAX_RESOURCES;
  if (left > 0) page.countDropped('traces', 'budget', left);
}

/** Requests of scripts have spans of their own. */
function isResource(page: Page) {
  const isOwn = createIsOwn(page.endpoint);
  return (entry: PerformanceEntry): entry is PerformanceResourceTiming =>
    entry instanceof PerformanceResourceTiming &&
    entry.initiatorType !== 'fetch' &&
    entry.initiatorType !== 'xmlhttprequest' &&
    !isOwn(entry.name);
}

/** `firstPaint` and `firstContentfulPaint`. */
function paints(page: Page): SpanEvent[] {
  return performance.getEntriesByType('paint').map(({ name, startTime }) => ({
    name: name.replace(/-./g, (letter) => letter.slice(1).toUpperCase()),
    time: page.timeOf(startTime),
  }));
}

/** The span that made the document. */
function serverSpan({ serverTiming }: PerformanceNavigationTiming): SpanPlace | undefined {
  const meta = document.querySelector('meta[name="traceparent"]')?.getAttribute('content');
  // Only secure pages are told the header.
  const header = [...Object(serverTiming ?? [])].find(({ name }) => name === 'traceparent');
  return parseTraceparent(meta ?? header?.description);
}

import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SIGHTGLASS_PAGE_ID,
  ATTR_SIGHTGLASS_PAGE_ROUTE,
  ATTR_URL_FULL,
  EVENT_SIGHTGLASS_REQUEST_FAILED,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Page } from '../../capture.ts';
import { createIsOwn } from '../../page/own.ts';
import { networkEvents } from '../../tracing/network-events.ts';
import { addSpan, traceFlagsOf } from '../../tracing/add-span.ts';
import { heldSpan } from '../../tracing/active.ts';
import type { Follow } from '../../tracing/active.ts';
import { newSpan, placeOf } from '../../tracing/new-span.ts';
import { isPropagatedByOthers, traceHeaders } from '../../tracing/propagation.ts';
import { parseTraceparent } from '../../tracing/traceparent.ts';
import { attempt } from '@sightglass/errors/browser/internal';
import { BROWSER_VERSION } from '../../version.ts';
import type { RequestsOptions } from './requests.ts';
import { createTimings } from './timings.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/requests`, version: BROWSER_VERSION };
/** Severity of a failed call: the page goes on. */
const WARN = 13;
/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/: what else there is, is `_OTHER`. */
const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'];
/** Where exporters of OpenTelemetry send to: telemetry of telemetry would have no end. */
const TELEMETRY = /\/v1\/(traces|logs|metrics)$/;

/** How a request ended: with an answer, with an error, or, without either, because the page no longer wanted it. */
export interface Outcome {
  readonly status?: number;
  /** What kind of error. */
  readonly error?: string;
  /** What is said of it. */
  readonly message?: string;
}

/** A request that was begun. */
export interface Call {
  /** What the request must carry, where it may. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where it belongs to what a person did: told of its answer, as what that leads to does so, too. */
  readonly follow: Follow | undefined;
  readonly end: (outcome: Outcome) => void;
}

/** Begins a request; undefined for one that is not looked at. `given` is the `traceparent` that the page set by itself. */
export type Begin = (method: string, url: string, given?: string | null) => Call | undefined;

/** What `fetch` and `XMLHttpRequest` have in common. */
export function createCalls(page: Page, options: RequestsOptions): Begin {
  const { ignore = [], failedFrom = 500, propagateTo } = options;
  // To others a header would cost a preflight, or be refused, and tell what is none of their business.
  const isPropagated = (url: URL): boolean => url.origin === location.origin || propagateTo?.(url) === true;
  const isOwn = createIsOwn(page.endpoint);
  const timings = createTimings(page);
  const isIgnored = ({ href, origin, pathname }: URL): boolean =>
    isOwn(href) ||
    TELEMETRY.test(pathname) ||
    ignore.some((one) =>
      typeof one === 'string' ? (origin + pathname).startsWith(one) : (origin + pathname).search(one) >= 0,
    );

  return (method, address, given) => {
    // What is no address fails by itself, at once.
    const url = attempt(() => new URL(address, globalThis.document?.baseURI ?? location.href));
    if (!url || isIgnored(url)) return undefined;
    page.emit('call', undefined);
    const held = heldSpan();
    const span = newSpan(page, parseTraceparent(given));
    const follow = span.parentSpanId === held?.spanId ? held?.follow : undefined;
    const isTold = !given && traceFlagsOf(page.session()) !== undefined && isPropagated(url) && !isPropagatedByOthers();
    const start = page.now();
    const { id, route } = page.view();
    const timing = timings.expect(url.href);

    const end = ({ status, error, message }: Outcome): void => {
      const last = page.now();
      const errorType = error ?? (status && status >= 400 ? `${status}` : undefined);
      const isFailed = Boolean(error) || Number(status) >= failedFrom;
      const full = page.redact(url.href);
      const name = method.toUpperCase();
      const known = METHODS.includes(name) ? name : '_OTHER';
      const said = {
        // Of the view that began it; another may be shown when it ends.
        [ATTR_SIGHTGLASS_PAGE_ID]: id,
        [ATTR_SIGHTGLASS_PAGE_ROUTE]: route,
        [ATTR_HTTP_REQUEST_METHOD]: known,
        [ATTR_URL_FULL]: full,
        ...(status && { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
        ...(errorType && { [ATTR_ERROR_TYPE]: errorType }),
      };
      timings.settle(timing, Boolean(status), (entry) =>
        addSpan(page, SCOPE, {
          ...placeOf(span),
          name: known,
          kind: 3,
          start,
          end: entry ? Math.max(last, page.timeOf(entry.responseEnd)) : last,
          attributes: {
            ...said,
            ...(known !== method && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: method }),
            ...serverOf(url),
          },
          events: entry ? networkEvents(entry, page) : [],
          ...(errorType && { status: { code: 2, ...(message && { message }) } }),
        }),
      );
      page.emit('request', { url: full, isFailed });
      if (!isFailed) return;
      const { traceId, spanId, traceFlags } = span;
      page.addLog(SCOPE, {
        eventName: EVENT_SIGHTGLASS_REQUEST_FAILED,
        severityNumber: WARN,
        time: last,
        attributes: said,
        traceId,
        spanId,
        traceFlags,
      });
    };
    return { headers: isTold ? traceHeaders(span) : [], follow, end: page.guarded(end) };
  };
}

/** The port is told also where the scheme gives it, as the conventions ask. */
function serverOf({ hostname, port, protocol }: URL): Record<string, string | number> {
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  return { [ATTR_SERVER_ADDRESS]: hostname, [ATTR_SERVER_PORT]: number };
}

import type { Side } from './compare.ts';
import type { SentSpan } from './spans.ts';

/** A difference from the stock instrumentations that is meant. The texts become the table of `docs/sdk/browser-differences.md`. */
export interface Difference {
  readonly id: string;
  /** Whose spans differ. */
  readonly of: string;
  readonly stock: string;
  readonly ours: string;
  readonly why: string;
  /** Brings the spans of either side to what both have in common. */
  readonly level: (spans: readonly SentSpan[], side: Side) => readonly SentSpan[];
}

const isStock = (side: Side): boolean => side === 'stock';
const ofConnection = /^(?:domainLookup|connect|secureConnection)/;

/** The spans, some attributes changed; those that become undefined are gone. */
function withAttributes(
  spans: readonly SentSpan[],
  change: (span: SentSpan) => Record<string, unknown> | undefined,
): SentSpan[] {
  return spans.map((span) => {
    const attributes = Object.entries({ ...span.attributes, ...change(span) }).filter(
      ([, value]) => value !== undefined,
    );
    return { ...span, attributes: Object.fromEntries(attributes) };
  });
}

const isFailedFetch = ({ name, attributes, events }: SentSpan): boolean =>
  name !== 'documentLoad' &&
  attributes['http.response.status_code'] === 0 &&
  !events.some((event) => event.name === 'open');

export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'page',
    of: 'all',
    stock: 'nothing of the page, the session and the person',
    ours: '`session.id`, `sightglass.page.id`, `sightglass.page.route`, and what else stands on every record',
    why: 'That spans are found from the session and the page, and the other way round.',
    level: (spans, side) =>
      withAttributes(spans, ({ scope, attributes }) => {
        const ofPage = /^(?:session\.|sightglass\.|url\.path$)/;
        // Spans of the program itself have no address of their own.
        const added = Object.keys(attributes).filter(
          (key) => ofPage.test(key) || (scope === 'shop' && key === 'url.full'),
        );
        return isStock(side) ? {} : Object.fromEntries(added.map((key) => [key, undefined]));
      }),
  },
  {
    id: 'queries-masked',
    of: 'all',
    stock: 'whole addresses, with query and fragment',
    ours: 'every value of the query masked (`?q=REDACTED`), no fragment',
    why: 'Private by default: addresses carry names, tokens and searches.',
    level: (spans, side) =>
      withAttributes(spans, ({ attributes: { 'url.full': url } }) =>
        isStock(side) && typeof url === 'string'
          ? { 'url.full': url.replace(/#.*/, '').replaceAll(/=[^&]*/g, '=REDACTED') }
          : {},
      ),
  },
  {
    id: 'user-agent',
    of: 'documentLoad',
    stock: '`user_agent.original` on the span',
    ours: 'on the resource',
    why: 'It is the same for all that a page sends.',
    level: (spans) => withAttributes(spans, () => ({ 'user_agent.original': undefined })),
  },
  {
    id: 'body-size',
    of: 'documentFetch, resourceFetch',
    stock: '`http.response_content_length`, `http.response_content_length_uncompressed`, also 0 where it is not known',
    ours: '`http.response.body.size` where it is known',
    why: 'The conventions have renamed it.',
    level: (spans, side) =>
      withAttributes(spans, ({ attributes: { 'http.response_content_length': size } }) =>
        isStock(side)
          ? {
              'http.response_content_length': undefined,
              'http.response_content_length_uncompressed': undefined,
              'http.response.body.size': size || undefined,
            }
          : {},
      ),
  },
  {
    id: 'requests-twice',
    of: 'resourceFetch',
    stock: 'requests of scripts, too, and what the SDK itself sends, each a second span',
    ours: 'what the document itself asks for',
    why: 'Requests have spans of their own.',
    level: (spans, side) =>
      isStock(side)
        ? spans.filter(
            ({ name, attributes: { 'url.full': url } }) =>
              name !== 'resourceFetch' || !/\/(?:api|v1)\//.test(String(url)),
          )
        : spans,
  },
  {
    id: 'open-connections',
    of: 'all with events of the network',
    stock:
      '`domainLookupStart` to `connectEnd` also of a connection that was open, all at the time of `fetchStart`, and events at no time (0)',
    ours: 'only of a connection that was made',
    why: 'They say nothing.',
    level: (spans) =>
      spans.map((span) => ({ ...span, events: span.events.filter(({ name }) => !ofConnection.test(name)) })),
  },
  {
    id: 'unread-timings',
    of: 'fetch, XMLHttpRequest',
    stock: 'the events of a failed request',
    ours: 'none',
    why: 'They would say when it did not happen.',
    level: (spans) =>
      spans.map((span) =>
        span.kind === 3 && !span.attributes['http.response.status_code'] ? { ...span, events: [] } : span,
      ),
  },
  {
    id: 'failed-fetch',
    of: 'fetch',
    stock: 'of a request that got no answer `http.response.status_code` 0 and no error',
    ours: 'no status code, `error.type` with the name of the error, and status ERROR; neither where the page gave it up',
    why: 'There was no status; and it failed.',
    level: (spans, side) =>
      isStock(side)
        ? withAttributes(spans, (span) => (isFailedFetch(span) ? { 'http.response.status_code': undefined } : {}))
        : withAttributes(
            spans.map((span) =>
              span.attributes['error.type'] === 'TypeError' ? { ...span, status: { code: 0 } } : span,
            ),
            ({ attributes }) => (attributes['error.type'] === 'TypeError' ? { 'error.type': undefined } : {}),
          ),
  },
  {
    id: 'xhr-events',
    of: 'XMLHttpRequest',
    stock: 'events `open`, `send`, and `loaded`, `error`, `abort` or `timeout`; the span begins with `open`',
    ours: 'none of these; it begins with `send`',
    why: 'Start, end and status say the same; between `open` and `send` nothing happens.',
    level: (spans) =>
      spans.map((span) => ({
        ...span,
        events: span.events.filter(({ name }) => !/^(?:open|send|loaded|error|abort|timeout)$/.test(name)),
      })),
  },
];

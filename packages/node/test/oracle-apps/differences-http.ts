import type { Difference } from './differences.ts';
import { withAttributes } from './level.ts';

export const HTTP_DIFFERENCES: readonly Difference[] = [
  {
    id: 'undici-method',
    library: 'undici, fetch',
    stock: '`http.request.method_original` on every request',
    ours: 'only where it differs from `http.request.method`',
    why: 'So the conventions define it.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) =>
        attributes['http.request.method_original'] === attributes['http.request.method']
          ? { 'http.request.method_original': undefined }
          : undefined,
      ),
  },
  {
    id: 'http-error-type',
    library: 'node:http',
    stock: '`error.type` of a request that failed is the name of the error class, mostly `Error`',
    ours: 'its code, such as `ECONNREFUSED`',
    why: 'The conventions ask for what tells errors apart; `exception.type` of the same span has the code on both sides.',
    level: (spans) =>
      withAttributes(spans, ({ kind, attributes, events }) => {
        const type = events.find(({ name }) => name === 'exception')?.attributes['exception.type'];
        return kind === 'CLIENT' && attributes['error.type'] === 'Error' ? { 'error.type': type } : undefined;
      }),
  },
  {
    id: 'http-cut-answers',
    library: 'node:http',
    stock: 'an answer that was cut off is a success: status unset, and 200 even where no head went out',
    ours: 'status ERROR with `error.type`, and a status code only if one was sent',
    why: 'The caller got no answer, or half of one: that is what somebody looks for.',
    level: (spans, side) =>
      side === 'stock'
        ? spans
        : spans.map((span) => {
            const type = span.attributes['error.type'];
            const isServer = span.kind === 'SERVER' && type === 'ECONNRESET';
            const isClient = span.kind === 'CLIENT' && span.status === 'ERROR aborted';
            if (!isServer && !isClient) return span;
            const { 'error.type': _, ...attributes } = span.attributes;
            return {
              ...span,
              status: 'UNSET',
              events: [],
              attributes: { ...attributes, 'http.response.status_code': 200 },
            };
          }),
  },
  {
    id: 'http-header-lists',
    library: 'node:http',
    stock: 'headers given as a list reach the server as others: `{0: "Host", 1: …}`',
    ours: 'as the program gave them, with the trace context behind them',
    why: 'Whoever measures a request does not change it.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) =>
        attributes['server.address'] === 'named.example' ? { 'server.address': '127.0.0.1' } : undefined,
      ),
  },
];

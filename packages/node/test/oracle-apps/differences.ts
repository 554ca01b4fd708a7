import { DATABASE_DIFFERENCES } from './differences-database.ts';
import type { Side } from './run-app.ts';
import type { PlainSpan } from './span-tree.ts';

/**
 * A difference from the stock agent that is meant. The texts become the table of `docs/sdk/node-differences.md`.
 */
export interface Difference {
  readonly id: string;
  /** Package whose spans differ; `every`: allowed in all comparisons. */
  readonly library: string;
  readonly stock: string;
  readonly ours: string;
  readonly why: string;
  /** Brings the spans of either side to what both have in common. */
  readonly level: (spans: readonly PlainSpan[], side: Side) => readonly PlainSpan[];
}

/** Changes the attributes of the spans for which `change` gives some; undefined takes an attribute away. */
function withAttributes(
  spans: readonly PlainSpan[],
  change: (span: PlainSpan) => Record<string, unknown> | undefined,
): PlainSpan[] {
  return spans.map((span) => {
    const changes = change(span);
    if (changes === undefined) return span;
    const entries = Object.entries({ ...span.attributes, ...changes }).filter(([, value]) => value !== undefined);
    return { ...span, attributes: Object.fromEntries(entries) };
  });
}

/** Takes spans out; what was below one comes to stand below its parent. */
function withoutSpans(spans: readonly PlainSpan[], isOut: (span: PlainSpan) => boolean): PlainSpan[] {
  const out = new Map(spans.filter(isOut).map((span) => [span.id, span.parentId]));
  const standing = (id: string): string => {
    const above = out.get(id);
    return above === undefined ? id : standing(above);
  };
  return spans.filter(({ id }) => !out.has(id)).map((span) => ({ ...span, parentId: standing(span.parentId) }));
}

export const DIFFERENCES: readonly Difference[] = [
  ...DATABASE_DIFFERENCES,
  {
    id: 'express-routers',
    library: 'express',
    stock: 'a span without duration and without children for each router that is passed, named after its first route',
    ours: 'none; what a router leads to has its whole route',
    why: 'The name is that of another route as often as not, and nothing is below it.',
    level: (spans, side) =>
      withoutSpans(spans, ({ attributes }) => side === 'stock' && attributes['express.type'] === 'router'),
  },
  {
    id: 'express-several-paths',
    library: 'express',
    stock: 'all paths of a route that has several, joined by commas',
    ours: 'the path that matched',
    why: '`http.route` is the template that matched.',
    level: (spans) => levelRoute(spans, /either/, '(a route of several paths)'),
  },
  {
    id: 'express-root',
    library: 'express',
    stock: '`http.route` is `/` on every middleware that a request to `/` passes, and on none for any other address',
    ours: 'left out: these were mounted on no path',
    why: '`/` there means that the middleware sees every address.',
    level: (spans) =>
      withAttributes(spans, ({ name, attributes }) =>
        name.startsWith('middleware - ') && attributes['http.route'] === '/' ? { 'http.route': undefined } : undefined,
      ),
  },
  {
    id: 'express-no-paths',
    library: 'express',
    stock: '`request handler`',
    ours: '`request handler - /users/:id`, with the route',
    why: 'Express 5 keeps the path where the stock agent does not look for it.',
    level: (spans) => renamed(spans, /^request handler.*/, 'request handler'),
  },
  {
    id: 'own-attributes',
    library: 'every',
    stock: '`express.*`, `koa.*`, `nestjs.*`, `hook.*`, `fastify.*`, `component`',
    ours: 'none of these',
    why: 'They are in no convention, and say what the name of the span says.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) => {
        const own = Object.keys(attributes).filter((key) =>
          /^(?:express|koa|nestjs|hook|fastify)\.|^component$/.test(key),
        );
        return Object.fromEntries(own.map((key) => [key, undefined]));
      }),
  },
  {
    id: 'queries-masked',
    library: 'every',
    stock: 'query strings as they are, in `url.query` and `url.full`',
    ours: 'every value masked: `?q=REDACTED`',
    why: 'Private by default: addresses carry names, tokens and searches.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) => ({
        ...maskedQuery(attributes, 'url.query', /^\??/),
        ...maskedQuery(attributes, 'url.full', /^[^?]*\??/),
      })),
  },
];

function maskedQuery(attributes: PlainSpan['attributes'], key: string, before: RegExp): Record<string, unknown> {
  const value = attributes[key];
  if (typeof value !== 'string') return {};
  const [start = ''] = before.exec(value) ?? [];
  return { [key]: start + value.slice(start.length).replaceAll(/=[^&;#]*/g, '=REDACTED') };
}

function renamed(spans: readonly PlainSpan[], name: RegExp, to: string): PlainSpan[] {
  return spans.map((span) => ({ ...span, name: span.name.replace(name, to) }));
}

/** Brings routes that differ to one text, in attributes and names. */
function levelRoute(spans: readonly PlainSpan[], route: RegExp, to: string): PlainSpan[] {
  return spans.map((span) => {
    const own = span.attributes['http.route'];
    if (typeof own !== 'string' || !route.test(own)) return span;
    return { ...span, name: span.name.replace(own, to), attributes: { ...span.attributes, 'http.route': to } };
  });
}

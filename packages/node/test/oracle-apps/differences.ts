import { DATABASE_DIFFERENCES } from './differences-database.ts';
import { FRAMEWORK_DIFFERENCES } from './differences-frameworks.ts';
import { HTTP_DIFFERENCES } from './differences-http.ts';
import { withAttributes } from './level.ts';
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

export const DIFFERENCES: readonly Difference[] = [
  ...DATABASE_DIFFERENCES,
  ...FRAMEWORK_DIFFERENCES,
  ...HTTP_DIFFERENCES,
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
    // Of the stock agent's spans alone: ours must come masked.
    level: (spans, side) =>
      side === 'ours'
        ? spans
        : withAttributes(spans, ({ attributes }) => ({
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

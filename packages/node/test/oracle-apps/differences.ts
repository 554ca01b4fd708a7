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

export const DIFFERENCES: readonly Difference[] = [
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

import { DIFFERENCES } from './differences.ts';
import type { SentSpan } from './spans.ts';

/** Whose spans. */
export type Side = 'ours' | 'stock';

/** The spans of both sides as text, a line each, and differences that did not show. */
export interface Comparison {
  readonly ours: readonly string[];
  readonly stock: readonly string[];
  readonly notMet: readonly string[];
}

/** Compares spans of the same visit: names, kinds, parents, attributes, status and events, but for what `differences.ts` holds. */
export function compare(sent: Readonly<Record<Side, readonly SentSpan[]>>): Comparison {
  const met = new Set<string>();
  const level = (side: Side): string[] => {
    let spans = sent[side];
    for (const { id, level } of DIFFERENCES) {
      const before = render(spans).join('\n');
      spans = level(spans, side);
      if (render(spans).join('\n') !== before) met.add(id);
    }
    return render(spans);
  };
  const [ours, stock] = [level('ours'), level('stock')];
  return { ours, stock, notMet: DIFFERENCES.map(({ id }) => id).filter((id) => !met.has(id)) };
}

/** A line a span, in an order that does not depend on time; a parent by its name. */
function render(spans: readonly SentSpan[]): string[] {
  const nameOf = (id: string): string => spans.find(({ spanId }) => spanId === id)?.name ?? `of elsewhere ${id}`;
  return spans
    .map(({ name, kind, parentSpanId, attributes, status, events }) => {
      const said = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
      return JSON.stringify({
        name,
        kind,
        parent: parentSpanId && nameOf(parentSpanId),
        status,
        attributes: Object.fromEntries(said),
        events: events.map((event) => event.name),
      });
    })
    .sort();
}

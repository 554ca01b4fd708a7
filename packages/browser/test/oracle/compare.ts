import { DIFFERENCES } from './differences.ts';
import type { SentSpan } from './spans.ts';

/** Whose spans. */
export type Side = 'ours' | 'stock';

/** The spans of both sides as text, a line each, and differences that did not show. */
export interface Comparison {
  readonly ours: readonly string[];
  readonly stock: readonly string[];
  /** Lists of events that answered requests have. The stock instrumentations do not find the timing of each request: times of two clocks differ. */
  readonly requestEvents: Readonly<Record<Side, ReadonlySet<string>>>;
  readonly notMet: readonly string[];
}

/** Compares spans of the same visit: names, kinds, parents, attributes, status and events, but for what `differences.ts` holds. */
export function compare(sent: Readonly<Record<Side, readonly SentSpan[]>>): Comparison {
  const met = new Set<string>();
  const requestEvents = { ours: new Set<string>(), stock: new Set<string>() };
  const level = (side: Side): string[] => {
    let spans = sent[side];
    for (const { id, level } of DIFFERENCES) {
      const before = render(spans).join('\n');
      spans = level(spans, side);
      if (render(spans).join('\n') !== before) met.add(id);
    }
    for (const { kind, events, attributes } of spans)
      if (kind === CLIENT && attributes['http.response.status_code']) requestEvents[side].add(namesOf(events).join());
    return render(spans.map((span) => ({ ...span, events: span.kind === CLIENT ? [] : span.events })));
  };
  const [ours, stock] = [level('ours'), level('stock')];
  return { ours, stock, requestEvents, notMet: DIFFERENCES.map(({ id }) => id).filter((id) => !met.has(id)) };
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
        events: namesOf(events).filter((event) => !PAINT.test(event)),
      });
    })
    .sort();
}

const CLIENT = 3;
/** Whether something was painted before the document had loaded differs from visit to visit. */
const PAINT = /Paint$/;

function namesOf(events: SentSpan['events']): string[] {
  return events.map(({ name }) => name);
}

import type { Spans } from './columns.ts';
import { foldNothing, type Folded, type Outline } from './rows.ts';
import type { SpanTree } from './span-tree.ts';

/** What a search found. */
export interface Found {
  /** Spans that match. */
  readonly hits: number;
  /** 1 for a span that matches. */
  readonly hit: Uint8Array;
  /** 1 for a span that matches or has a match below it. */
  readonly kept: Uint8Array;
}

/** Finds the spans in which every word occurs in the name, the service or the error message, whatever the case. `undefined` for no words. */
export function findSpans(spans: Spans, tree: SpanTree, words: readonly string[]): Found | undefined {
  if (words.length === 0) return undefined;
  // Each text is searched once, not once a span: 50,000 spans share a few hundred.
  const within = (texts: readonly string[]): boolean[][] =>
    words.map((word) => texts.map((text) => text.toLowerCase().includes(word)));
  const names = within(spans.names);
  const services = within(spans.services);
  const messages = within(spans.messages);
  const hit = new Uint8Array(spans.count);
  let hits = 0;
  for (let i = 0; i < spans.count; i++) {
    const all = words.every(
      (_, w) => names[w]![spans.name[i]!] || services[w]![spans.service[i]!] || messages[w]![spans.message[i]!],
    );
    if (!all) continue;
    hit[i] = 1;
    hits++;
  }
  return { hits, hit, kept: withAncestors(tree, hit) };
}

function withAncestors(tree: SpanTree, hit: Uint8Array): Uint8Array {
  const kept = hit.slice();
  // Backwards through the order every span comes before its parent.
  for (let at = tree.order.length - 1; at >= 0; at--) {
    const span = tree.order[at]!;
    if (kept[span] === 1 && tree.parent[span] !== -1) kept[tree.parent[span]!] = 1;
  }
  return kept;
}

/** How found spans are shown: all opened; a group of which every member matches stays one row. */
export function foldForFound(outline: Outline, found: Found): Folded {
  const folded = foldNothing(outline);
  outline.groups.list.forEach((group, g) => {
    if (group.members.every((member) => found.hit[member] === 1)) folded[outline.spans.count + g] = 1;
  });
  return folded;
}

/**
 * The next failed span from `from` in the order of the page, round the end to the beginning; `undefined` where none failed.
 *
 * @param from a span, or −1 to begin at the top (at the bottom when going back).
 * @param step 1 for the next, −1 for the one before.
 * @param kept where given, only spans marked 1 count.
 */
export function nextFailed(
  spans: Spans,
  tree: SpanTree,
  from: number,
  step: 1 | -1,
  kept?: Uint8Array,
): number | undefined {
  const begin = from === -1 ? (step === 1 ? -1 : spans.count) : tree.position[from]!;
  for (let moved = 1; moved <= spans.count; moved++) {
    const at = (((begin + step * moved) % spans.count) + spans.count) % spans.count;
    const span = tree.order[at]!;
    if (spans.failed[span] === 1 && (!kept || kept[span] === 1)) return span;
  }
  return undefined;
}

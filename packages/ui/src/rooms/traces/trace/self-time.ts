import type { Spans } from './columns.ts';
import { childrenOf, type SpanTree } from './span-tree.ts';

/** Time of a span during which none of its direct children ran, nanoseconds: its length less the union of theirs, clipped to it. */
export function selfTimeOf(spans: Spans, tree: SpanTree, span: number): number {
  const end = spans.end[span]!;
  let covered = spans.start[span]!;
  let self = 0;
  for (const child of childrenOf(tree, span)) {
    const childStart = Math.min(spans.start[child]!, end);
    if (childStart > covered) self += childStart - covered;
    covered = Math.max(covered, Math.min(spans.end[child]!, end));
  }
  return self + Math.max(0, end - covered);
}

import { findClockSuspects, guessClockShifts, withShiftedClocks } from './clock.ts';
import { decodeColumns, type Spans, type TraceColumns } from './columns.ts';
import {
  findCriticalPath,
  shareByService,
  stretchesBySpan,
  type CriticalPath,
  type CriticalShare,
} from './critical-path.ts';
import type { Outline } from './rows.ts';
import { groupSiblings } from './sibling-groups.ts';
import { buildSpanTree, type SpanTree } from './span-tree.ts';

/** Everything about a trace that does not depend on what the reader does. */
export interface Trace extends Outline {
  /** The span that the headline and the critical path are about; −1 in a trace without spans. */
  readonly root: number;
  /** Where a service took the work over, if that is not the root itself; −1 for none. */
  readonly entry: number;
  readonly path: CriticalPath;
  readonly shares: readonly CriticalShare[];
  /** Stretches of the critical path by span. */
  readonly stretches: ReadonlyMap<number, readonly number[]>;
  /** 1 for spans whose clock is in doubt. */
  readonly clockSuspect: Uint8Array;
  /** How far each span is drawn from where it was reported, nanoseconds; all 0 unless clocks were corrected. */
  readonly shift: Float64Array;
  readonly failed: number;
  readonly services: number;
  readonly suspects: number;
  /** Position of a span by its id; of several with one id the first. */
  readonly byId: ReadonlyMap<string, number>;
}

/** Computes a trace once. 10,000 spans take about 20 ms. */
export function readTrace(columns: TraceColumns): Trace {
  const spans = decodeColumns(columns);
  const tree = buildSpanTree(spans);
  return draw(spans, tree, findClockSuspects(spans, tree), new Float64Array(spans.count));
}

/** The trace with suspect clocks moved to where they fit. Spans and groups keep their positions, so what is folded stays so. */
export function correctClocks(trace: Trace): Trace {
  const shift = guessClockShifts(trace.spans, trace.tree, trace.clockSuspect);
  const spans = withShiftedClocks(trace.spans, shift);
  return draw(spans, buildSpanTree(spans), trace.clockSuspect, shift);
}

function draw(spans: Spans, tree: SpanTree, clockSuspect: Uint8Array, shift: Float64Array): Trace {
  const root = mainRoot(spans, tree);
  const path = findCriticalPath(spans, tree, root);
  const byId = new Map<string, number>();
  for (let i = spans.count - 1; i >= 0; i--) byId.set(spans.id[i]!, i);
  return {
    spans,
    tree,
    groups: groupSiblings(spans, tree),
    root,
    entry: entryOf(spans, tree, root),
    path,
    shares: shareByService(spans, path),
    stretches: stretchesBySpan(path),
    clockSuspect,
    shift,
    failed: sum(spans.failed),
    services: new Set(spans.service).size,
    suspects: sum(clockSuspect),
    byId,
  };
}

/** The first span that says it is a root; where that one was never received, the longest of those that stand at the top. */
function mainRoot(spans: Spans, tree: SpanTree): number {
  const own = tree.roots.find((root) => tree.rootReason.get(root) === 'root');
  if (own !== undefined) return own;
  const length = (span: number): number => spans.end[span]! - spans.start[span]!;
  return tree.roots.reduce((best, root) => (best === -1 || length(root) > length(best) ? root : best), -1);
}

/** A click or a job is the root by its own account; the request that it made of a service says more about what this is. −1 where that is the root itself. */
function entryOf(spans: Spans, tree: SpanTree, root: number): number {
  if (root === -1) return -1;
  const from = tree.position[root]!;
  for (let at = from; at < from + tree.size[root]!; at++) {
    const span = tree.order[at]!;
    if (isEntry(spans, span)) return spans.name[span] === spans.name[root] ? -1 : span;
  }
  return -1;
}

function isEntry(spans: Spans, span: number): boolean {
  return spans.kind[span] === 'server' || spans.kind[span] === 'consumer';
}

function sum(flags: Uint8Array): number {
  let total = 0;
  for (const flag of flags) total += flag;
  return total;
}

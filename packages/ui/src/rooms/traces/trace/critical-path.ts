/**
 * The critical path of a trace: for every instant of the root, the one span whose work the end was waiting for.
 *
 * Algorithm: CRISP (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX
 * ATC 2022, section 4; Jaeger's pages draw the same path). From the end of a span walk back in time: the child that
 * finished last, at or before the instant reached, is what its parent waited for; the gap up to that instant is the
 * parent's own work; go on inside that child, and in the parent from the child's start. A child that was still running
 * at that instant beside the chosen one did not hold it up and is skipped.
 *
 * Two rules that the paper leaves open:
 * - A child is clipped to its parent, because clocks of two machines differ.
 * - A child that outlives its parent was not waited for, so it is left out, where that is certain: both stand in one
 *   service (one clock) and it lasts more than {@link TOLERANCE} longer, or it consumes a message.
 */
import type { Spans } from './columns.ts';
import { childrenOf, type SpanTree } from './span-tree.ts';

/** Ends of one service that lie closer than this count as the same instant: a wrapper often ends just before what it wraps. Nanoseconds. */
export const TOLERANCE = 1e6;

/** Stretches of the path. Stretch `i` belongs to `span[i]`; they are ordered by time and touch each other without a gap. */
export interface CriticalPath {
  readonly root: number;
  readonly span: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Finds the critical path under `root`; an empty one for −1. Time: O(n log n) over the spans of its subtree; no recursion. */
export function findCriticalPath(spans: Spans, tree: SpanTree, root: number): CriticalPath {
  const span: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const add = (owner: number, start: number, end: number): void => {
    if (end <= start) return;
    span.push(owner);
    from.push(start);
    to.push(end);
  };
  // A frame a span being walked, innermost last: where its window opens, the instant reached, children still to look at.
  const stack: Frame[] = root === -1 ? [] : [openFrame(spans, tree, root, spans.start[root]!, spans.end[root]!)];
  while (stack.length > 0) {
    const frame = stack.at(-1)!;
    const next = nextWaitedFor(spans, frame);
    if (next === undefined) {
      add(frame.span, frame.open, frame.reached);
      stack.pop();
      continue;
    }
    add(frame.span, next.end, frame.reached);
    frame.reached = next.start;
    stack.push(openFrame(spans, tree, next.child, next.start, next.end));
  }
  // Found from the end backwards.
  return {
    root,
    span: Int32Array.from(span.reverse()),
    from: Float64Array.from(from.reverse()),
    to: Float64Array.from(to.reverse()),
  };
}

interface Frame {
  readonly span: number;
  readonly open: number;
  readonly close: number;
  /** The end of what is not yet explained. */
  reached: number;
  /** Children that were waited for, the one that ends last standing last. */
  readonly waiting: number[];
}

function openFrame(spans: Spans, tree: SpanTree, span: number, open: number, close: number): Frame {
  const endInside = (child: number): number => Math.min(spans.end[child]!, close);
  const waiting: number[] = [];
  for (const child of childrenOf(tree, span)) {
    if (isWaitedFor(spans, span, child) && endInside(child) > Math.max(spans.start[child]!, open)) waiting.push(child);
  }
  // Of two that end together the longer one explains more; of two equal ones the first.
  waiting.sort((a, b) => endInside(a) - endInside(b) || spans.start[b]! - spans.start[a]! || b - a);
  return { span, open, close, reached: close, waiting };
}

function nextWaitedFor(spans: Spans, frame: Frame): { child: number; start: number; end: number } | undefined {
  for (let child = frame.waiting.pop(); child !== undefined; child = frame.waiting.pop()) {
    const end = Math.min(spans.end[child]!, frame.close);
    const start = Math.max(spans.start[child]!, frame.open);
    if (end <= frame.reached) return { child, start, end };
  }
  return undefined;
}

/** Whether a parent can have waited for the end of this child. */
export function isWaitedFor(spans: Spans, parent: number, child: number): boolean {
  const outlives = spans.end[child]! - spans.end[parent]!;
  if (outlives <= 0) return true;
  if (spans.kind[child] === 'consumer') return false;
  return spans.service[child] !== spans.service[parent] || outlives <= TOLERANCE;
}

/** One service's part of the critical path. */
export interface CriticalShare {
  /** Position in `spans.services`. */
  readonly service: number;
  /** Nanoseconds. */
  readonly time: number;
  /** 0–1 of the whole path. */
  readonly share: number;
}

/** How the critical path divides among services, largest first. Empty for a path without length. */
export function shareByService(spans: Spans, path: CriticalPath): CriticalShare[] {
  const time = new Map<number, number>();
  let whole = 0;
  for (let i = 0; i < path.span.length; i++) {
    const service = spans.service[path.span[i]!]!;
    const length = path.to[i]! - path.from[i]!;
    time.set(service, (time.get(service) ?? 0) + length);
    whole += length;
  }
  return [...time]
    .map(([service, length]) => ({ service, time: length, share: length / whole }))
    .sort((a, b) => b.time - a.time || a.service - b.service);
}

/** The stretches of each span, looked up by span: positions in the path, in order of time. */
export function stretchesBySpan(path: CriticalPath): ReadonlyMap<number, readonly number[]> {
  const bySpan = new Map<number, number[]>();
  for (let i = 0; i < path.span.length; i++) {
    const known = bySpan.get(path.span[i]!);
    if (known) known.push(i);
    else bySpan.set(path.span[i]!, [i]);
  }
  return bySpan;
}

import type { Spans } from './columns.ts';

/** Why a span stands at the top: `root` says so itself, `orphan` names a parent that is not here, `loop` is its own ancestor. */
export type RootReason = 'root' | 'orphan' | 'loop';

/** Who called whom. Spans are positions in {@link Spans}; nothing here recurses, so depth is bounded by memory only. */
export interface SpanTree {
  /** Position of the parent, −1 at the top. */
  readonly parent: Int32Array;
  /** Children of span `i`: `child[childStart[i]]` up to but not including `child[childStart[i + 1]]`, by start. */
  readonly childStart: Int32Array;
  readonly child: Int32Array;
  /** Spans at the top, by start. */
  readonly roots: readonly number[];
  readonly rootReason: ReadonlyMap<number, RootReason>;
  /** Every span once, parents before children, as the page shows them. */
  readonly order: Int32Array;
  /** Where a span stands in `order`. */
  readonly position: Int32Array;
  /** Steps below the top. */
  readonly depth: Int32Array;
  /** Spans in the subtree, itself included. */
  readonly size: Int32Array;
  /** Spans whose parent was never received. */
  readonly orphans: number;
  /** Rings of spans that were cut open. */
  readonly loops: number;
  /** Spans whose id another span had already. */
  readonly duplicates: number;
}

/**
 * Builds the tree, whatever was received: a span without its parent becomes a root of its own, a ring of parents is
 * cut at its earliest span, and of several spans with one id the earliest is the one that children hang on.
 */
export function buildSpanTree(spans: Spans): SpanTree {
  const { parent, duplicates } = linkParents(spans);
  const cut = cutLoops(parent);
  const roots: number[] = [];
  const rootReason = new Map<number, RootReason>();
  let orphans = 0;
  for (let i = 0; i < spans.count; i++) {
    if (parent[i] !== -1) continue;
    const reason = cut.has(i) ? 'loop' : spans.parentId[i] === '' ? 'root' : 'orphan';
    if (reason === 'orphan') orphans++;
    roots.push(i);
    rootReason.set(i, reason);
  }
  const { childStart, child } = listChildren(parent, spans.start);
  return {
    parent,
    childStart,
    child,
    roots,
    rootReason,
    ...walk(parent, roots, childStart, child),
    orphans,
    loops: cut.size,
    duplicates,
  };
}

/** How many direct children a span has. */
export function childCount(tree: SpanTree, span: number): number {
  return tree.childStart[span + 1]! - tree.childStart[span]!;
}

/** The direct children of a span by start: a view, not a copy. */
export function childrenOf(tree: SpanTree, span: number): Int32Array {
  return tree.child.subarray(tree.childStart[span], tree.childStart[span + 1]);
}

function linkParents(spans: Spans): { parent: Int32Array; duplicates: number } {
  const first = new Map<string, number>();
  let duplicates = 0;
  for (let i = 0; i < spans.count; i++) {
    const id = spans.id[i]!;
    if (first.has(id)) duplicates++;
    else first.set(id, i);
  }
  const parent = new Int32Array(spans.count).fill(-1);
  for (let i = 0; i < spans.count; i++) {
    const id = spans.parentId[i]!;
    if (id !== '') parent[i] = first.get(id) ?? -1;
  }
  return { parent, duplicates };
}

/** Opens every ring of parents at its earliest span (the smallest position) and answers the spans it cut free. */
function cutLoops(parent: Int32Array): Set<number> {
  const cut = new Set<number>();
  // 0: not seen; otherwise the walk that saw it. Each span is walked over once: linear.
  const seenBy = new Int32Array(parent.length);
  for (let from = 0; from < parent.length; from++) {
    const walkId = from + 1;
    let at = from;
    while (at !== -1 && seenBy[at] === 0) {
      seenBy[at] = walkId;
      at = parent[at]!;
    }
    if (at === -1 || seenBy[at] !== walkId) continue;
    let earliest = at;
    for (let next = parent[at]!; next !== at; next = parent[next]!) earliest = Math.min(earliest, next);
    parent[earliest] = -1;
    cut.add(earliest);
  }
  return cut;
}

function listChildren(parent: Int32Array, start: Float64Array): { childStart: Int32Array; child: Int32Array } {
  const childStart = new Int32Array(parent.length + 1);
  for (const p of parent) if (p !== -1) childStart[p + 1]!++;
  for (let i = 0; i < parent.length; i++) childStart[i + 1]! += childStart[i]!;
  const free = childStart.slice();
  const child = new Int32Array(childStart[parent.length]!);
  for (let i = 0; i < parent.length; i++) {
    const p = parent[i]!;
    if (p !== -1) child[free[p]!++] = i;
  }
  sortByStart(child, childStart, start);
  return { childStart, child };
}

/** Spans come by start, so every list does too, unless clocks were moved: then only what is out of order is sorted. */
function sortByStart(child: Int32Array, childStart: Int32Array, start: Float64Array): void {
  for (let p = 0; p + 1 < childStart.length; p++) {
    const list = child.subarray(childStart[p], childStart[p + 1]);
    if (list.some((span, i) => i > 0 && start[list[i - 1]!]! > start[span]!)) {
      list.sort((a, b) => start[a]! - start[b]! || a - b);
    }
  }
}

function walk(
  parent: Int32Array,
  roots: readonly number[],
  childStart: Int32Array,
  child: Int32Array,
): Pick<SpanTree, 'order' | 'position' | 'depth' | 'size'> {
  const count = parent.length;
  const order = new Int32Array(count);
  const position = new Int32Array(count);
  const depth = new Int32Array(count);
  const size = new Int32Array(count).fill(1);
  const stack = new Int32Array(count);
  let top = 0;
  for (let r = roots.length - 1; r >= 0; r--) stack[top++] = roots[r]!;
  for (let at = 0; top > 0; at++) {
    const span = stack[--top]!;
    order[at] = span;
    position[span] = at;
    for (let c = childStart[span + 1]! - 1; c >= childStart[span]!; c--) {
      depth[child[c]!] = depth[span]! + 1;
      stack[top++] = child[c]!;
    }
  }
  for (let at = count - 1; at >= 0; at--) {
    const span = order[at]!;
    if (parent[span] !== -1) size[parent[span]!]! += size[span]!;
  }
  return { order, position, depth, size };
}

import type { Spans } from './columns.ts';
import type { SiblingGroups } from './sibling-groups.ts';
import { childCount, childrenOf, type SpanTree } from './span-tree.ts';

/** A span with more children than this, groups counted once, starts folded. */
export const FOLD_ABOVE = 100;

/** What rows are made from. A *node* is a span, or group `g` as `spans.count + g`. */
export interface Outline {
  readonly spans: Spans;
  readonly tree: SpanTree;
  readonly groups: SiblingGroups;
}

/** 1 for every node that is folded. Replaced, never changed in place, so that React sees it. */
export type Folded = Uint8Array;

/** The rows that are to be seen, top to bottom; one entry a row in every array. */
export interface Rows {
  readonly count: number;
  readonly node: Int32Array;
  /** 0 at the top. */
  readonly depth: Int32Array;
  /** From 1, among the rows that share a parent, and how many those are. */
  readonly place: Int32Array;
  readonly placeOf: Int32Array;
}

/** Whether the row of a node can be opened. */
export function isParent(outline: Outline, node: number): boolean {
  return node >= outline.spans.count || childCount(outline.tree, node) > 0;
}

/** How a trace opens: groups folded, and every span with more than {@link FOLD_ABOVE} rows below it. */
export function foldAtFirst(outline: Outline): Folded {
  const { spans, tree, groups } = outline;
  const folded = new Uint8Array(spans.count + groups.list.length);
  folded.fill(1, spans.count);
  const rowsBelow = new Int32Array(spans.count);
  for (let i = 0; i < spans.count; i++) rowsBelow[i] = childCount(tree, i);
  for (const group of groups.list) rowsBelow[group.parent]! -= group.members.length - 1;
  for (let i = 0; i < spans.count; i++) folded[i] = rowsBelow[i]! > FOLD_ABOVE ? 1 : 0;
  return folded;
}

/** Everything below the first level folded: what is left is the top spans and what they called. */
export function foldBelowTop(outline: Outline): Folded {
  const { spans, tree, groups } = outline;
  const folded = new Uint8Array(spans.count + groups.list.length).fill(1);
  for (const root of tree.roots) folded[root] = 0;
  return folded;
}

export function foldNothing(outline: Outline): Folded {
  return new Uint8Array(outline.spans.count + outline.groups.list.length);
}

export function withFolded(folded: Folded, node: number, value: boolean): Folded {
  const next = folded.slice();
  next[node] = value ? 1 : 0;
  return next;
}

/** Opens whatever hides a span: its ancestors and its group. Answers the same array when nothing does. */
export function revealSpan(outline: Outline, folded: Folded, span: number): Folded {
  const hiding = hidersOf(outline, span).filter((node) => folded[node] === 1);
  if (hiding.length === 0) return folded;
  const next = folded.slice();
  for (const node of hiding) next[node] = 0;
  return next;
}

function hidersOf({ spans, tree, groups }: Outline, span: number): number[] {
  const hiders: number[] = [];
  if (groups.of[span] !== -1) hiders.push(spans.count + groups.of[span]!);
  for (let at = tree.parent[span]!; at !== -1; at = tree.parent[at]!) hiders.push(at);
  return hiders;
}

/** The row's parent row as a node, −1 at the top. */
export function parentNode({ spans, tree, groups }: Outline, node: number): number {
  if (node >= spans.count) return groups.list[node - spans.count]!.parent;
  return groups.of[node] === -1 ? tree.parent[node]! : spans.count + groups.of[node]!;
}

/**
 * Lists the rows under a folding, in time linear in the rows that come out.
 *
 * @param kept where given, only spans marked 1 are listed (a search keeps its hits and their ancestors).
 */
export function listRows(outline: Outline, folded: Folded, kept?: Uint8Array): Rows {
  const { spans, tree } = outline;
  const most = folded.length;
  const node = new Int32Array(most);
  const depth = new Int32Array(most);
  const place = new Int32Array(most);
  const placeOf = new Int32Array(most);
  // What is still to be listed, the next row last; no recursion, a chain of 50,000 spans is just a long stack.
  const stack: number[] = [];
  const stackDepth: number[] = [];
  const stackPlace: number[] = [];
  const stackPlaceOf: number[] = [];
  const push = (nodes: readonly number[], at: number): void => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      stack.push(nodes[i]!);
      stackDepth.push(at);
      stackPlace.push(i + 1);
      stackPlaceOf.push(nodes.length);
    }
  };
  push(kept ? tree.roots.filter((root) => kept[root] === 1) : tree.roots, 0);
  let count = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const at = stackDepth.pop()!;
    node[count] = next;
    depth[count] = at;
    place[count] = stackPlace.pop()!;
    placeOf[count] = stackPlaceOf.pop()!;
    count++;
    if (folded[next] === 0 && (next >= spans.count || childCount(tree, next) > 0))
      push(below(outline, next, kept), at + 1);
  }
  return {
    count,
    node: node.subarray(0, count),
    depth: depth.subarray(0, count),
    place: place.subarray(0, count),
    placeOf: placeOf.subarray(0, count),
  };
}

/** The nodes right below one, each group in the place of its first member. */
function below({ spans, tree, groups }: Outline, node: number, kept: Uint8Array | undefined): readonly number[] {
  if (node >= spans.count) {
    const { members } = groups.list[node - spans.count]!;
    return kept ? members.filter((member) => kept[member] === 1) : members;
  }
  const nodes: number[] = [];
  const listed = new Set<number>();
  for (const child of childrenOf(tree, node)) {
    if (kept && kept[child] === 0) continue;
    const group = groups.of[child]!;
    if (group === -1) nodes.push(child);
    else if (!listed.has(group)) {
      listed.add(group);
      nodes.push(spans.count + group);
    }
  }
  return nodes;
}

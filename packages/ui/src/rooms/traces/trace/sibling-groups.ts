import type { Spans } from './columns.ts';
import { childCount, childrenOf, type SpanTree } from './span-tree.ts';

/** Fewer equal siblings than this are shown one by one. */
const GROUP_FROM = 5;

/** Equal siblings shown as one row: same parent, service and name, none with children of its own. */
export interface SiblingGroup {
  readonly parent: number;
  /** Spans by start. */
  readonly members: readonly number[];
  /** Sum of their durations, nanoseconds; more than the wall time when they ran at once. */
  readonly total: number;
  /** The longest of them, nanoseconds. */
  readonly max: number;
  readonly failed: number;
}

export interface SiblingGroups {
  readonly list: readonly SiblingGroup[];
  /** The group of a span, −1 for none. */
  readonly of: Int32Array;
}

/** Finds the groups under every parent, in time linear in the spans. */
export function groupSiblings(spans: Spans, tree: SpanTree): SiblingGroups {
  const of = new Int32Array(spans.count).fill(-1);
  const list: SiblingGroup[] = [];
  for (let parent = 0; parent < spans.count; parent++) {
    if (childCount(tree, parent) < GROUP_FROM) continue;
    for (const members of equalLeaves(spans, tree, parent).values()) {
      if (members.length < GROUP_FROM) continue;
      for (const member of members) of[member] = list.length;
      list.push(summarise(spans, parent, members));
    }
  }
  return { list, of };
}

function equalLeaves(spans: Spans, tree: SpanTree, parent: number): Map<number, number[]> {
  const byName = new Map<number, number[]>();
  for (const child of childrenOf(tree, parent)) {
    if (childCount(tree, child) > 0) continue;
    const key = spans.service[child]! * spans.names.length + spans.name[child]!;
    const known = byName.get(key);
    if (known) known.push(child);
    else byName.set(key, [child]);
  }
  return byName;
}

function summarise(spans: Spans, parent: number, members: readonly number[]): SiblingGroup {
  let total = 0;
  let max = 0;
  let failed = 0;
  for (const member of members) {
    const length = spans.end[member]! - spans.start[member]!;
    total += length;
    max = Math.max(max, length);
    failed += spans.failed[member]!;
  }
  return { parent, members, total, max, failed };
}

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumns } from './columns.ts';
import { brokenTrace, deepTrace, traceOf } from './sample-trace.ts';
import { buildSpanTree, childrenOf } from './span-tree.ts';

const names = (spans: ReturnType<typeof decodeColumns>, list: Iterable<number>): string[] =>
  Array.from(list, (i) => spans.names[spans.name[i]!]!);

test('shows parents before children and children by start', () => {
  const spans = decodeColumns(
    traceOf([
      { id: 'root', at: 0, ms: 9 },
      { id: 'late', parent: 'root', at: 5, ms: 1 },
      { id: 'early', parent: 'root', at: 1, ms: 3 },
      { id: 'inner', parent: 'early', at: 2, ms: 1 },
    ]),
  );
  const tree = buildSpanTree(spans);
  expect(names(spans, tree.order)).toEqual(['root', 'early', 'inner', 'late']);
  expect(Array.from(tree.order, (i) => tree.depth[i])).toEqual([0, 1, 2, 1]);
  expect(Array.from(tree.order, (i) => tree.size[i])).toEqual([4, 2, 1, 1]);
  expect(names(spans, childrenOf(tree, 0))).toEqual(['early', 'late']);
});

test('survives missing parents, self-parents, rings and ids given twice, and counts them', () => {
  const spans = decodeColumns(brokenTrace());
  const tree = buildSpanTree(spans);
  expect([...tree.order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: spans.count }, (_, i) => i));
  expect({ orphans: tree.orphans, loops: tree.loops, duplicates: tree.duplicates }).toEqual({
    orphans: 2,
    loops: 2,
    duplicates: 1,
  });
  expect(names(spans, tree.roots)).toEqual(['parent never came', 'nor did this one', 'its own parent', 'ring one']);
  expect(tree.roots.map((root) => tree.rootReason.get(root))).toEqual(['orphan', 'orphan', 'loop', 'loop']);
  const child = spans.id.indexOf('child');
  expect(names(spans, [tree.parent[child]!])).toEqual(['first of two']);
});

test('cuts a ring at its earliest span, also where a span before it leads into its middle', () => {
  const spans = decodeColumns(
    traceOf([
      { id: 'before', parent: 'late', at: 0, ms: 1 },
      { id: 'early', parent: 'late', at: 1, ms: 1 },
      { id: 'late', parent: 'early', at: 2, ms: 1 },
    ]),
  );
  const tree = buildSpanTree(spans);
  expect(names(spans, tree.order)).toEqual(['early', 'late', 'before']);
  expect(tree.rootReason.get(1)).toBe('loop');
});

test('is not bounded by the depth of the trace', () => {
  const spans = decodeColumns(deepTrace(50_000));
  const tree = buildSpanTree(spans);
  expect(tree.depth[49_999]).toBe(49_999);
  expect(tree.size[0]).toBe(50_000);
});

test('lists every span exactly once for any parents whatever', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.nat(9), parent: fc.nat(12), at: fc.nat(20) }), { maxLength: 30 }),
      (given) => {
        const spans = decodeColumns(
          traceOf(
            given.map(({ id, parent, at }) => ({ id: `s${id}`, parent: parent === 12 ? '' : `s${parent}`, at, ms: 5 })),
          ),
        );
        const tree = buildSpanTree(spans);
        expect(new Set(tree.order).size).toBe(spans.count);
        for (const [at, span] of tree.order.entries()) {
          const parent = tree.parent[span]!;
          expect(tree.position[span]).toBe(at);
          expect(tree.depth[span]).toBe(parent === -1 ? 0 : tree.depth[parent]! + 1);
          expect(parent === -1 || tree.position[parent]! < at).toBe(true);
          expect(parent === -1 || spans.id[parent] === spans.parentId[span]).toBe(true);
        }
      },
    ),
  );
});

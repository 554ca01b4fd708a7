import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuMsOf } from './cpu-time.ts';
import { decodeColumns, type TraceColumns } from './columns.ts';
import { wordsOf } from '../../../parts/words.ts';
import { findSpans, foldForFound, nextFailed } from './find.ts';
import {
  FOLD_ABOVE,
  foldAtFirst,
  foldBelowTop,
  foldNothing,
  listRows,
  parentNode,
  revealSpan,
  withFolded,
  type Outline,
  type Rows,
} from './rows.ts';
import { brokenTrace, checkoutTrace, deepTrace, traceOf, wideTrace, type SampleSpan } from './sample-trace.ts';
import { groupSiblings } from './sibling-groups.ts';
import { buildSpanTree } from './span-tree.ts';

function outlineOf(trace: TraceColumns): Outline {
  const spans = decodeColumns(trace);
  const tree = buildSpanTree(spans);
  return { spans, tree, groups: groupSiblings(spans, tree) };
}

function textOf({ spans, groups }: Outline, rows: Rows): string[] {
  return Array.from(rows.node, (node, row) => {
    const group = node >= spans.count ? groups.list[node - spans.count]! : undefined;
    const span = group ? group.members[0]! : node;
    const counted = group ? ` × ${group.members.length}` : '';
    return `${'  '.repeat(rows.depth[row]!)}${spans.names[spans.name[span]!]}${counted}`;
  });
}

const queries = (count: number, more: Partial<SampleSpan> = {}): SampleSpan[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `q${i}`,
    parent: 'root',
    name: 'SELECT',
    at: 2 + i,
    ms: 1 + (i % 3),
    ...more,
  }));

test('makes one row of five equal siblings, in the place of the first, and none of four', () => {
  const five = outlineOf(
    traceOf([{ id: 'root', at: 0, ms: 20 }, { id: 'other', parent: 'root', at: 1, ms: 1 }, ...queries(5)]),
  );
  expect(textOf(five, listRows(five, foldAtFirst(five)))).toEqual(['root', '  other', '  SELECT × 5']);
  expect(five.groups.list[0]).toMatchObject({ total: 9e6, max: 3e6, failed: 0 });
  const four = outlineOf(traceOf([{ id: 'root', at: 0, ms: 20 }, ...queries(4)]));
  expect(listRows(four, foldAtFirst(four)).count).toBe(5);
});

test('does not count siblings as equal that differ in service or have children', () => {
  const trace = outlineOf(
    traceOf([
      { id: 'root', at: 0, ms: 20 },
      ...queries(4),
      ...queries(1, { id: 'far', service: 'far' }),
      ...queries(1, { id: 'parent' }),
      { id: 'x', parent: 'parent', at: 3, ms: 1 },
    ]),
  );
  expect(trace.groups.list).toEqual([]);
});

test('opens a group below its row', () => {
  const trace = outlineOf(traceOf([{ id: 'root', at: 0, ms: 20 }, ...queries(5)]));
  const rows = listRows(trace, withFolded(foldAtFirst(trace), trace.spans.count, false));
  expect(textOf(trace, rows)).toEqual(['root', '  SELECT × 5', ...Array<string>(5).fill('    SELECT')]);
  expect(parentNode(trace, rows.node[3]!)).toBe(trace.spans.count);
});

test('starts with a span of more than 100 rows folded, and with 100 open', () => {
  const much = outlineOf(wideTrace(FOLD_ABOVE + 1));
  expect(listRows(much, foldAtFirst(much)).count).toBe(1);
  const fits = outlineOf(wideTrace(FOLD_ABOVE));
  expect(listRows(fits, foldAtFirst(fits)).count).toBe(FOLD_ABOVE + 1);
});

test('counts a group as one row when it decides what to fold', () => {
  const trace = outlineOf(traceOf([{ id: 'root', at: 0, ms: 900 }, ...queries(800)]));
  expect(textOf(trace, listRows(trace, foldAtFirst(trace)))).toEqual(['root', '  SELECT × 800']);
});

test('collapses to the top spans and what they called, and expands to every span', () => {
  const trace = outlineOf(checkoutTrace(2_000));
  expect(textOf(trace, listRows(trace, foldBelowTop(trace)))).toEqual(['click Pay now', '  POST /api/checkout']);
  expect(listRows(trace, foldNothing(trace)).count).toBe(2_000 + trace.groups.list.length);
});

test('says where a row stands among its siblings', () => {
  const trace = outlineOf(
    traceOf([{ id: 'root', at: 0, ms: 20 }, { id: 'other', parent: 'root', at: 1, ms: 1 }, ...queries(5)]),
  );
  const rows = listRows(trace, foldAtFirst(trace));
  expect([...rows.place]).toEqual([1, 1, 2]);
  expect([...rows.placeOf]).toEqual([1, 2, 2]);
});

test('reveals a span by opening its ancestors and its group, and nothing else', () => {
  const trace = outlineOf(checkoutTrace(2_000));
  const hidden = trace.spans.id.indexOf('t3');
  const before = foldBelowTop(trace);
  const after = revealSpan(trace, before, hidden);
  expect(listRows(trace, before).node).not.toContain(hidden);
  const rows = listRows(trace, after);
  expect(rows.node).toContain(hidden);
  expect(rows.node).not.toContain(trace.spans.id.indexOf('i3'));
  expect(revealSpan(trace, after, hidden)).toBe(after);
});

test('finds every word in name, service or message, whatever the case, and keeps the ancestors', () => {
  const trace = outlineOf(checkoutTrace(2_000));
  const found = findSpans(trace.spans, trace.tree, wordsOf(' 503  CHECKOUT '))!;
  expect(found.hits).toBe(1);
  expect(textOf(trace, listRows(trace, foldForFound(trace, found), found.kept))).toEqual([
    'click Pay now',
    '  POST /api/checkout',
    '    POST /api/checkout',
    '      POST /checkout',
    '        applyVoucher',
    '          GET voucher-rules',
  ]);
  expect(findSpans(trace.spans, trace.tree, wordsOf('  '))).toBeUndefined();
  expect(findSpans(trace.spans, trace.tree, wordsOf('nowhere'))!.hits).toBe(0);
});

test('opens a group of which only some members were found, and lists only those', () => {
  const trace = outlineOf(
    traceOf([{ id: 'root', at: 0, ms: 20 }, ...queries(5), ...queries(1, { id: 'bad', error: 'deadlock' })]),
  );
  const found = findSpans(trace.spans, trace.tree, ['deadlock'])!;
  expect(textOf(trace, listRows(trace, foldForFound(trace, found), found.kept))).toEqual([
    'root',
    '  SELECT × 6',
    '    SELECT',
  ]);
  const all = findSpans(trace.spans, trace.tree, ['select'])!;
  expect(textOf(trace, listRows(trace, foldForFound(trace, all), all.kept))).toEqual(['root', '  SELECT × 6']);
});

test('goes from failed span to failed span and round, both ways', () => {
  const { spans, tree } = outlineOf(checkoutTrace(200));
  const [first, second, third] = ['c1', 'v0', 'v3'].map((id) => spans.id.indexOf(id)) as [number, number, number];
  expect(nextFailed(spans, tree, -1, 1)).toBe(first);
  expect(nextFailed(spans, tree, first, 1)).toBe(second);
  expect(nextFailed(spans, tree, third, 1)).toBe(first);
  expect(nextFailed(spans, tree, first, -1)).toBe(third);
  expect(nextFailed(spans, tree, -1, -1)).toBe(third);
  const whole = outlineOf(wideTrace(9));
  expect(nextFailed(whole.spans, whole.tree, -1, 1)).toBeUndefined();
});

test('lists every span of a broken trace', () => {
  const trace = outlineOf(brokenTrace());
  expect(listRows(trace, foldNothing(trace)).count).toBe(trace.spans.count);
});

test('lists a row exactly when nothing above it is folded', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ parent: fc.nat(30), name: fc.nat(1) }), { minLength: 1, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      (given, closed) => {
        const trace = outlineOf(
          traceOf(
            given.map(({ parent, name }, i) => ({
              id: `s${i}`,
              ...(i > 0 && { parent: `s${parent % i}` }),
              name: `n${name}`,
              at: i,
              ms: 1,
            })),
          ),
        );
        const folded = foldNothing(trace).map((_, node) => (closed[node] === true ? 1 : 0));
        const rows = listRows(trace, folded);
        const shown = new Set(rows.node);
        expect(shown.size).toBe(rows.count);
        for (let node = 0; node < folded.length; node++) {
          let open = true;
          for (let at = parentNode(trace, node); at !== -1; at = parentNode(trace, at)) open &&= folded[at] === 0;
          expect(shown.has(node)).toBe(open);
        }
      },
    ),
  );
});

test.each([
  ['as the shop makes them', 10_000, 10, checkoutTrace(10_000)],
  ['as the shop makes them', 50_000, 50, checkoutTrace(50_000)],
  ['one in another', 50_000, 50, deepTrace(50_000)],
  ['side by side', 50_000, 50, wideTrace(50_000)],
])('lists the rows of spans %s, %i of them, within %i ms', (_, __, limit, columns) => {
  const trace = outlineOf(columns);
  expect(cpuMsOf(20, () => listRows(trace, foldNothing(trace)))).toBeLessThan(limit);
});

test('finds in 50,000 spans within 30 ms', () => {
  const trace = outlineOf(checkoutTrace(50_000));
  expect(cpuMsOf(20, () => findSpans(trace.spans, trace.tree, ['stock', 'inv']))).toBeLessThan(30);
});

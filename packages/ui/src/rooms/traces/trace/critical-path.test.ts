import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumns, type Spans } from './columns.ts';
import { findCriticalPath, isWaitedFor, shareByService, type CriticalPath } from './critical-path.ts';
import { checkoutTrace, deepTrace, traceOf, type SampleSpan } from './sample-trace.ts';
import { selfTimeOf } from './self-time.ts';
import { buildSpanTree, childrenOf, type SpanTree } from './span-tree.ts';

function pathOf(given: readonly SampleSpan[]): string[] {
  const spans = decodeColumns(traceOf(given));
  const path = findCriticalPath(spans, buildSpanTree(spans), 0);
  return Array.from(path.span, (span, i) => `${spans.id[span]} ${path.from[i]! / 1e6}-${path.to[i]! / 1e6}`);
}

test('goes through calls that follow each other, and leaves the gaps to the caller', () => {
  expect(
    pathOf([
      { id: 'root', at: 0, ms: 100 },
      { id: 'a', parent: 'root', at: 10, ms: 30 },
      { id: 'b', parent: 'root', at: 50, ms: 40 },
      { id: 'inb', parent: 'b', at: 60, ms: 10 },
    ]),
  ).toEqual(['root 0-10', 'a 10-40', 'root 40-50', 'b 50-60', 'inb 60-70', 'b 70-90', 'root 90-100']);
});

test('of calls that run at once takes the one that ends last, and skips what it overlaps', () => {
  expect(
    pathOf([
      { id: 'root', at: 0, ms: 100 },
      { id: 'short', parent: 'root', at: 10, ms: 50 },
      { id: 'long', parent: 'root', at: 20, ms: 60 },
      { id: 'before', parent: 'root', at: 5, ms: 10 },
    ]),
  ).toEqual(['root 0-5', 'before 5-15', 'root 15-20', 'long 20-80', 'root 80-100']);
});

test('clips a child of another service to its parent', () => {
  expect(
    pathOf([
      { id: 'root', at: 10, ms: 20, service: 'a' },
      { id: 'far', parent: 'root', at: 15, ms: 40, service: 'b' },
      { id: 'skew', parent: 'root', at: 12, ms: 3, service: 'b' },
    ]),
  ).toEqual(['root 10-12', 'skew 12-15', 'far 15-30']);
});

test('does not wait for work of the same service that goes on after its parent, nor for a consumer that does', () => {
  expect(
    pathOf([
      { id: 'root', at: 0, ms: 20 },
      { id: 'background', parent: 'root', at: 5, ms: 100 },
      { id: 'queue', parent: 'root', at: 8, ms: 100, kind: 'consumer', service: 'worker' },
    ]),
  ).toEqual(['root 0-20']);
});

test('still waits for a child that ends within a millisecond after its parent', () => {
  expect(
    pathOf([
      { id: 'root', at: 0, ms: 20 },
      { id: 'inner', parent: 'root', at: 5, ms: 15.5 },
    ]),
  ).toEqual(['root 0-5', 'inner 5-20']);
});

test('finds a path through 50,000 nested spans', () => {
  const spans = decodeColumns(deepTrace(50_000));
  const path = findCriticalPath(spans, buildSpanTree(spans), 0);
  expect(new Set(path.span).size).toBe(50_000);
});

/** The children of a window by trying every set of them that do not overlap, and taking the one whose ends, last first, are latest. */
function bestChain(
  spans: Spans,
  tree: SpanTree,
  span: number,
  open: number,
  close: number,
): { child: number; from: number; to: number }[] {
  const all = [...childrenOf(tree, span)]
    .filter((child) => isWaitedFor(spans, span, child))
    .map((child) => ({ child, from: Math.max(open, spans.start[child]!), to: Math.min(close, spans.end[child]!) }))
    .filter(({ from, to }) => to > from);
  let best: typeof all = [];
  for (let set = 0; set < 2 ** all.length; set++) {
    const chain = all.filter((_, i) => (set >> i) & 1).toSorted((a, b) => a.from - b.from);
    if (chain.some((link, i) => i > 0 && chain[i - 1]!.to > link.from)) continue;
    if (isLater(chain.toReversed(), best.toReversed())) best = chain;
  }
  return best;
}

function isLater(
  a: { child: number; from: number; to: number }[],
  b: { child: number; from: number; to: number }[],
): boolean {
  for (const [i, link] of a.entries()) {
    const other = b[i];
    if (!other) return true;
    if (link.to !== other.to) return link.to > other.to;
    if (link.from !== other.from) return link.from < other.from;
    if (link.child !== other.child) return link.child < other.child;
  }
  return false;
}

/** Who owns one instant, by recursion over the chains. */
function ownerAt(spans: Spans, tree: SpanTree, span: number, open: number, close: number, instant: number): number {
  const link = bestChain(spans, tree, span, open, close).find(({ from, to }) => from <= instant && instant < to);
  return link ? ownerAt(spans, tree, link.child, link.from, link.to, instant) : span;
}

const smallTree = fc
  .array(
    fc.record({
      parent: fc.nat(6),
      at: fc.nat(12),
      ms: fc.integer({ min: 0, max: 14 }),
      service: fc.nat(2),
      consumer: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((given) =>
    given.map(({ parent, at, ms, service, consumer }, i): SampleSpan => ({
      id: `s${i}`,
      ...(i > 0 && { parent: `s${Math.min(parent, i - 1)}` }),
      at: i === 0 ? 0 : at,
      ms: i === 0 ? 16 : ms,
      service: `service ${service}`,
      kind: consumer ? 'consumer' : 'internal',
    })),
  );

function ownersOf(path: CriticalPath): (instant: number) => number | undefined {
  return (instant) => path.span.find((_, i) => path.from[i]! <= instant && instant < path.to[i]!);
}

test('gives every instant of small trees to the span that brute force gives it to', () => {
  fc.assert(
    fc.property(smallTree, (given) => {
      const spans = decodeColumns(traceOf(given));
      const tree = buildSpanTree(spans);
      const root = spans.id.indexOf('s0');
      const owner = ownersOf(findCriticalPath(spans, tree, root));
      for (let ms = 0; ms < 16; ms++) {
        const instant = (ms + 0.5) * 1e6;
        expect(owner(instant)).toBe(ownerAt(spans, tree, root, spans.start[root]!, spans.end[root]!, instant));
      }
    }),
    { numRuns: 400 },
  );
});

test('divides the whole of the root among services, once', () => {
  const spans = decodeColumns(checkoutTrace(2_000));
  const path = findCriticalPath(spans, buildSpanTree(spans), 0);
  for (let i = 1; i < path.span.length; i++) expect(path.from[i]).toBe(path.to[i - 1]);
  const shares = shareByService(spans, path);
  expect(shares.reduce((sum, { time }) => sum + time, 0)).toBeCloseTo(1870e6, 0);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(shares.map(({ service }) => spans.services[service])).not.toContain('worker-email');
  expect(spans.services[shares[0]!.service]).toBe('checkout');
});

test('has self time where no child runs, however children overlap or stick out', () => {
  fc.assert(
    fc.property(smallTree, (given) => {
      const spans = decodeColumns(traceOf(given));
      const tree = buildSpanTree(spans);
      for (let span = 0; span < spans.count; span++) {
        let expected = 0;
        for (let at = spans.start[span]! / 1e6; at < spans.end[span]! / 1e6; at++) {
          const instant = (at + 0.5) * 1e6;
          if (
            ![...childrenOf(tree, span)].some((child) => spans.start[child]! <= instant && instant < spans.end[child]!)
          )
            expected += 1e6;
        }
        expect(selfTimeOf(spans, tree, span)).toBeCloseTo(expected, 0);
      }
    }),
  );
});

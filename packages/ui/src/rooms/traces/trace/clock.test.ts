import { expect, test } from 'vitest';
import { findClockSuspects, guessClockShifts, withShiftedClocks } from './clock.ts';
import { decodeColumns } from './columns.ts';
import { traceOf, type SampleSpan } from './sample-trace.ts';
import { buildSpanTree } from './span-tree.ts';

function suspectsOf(...children: SampleSpan[]): string[] {
  const spans = decodeColumns(traceOf([{ id: 'root', service: 'a', at: 10, ms: 20 }, ...children]));
  const suspect = findClockSuspects(spans, buildSpanTree(spans));
  return spans.id.filter((_, i) => suspect[i] === 1);
}

const child = (id: string, at: number, ms: number, more: Partial<SampleSpan> = {}): SampleSpan => ({
  id,
  parent: 'root',
  service: 'b',
  at,
  ms,
  ...more,
});

test('suspects a child in another service that starts before its parent', () => {
  expect(suspectsOf(child('early', 8, 5), child('inside', 10, 20))).toEqual(['early']);
});

test('suspects one that ends after its parent although it would fit inside', () => {
  expect(suspectsOf(child('late', 20, 15))).toEqual(['late']);
});

test('does not suspect one that outlasts its parent, consumes a message, or shares its clock', () => {
  expect(
    suspectsOf(
      child('long', 12, 60),
      child('queue', 25, 15, { kind: 'consumer' }),
      child('same', 20, 15, { service: 'a' }),
    ),
  ).toEqual([]);
});

test('tolerates a millisecond', () => {
  expect(suspectsOf(child('early', 9.1, 5), child('late', 20, 10.9))).toEqual([]);
});

function shiftsMsOf(...given: SampleSpan[]): Record<string, number> {
  const spans = decodeColumns(traceOf([{ id: 'root', service: 'a', at: 10, ms: 20 }, ...given]));
  const tree = buildSpanTree(spans);
  const shift = guessClockShifts(spans, tree, findClockSuspects(spans, tree));
  return Object.fromEntries(spans.id.map((id, i) => [id, shift[i]! / 1e6]));
}

test('moves a suspect child into the middle of its parent, and what shares its clock along', () => {
  expect(
    shiftsMsOf(
      child('early', 2, 10),
      { id: 'inner', parent: 'early', service: 'b', at: 4, ms: 2 },
      { id: 'third', parent: 'inner', service: 'c', at: 4.5, ms: 1 },
      child('fits', 12, 5, { service: 'd' }),
    ),
  ).toEqual({ root: 0, early: 13, inner: 13, third: 13, fits: 0 });
});

test('leaves a child alone that fits its parent once that one has been moved', () => {
  expect(shiftsMsOf(child('early', 2, 10), { id: 'right', parent: 'early', service: 'c', at: 16, ms: 2 })).toEqual({
    root: 0,
    early: 13,
    right: 0,
  });
});

test('moves what outlasts its parent only to its start', () => {
  expect(shiftsMsOf(child('long', 5, 60), child('queue', 4, 2, { kind: 'consumer' }))).toEqual({
    root: 0,
    long: 5,
    queue: 6,
  });
});

test('keeps durations and never moves a span before the trace', () => {
  const spans = decodeColumns(
    traceOf([
      { id: 'root', at: 0, ms: 20 },
      { id: 'odd', parent: 'root', at: 3, ms: 4 },
    ]),
  );
  const moved = withShiftedClocks(spans, Float64Array.of(0, -5e6));
  expect([moved.start[1], moved.end[1], moved.duration]).toEqual([0, 4e6, 20e6]);
});

import { expect, test } from 'vitest';
import { findClockSuspects } from './clock.ts';
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

import { expect, test } from 'vitest';
import { decodeColumns } from './columns.ts';
import { brokenTrace, traceOf } from './sample-trace.ts';

test('keeps every column in step when the spans do not come by start', () => {
  const sorted = traceOf([
    { id: 'a', name: 'first', at: 0, ms: 10 },
    { id: 'b', parent: 'a', name: 'second', service: 'other', at: 2, ms: 3, error: 'broke', events: 4 },
  ]);
  const turned = Object.fromEntries(Object.entries(sorted.columns).map(([key, column]) => [key, column.toReversed()]));
  const spans = decodeColumns({ ...sorted, columns: turned as unknown as typeof sorted.columns });
  expect(spans.id).toEqual(['a', 'b']);
  expect(spans.parentId).toEqual(['', 'a']);
  expect([...spans.start]).toEqual([0, 2e6]);
  expect([...spans.end]).toEqual([10e6, 5e6]);
  expect(spans.services[spans.service[1]!]).toBe('other');
  expect(spans.messages[spans.message[1]!]).toBe('broke');
  expect([...spans.failed]).toEqual([0, 1]);
  expect([...spans.events]).toEqual([0, 4]);
});

test('lasts until the latest end of any span, whatever the answer claims', () => {
  expect(
    decodeColumns({
      ...traceOf([
        { id: 'a', at: 0, ms: 10 },
        { id: 'b', parent: 'a', at: 8, ms: 7 },
      ]),
      durationNano: '1',
    }).duration,
  ).toBe(15e6);
});

test('takes a negative or missing time as 0', () => {
  const given = brokenTrace();
  const columns = { ...given.columns, startOffsetNano: given.columns.startOffsetNano.map(() => -5), durationNano: [] };
  const spans = decodeColumns({ ...given, columns });
  expect(Math.min(...spans.start)).toBe(0);
  expect(spans.duration).toBe(0);
});

test('reads kinds in any case and calls an unknown one internal', () => {
  const spans = decodeColumns(
    traceOf([
      { id: 'a', kind: 'Server', at: 0, ms: 1 },
      { id: 'b', kind: 'CONSUMER', at: 1, ms: 1 },
      { id: 'c', kind: 'Unspecified', at: 2, ms: 1 },
    ]),
  );
  expect(spans.kind).toEqual(['server', 'consumer', 'internal']);
});

test('keeps the start of the trace to the nanosecond', () => {
  expect(decodeColumns({ ...traceOf([]), startUnixNano: '1763608241200000001' }).startUnixNano).toBe(
    1763608241200000001n,
  );
});

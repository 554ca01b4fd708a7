import { expect, test } from 'vitest';
import { readTrace } from './read-trace.ts';
import { barsOf, criticalStretches, rectanglesPath } from './row-bars.ts';
import { traceOf } from './sample-trace.ts';
import { wholeTrace } from './time-window.ts';

const trace = readTrace(
  traceOf([
    { id: 'root', at: 0, ms: 100 },
    { id: 'call', parent: 'root', at: 20, ms: 40 },
    { id: 'inner', parent: 'call', at: 30, ms: 20 },
    ...Array.from({ length: 5 }, (_, i) => ({ id: `q${i}`, parent: 'root', name: 'SELECT', at: 70 + i * 4, ms: 2 })),
  ]),
);
const whole = wholeTrace(trace.spans.duration);
const [root, call, group] = [trace.byId.get('root')!, trace.byId.get('call')!, trace.spans.count] as const;

test('draws a span from its start to its end', () => {
  expect(barsOf(trace, call, false, whole, 200)).toMatchObject({ left: 40, right: 120, bars: [{ x: 40, width: 80 }] });
});

test('draws each member of a group, from the first to the last', () => {
  const { left, right, bars } = barsOf(trace, group, true, whole, 200);
  expect([left, right]).toEqual([140, 176]);
  expect(bars).toEqual(
    [140, 148, 156, 164, 172].map((x) => ({ x: expect.closeTo(x, 6), width: expect.closeTo(4, 6) })),
  );
});

test('draws the own stretches of the critical path while open, and those below too while folded', () => {
  expect(barsOf(trace, call, false, whole, 200).critical).toEqual([
    { x: 40, width: 20 },
    { x: 100, width: 20 },
  ]);
  expect(barsOf(trace, call, true, whole, 200).critical).toEqual([{ x: 40, width: 80 }]);
  expect(barsOf(trace, root, true, whole, 200).critical).toEqual([{ x: 0, width: 200 }]);
  expect(criticalStretches(trace, group, true)).toHaveLength(5);
});

test('leaves out what a zoomed window does not show', () => {
  expect(barsOf(trace, call, false, { from: 80e6, to: 100e6 }, 200)).toMatchObject({ bars: [], critical: [] });
});

test('makes one path of any number of stretches', () => {
  expect(
    rectanglesPath(
      [
        { x: 1, width: 2 },
        { x: 10, width: 0.5 },
      ],
      4,
    ),
  ).toBe('M1.0 0h2.0v4h-2.0zM10.0 0h0.5v4h-0.5z');
});

test('does not count the path of a sibling that ran at the same time', () => {
  const two = readTrace(
    traceOf([
      { id: 'root', at: 0, ms: 100 },
      { id: 'beside', parent: 'root', at: 10, ms: 50 },
      { id: 'inner', parent: 'beside', at: 20, ms: 10 },
      { id: 'waited', parent: 'root', at: 30, ms: 60 },
    ]),
  );
  expect(criticalStretches(two, two.byId.get('beside')!, true)).toEqual([]);
});

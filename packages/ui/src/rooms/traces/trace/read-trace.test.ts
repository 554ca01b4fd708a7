import { expect, test } from 'vitest';
import { cpuMsOf } from './cpu-time.ts';
import { correctClocks, readTrace, type Trace } from './read-trace.ts';
import { brokenTrace, checkoutTrace, traceOf } from './sample-trace.ts';

const nameOf = ({ spans }: Trace, span: number): string | undefined =>
  span === -1 ? undefined : spans.names[spans.name[span]!];

test('is about the root, and names the request that it made of a service', () => {
  const trace = readTrace(checkoutTrace(2_000));
  expect(nameOf(trace, trace.root)).toBe('click Pay now');
  expect(nameOf(trace, trace.entry)).toBe('POST /api/checkout');
  expect({ failed: trace.failed, services: trace.services, count: trace.spans.count }).toEqual({
    failed: 3,
    services: 8,
    count: 2_000,
  });
});

test('names no second request where the root is one', () => {
  const trace = readTrace(
    traceOf([
      { id: 'a', kind: 'server', at: 0, ms: 5 },
      { id: 'b', parent: 'a', kind: 'server', at: 1, ms: 2 },
    ]),
  );
  expect(nameOf(trace, trace.entry)).toBeUndefined();
});

test('is about the longest span at the top where the root was never received', () => {
  const trace = readTrace(brokenTrace());
  expect(nameOf(trace, trace.root)).toBe('parent never came');
});

test('can be a trace without spans', () => {
  const trace = readTrace(traceOf([]));
  expect(trace.root).toBe(-1);
  expect(trace.shares).toEqual([]);
});

test('draws everything anew with corrected clocks, children in their new order', () => {
  const reported = readTrace(
    traceOf([
      { id: 'root', service: 'a', at: 10, ms: 20 },
      { id: 'first', parent: 'root', service: 'a', at: 11, ms: 2 },
      { id: 'skewed', parent: 'root', service: 'b', at: 5, ms: 10 },
    ]),
  );
  const ids = ({ spans, tree }: Trace): string[] => Array.from(tree.order, (span) => spans.id[span]!);
  expect(ids(reported)).toEqual(['root', 'skewed', 'first']);
  const corrected = correctClocks(reported);
  expect(ids(corrected)).toEqual(['root', 'first', 'skewed']);
  expect(corrected.suspects).toBe(1);
  expect(corrected.byId).toEqual(reported.byId);
  const skewed = corrected.byId.get('skewed')!;
  expect([corrected.spans.start[skewed], corrected.shift[skewed]]).toEqual([15e6, 10e6]);
  const share = Object.fromEntries(
    corrected.shares.map(({ service, time }) => [corrected.spans.services[service], time]),
  );
  expect(share).toEqual({ a: 10e6, b: 10e6 });
});

test('reads 10,000 spans within 100 ms', () => {
  const columns = checkoutTrace(10_000);
  expect(cpuMsOf(7, () => readTrace(columns))).toBeLessThan(100);
});

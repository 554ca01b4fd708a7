import { describe, expect, test } from 'vitest';
import { linesOf, type Answered } from './metric-lines.ts';

type Answer = Answered['answer'];
type Line = Answer['series'][number];

function line(labels: Record<string, string>, ...values: (number | null)[]): Line {
  return { name: '', labels, points: values.map((value, at) => [at * 1000, value]), last: 3, min: 1, max: 4, sum: 8 };
}

function answered(letter: string, more: Partial<Answer>): Answered {
  return {
    letter,
    answer: {
      from: '',
      to: '',
      stats: { rowsRead: 0, ms: 0 },
      name: 'orders',
      kind: 'sum',
      unit: '{order}/s',
      agg: 'rate',
      stepMs: 1000,
      total: 1,
      series: [line({}, 1, 2)],
      exemplars: [],
      ...more,
    },
  };
}

const keys = (given: readonly Answered[], queries: number, formula = ''): string[] =>
  linesOf(given, queries, formula).lines.map(({ key }) => key);

describe('a line is named', () => {
  test('after the query where nothing splits it, after its labels where something does', () => {
    expect(keys([answered('a', {})], 1)).toEqual(['orders rate']);
    const split = [line({ route: '/pay' }, 1), line({ route: '' }, 1)];
    expect(keys([answered('a', { series: split })], 1)).toEqual(['/pay', 'no route']);
    const twice = [line({ route: '/pay', zone: '' }, 1)];
    expect(keys([answered('a', { series: twice })], 1)).toEqual(['route=/pay, no zone']);
  });

  test('after its query too where there are several, also before the others have their answers', () => {
    expect(keys([answered('b', {})], 2)).toEqual(['B orders rate']);
    expect(keys([answered('a', {})], 1, 'A*2')).toEqual(['A orders rate', 'A*2']);
  });
});

test('lines share a chart when they are written alike: a share is no count, though the unit of both is 1', () => {
  const scales = linesOf(
    [
      answered('a', { name: 'process.cpu.utilization', unit: '1', agg: 'avg' }),
      answered('b', { name: 'queue.depth', unit: '1', agg: 'avg' }),
      answered('c', { name: 'jobs', unit: '', agg: 'avg' }),
    ],
    3,
    '',
  ).lines.map(({ scale }) => scale);
  expect(scales[0]).not.toBe(scales[1]);
  expect(scales[1]).toBe(scales[2]);
});

test('only what adds up has a sum', () => {
  const sums = (['rate', 'increase', 'count', 'p95', 'sum'] as const).map(
    (agg) => linesOf([answered('a', { agg })], 1, '').lines[0]?.sum,
  );
  expect(sums).toEqual([null, 8, 8, null, null]);
});

describe('a formula', () => {
  test('sums up its own points, leaving gaps out', () => {
    const failed = answered('a', { series: [line({}, 1, null, 3)] });
    const all = answered('b', { series: [line({}, 2, 2, 4)] });
    expect(linesOf([failed, all], 2, 'A/B').lines.at(-1)).toMatchObject({
      key: 'A/B',
      title: 'A/B',
      points: [
        [0, 0.5],
        [1000, null],
        [2000, 0.75],
      ],
      last: 0.75,
      min: 0.5,
      max: 0.75,
      sum: null,
    });
  });

  test('waits for all of its queries, then says what is wrong with it', () => {
    expect(linesOf([answered('a', {})], 2, 'A/C').formulaProblem).toBe('');
    const both = linesOf([answered('a', {}), answered('b', {})], 2, 'A/C');
    expect(both.formulaProblem).toBe('There is no query C.');
    expect(both.lines).toHaveLength(2);
  });
});

describe('a single measurement', () => {
  const exemplars = [
    { timeMs: 1, value: 0.3, traceId: 'd1', spanId: 'e1', labels: { route: '/pay', zone: 'x' }, attributes: {} },
  ];
  const series = [line({ route: '/quote' }, 1), line({ route: '/pay' }, 1)];

  test('stands at the line whose labels it has', () => {
    const { exemplars: marks } = linesOf([answered('a', { agg: 'p95', series, exemplars })], 1, '');
    expect(marks).toEqual([{ timeMs: 1, value: 0.3, key: '/pay', traceId: 'd1', spanId: 'e1', error: false }]);
  });

  test('has no place among rates, without its line, or without a trace', () => {
    expect(linesOf([answered('a', { agg: 'rate', series, exemplars })], 1, '').exemplars).toEqual([]);
    expect(linesOf([answered('a', { agg: 'p95', series: series.slice(0, 1), exemplars })], 1, '').exemplars).toEqual(
      [],
    );
    const lost = exemplars.map((exemplar) => ({ ...exemplar, traceId: '' }));
    expect(linesOf([answered('a', { agg: 'p95', series, exemplars: lost })], 1, '').exemplars).toEqual([]);
  });
});

test.each([
  [{ 'resource.service.name': 'checkout' }, 'checkout'],
  [{ 'service.name': 'checkout' }, 'checkout'],
  [{ 'resource.service.name': '' }, null],
  [{ 'resource.service.name': 'checkout', route: '/pay' }, null],
  [{ route: 'checkout' }, null],
])('a line with the labels %o has the colour of the service %o', (labels, service) => {
  expect(linesOf([answered('a', { series: [line(labels, 1)] })], 1, '').lines[0]?.service).toBe(service);
});

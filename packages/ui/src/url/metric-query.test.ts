import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMetricQuery, pageOfMetrics, parseMetricQuery } from './metric-query.ts';

describe('a query in the address', () => {
  test('reads as the search language does, the metric first', () => {
    expect(
      parseMetricQuery(
        'http.server.request.duration agg:p95 by:http.route,service.name http.response.status_code>=500 -http.route:/a,/b',
      ),
    ).toEqual({
      metric: 'http.server.request.duration',
      agg: 'p95',
      by: ['http.route', 'service.name'],
      kind: '',
      unit: '',
      filter: 'http.response.status_code>=500 -http.route:/a,/b',
    });
    expect(parseMetricQuery('"orders paid" kind:gauge')).toMatchObject({
      metric: 'orders paid',
      kind: 'gauge',
      by: [],
    });
  });

  test.each(['', '   ', 'agg:p95', '-queue.depth'])('is none when it names no metric: %o', (text) => {
    expect(parseMetricQuery(text)).toBeNull();
  });

  test('is short where there is nothing to say', () => {
    expect(formatMetricQuery({ metric: 'queue.depth' })).toBe('queue.depth');
    expect(formatMetricQuery({ metric: 'job:rate5m', agg: 'max', by: ['a b'] })).toBe('"job:rate5m" agg:max by:"a b"');
  });

  test('comes back as it was, whatever the names hold', () => {
    const name = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { maxLength: 3 }), (metric, by) => {
        const query = { metric, agg: 'p99', by, kind: 'sum', unit: '{request}/s', filter: 'http.route:/cart' };
        expect(parseMetricQuery(formatMetricQuery(query))).toEqual(query);
      }),
    );
  });
});

test('a view names each query by its letter, and removes those that it has not', () => {
  expect(pageOfMetrics({ queries: [{ metric: 'x' }, { metric: 'y', agg: 'avg' }], formula: 'A/B' })).toEqual({
    a: 'x',
    b: 'y agg:avg',
    c: '',
    d: '',
    e: '',
    f: '',
    formula: 'A/B',
  });
});

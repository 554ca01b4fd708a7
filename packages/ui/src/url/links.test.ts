import { describe, expect, test } from 'vitest';
import { hrefOf, links, safeHref, targetOf } from './links.ts';
import { paramsOfLogQ, paramsOfQ } from './q.ts';
import { parseSearch } from './search.ts';

const here = parseSearch('?t=6h&env=prod&service=checkout&release=1.8.2&q=words&order=slowest').address;

describe('a link to another page', () => {
  test('takes range and filters along, but neither search nor page state', () => {
    expect(hrefOf(links.overview(), here)).toBe('/?t=6h&env=prod&service=checkout&release=1.8.2');
    expect(hrefOf(links.trace('7c1e', 'a1'), here)).toBe(
      '/traces/7c1e?t=6h&env=prod&service=checkout&release=1.8.2&span=a1',
    );
  });

  test('stays in the project of the reader, unless it names another', () => {
    const shop = parseSearch('?project=shop').address;
    expect(hrefOf(links.traces(), shop)).toBe('/traces?project=shop');
    expect(hrefOf({ path: '/', project: '' }, shop)).toBe('/');
    expect(targetOf('/traces?project=shop')).toMatchObject({ project: 'shop' });
    expect(targetOf('/traces')).not.toHaveProperty('project');
  });

  test('sets what it names itself', () => {
    expect(hrefOf(links.traces({ service: ['search'], status: 'error' }), here)).toBe(
      '/traces?t=6h&env=prod&service=search&release=1.8.2&status=error',
    );
    expect(hrefOf(links.traces({ service: [], q: 'duration>500ms' }), here)).toBe(
      '/traces?t=6h&env=prod&release=1.8.2&q=duration%3E500ms',
    );
  });

  test('carries a search that the parser of q reads as it was meant', () => {
    const { address } = parseSearch(hrefOf(links.traces({ q: 'http.route:/cart -status:error' })).split('?')[1] ?? '');
    expect(paramsOfQ(address.q).where).toEqual(['http.route=/cart', 'status!=error']);
  });

  test('to the logs of a span asks for that span and that trace in the time of the trace, whatever was filtered', () => {
    const t = { kind: 'fixed', from: Date.UTC(2026, 10, 20, 3), to: Date.UTC(2026, 10, 20, 3, 1) } as const;
    const href = hrefOf(links.logsOfTrace('7c1e', t, 'a1'), here);
    expect(href).toBe('/logs?t=2026-11-20T03:00Z/2026-11-20T03:01Z&q=spanId:a1+traceId:7c1e');
    const { address } = parseSearch(href.split('?')[1] ?? '');
    expect(paramsOfLogQ(address.q)).toEqual({ where: ['spanId=a1', 'traceId=7c1e'], q: '' });
    expect(address.t).toEqual(t);
    const whole = parseSearch(hrefOf(links.logsOfTrace('7c1e', t), here).split('?')[1] ?? '').address;
    expect(paramsOfLogQ(whole.q)).toEqual({ where: ['traceId=7c1e'], q: '' });
  });

  test('to a session has its moment and its recording, and stays in the range', () => {
    expect(hrefOf(links.session('01a1/x', 1_795_305_741_161.7, 'r-1'), here)).toBe(
      '/sessions/01a1%2Fx?t=6h&env=prod&service=checkout&release=1.8.2&at=1795305741161&replay=r-1',
    );
    expect(hrefOf(links.sessions({ has: 'error', user: 'u-17', service: [] }), here)).toBe(
      '/sessions?t=6h&env=prod&release=1.8.2&has=error&user=u-17',
    );
    expect(hrefOf(links.webVitals())).toBe('/rum');
  });

  test('to a service names it in the path, in place of a filter', () => {
    expect(hrefOf(links.service('team/shop'), here)).toBe('/services/team%2Fshop?t=6h&env=prod&release=1.8.2');
  });

  test('to metrics has a parameter a query', () => {
    const queries = [{ metric: 'orders', agg: 'rate', by: ['http.route'] }, { metric: 'queue.depth' }];
    expect(hrefOf(links.metrics({ queries, formula: 'A/B', service: [] }), here)).toBe(
      '/metrics?t=6h&env=prod&release=1.8.2&a=orders+agg:rate+by:http.route&b=queue.depth&formula=A/B',
    );
    expect(hrefOf(links.metrics())).toBe('/metrics');
  });

  test('cannot leave its place in the path', () => {
    expect(hrefOf(links.trace('../x?y=1'))).toBe('/traces/..%2Fx%3Fy%3D1');
  });
});

describe('an address from the server', () => {
  test('becomes a target that still takes along what it does not set', () => {
    const target = targetOf('/traces?service=search&order=slowest');
    expect(target && hrefOf(target, here)).toBe('/traces?t=6h&env=prod&service=search&release=1.8.2&order=slowest');
  });

  test.each(['https://example.com/', '//example.com/', String.raw`/\example.com`, 'javascript:alert(1)', 'traces', ''])(
    'is none of our pages when it is %o',
    (href) => {
      expect(targetOf(href)).toBeNull();
    },
  );
});

test('only http and https may be opened from data', () => {
  expect(safeHref('https://example.com/a?b')).toBe('https://example.com/a?b');
  expect(safeHref('http://127.0.0.1:4318')).toBe('http://127.0.0.1:4318/');
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    ' java\nscript:x',
    '/relative',
    '',
  ])
    expect(safeHref(bad)).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { changeAddress, formatSearch, parseSearch } from '../../url/search.ts';
import { headlineOf } from './headline.ts';
import { freeLetter, hideOf, queryChange, switchOf, viewOf, withoutQuery, type View } from './view.ts';

const view = (search: string): View => viewOf(parseSearch(search).address);

/** The view after a change of the page keys, through the address and back. */
function after(search: string, change: (view: View) => Record<string, string>): View {
  const { address } = parseSearch(search);
  return view(formatSearch(changeAddress(address, { page: change(viewOf(address)) })));
}

describe('the view of an address', () => {
  test('has a row for each letter that names a metric', () => {
    const { rows, formula } = view('?a=orders+agg:rate&c=queue.depth&b=agg:rate&formula=+A/C+&z=orders');
    expect(rows.map(({ letter, query }) => `${letter} ${query.metric} ${query.agg}`)).toEqual([
      'a orders rate',
      'c queue.depth ',
    ]);
    expect(formula).toBe('A/C');
  });

  test('keeps hidden lines whatever their names hold', () => {
    const hidden = new Set(['/pay', 'A route="a b", zone=1', '-x', 'key:value', 'no route']);
    expect(after('?a=orders', () => hideOf(hidden)).hidden).toEqual(hidden);
  });

  test('draws what does not fit into it', () => {
    const hidden = new Set(Array.from({ length: 100 }, (_, at) => `a rather long name of a line ${at}`));
    const found = after('?a=orders', () => hideOf(hidden)).hidden;
    expect(found.size).toBeGreaterThan(30);
    expect([...found].every((key) => hidden.has(key))).toBe(true);
  });

  test('switches a query off and on', () => {
    const off = after('?a=orders&b=queue', (view) => switchOf(view, 'b'));
    expect([...off.off]).toEqual(['b']);
    expect(switchOf(off, 'b')).toEqual({ off: '' });
  });

  test('forgets what was hidden when a query becomes another one, or goes', () => {
    const changed = after('?a=orders+by:route&hide=/pay', ({ rows: [row] }) => queryChange(row!, { agg: 'avg' }));
    expect(changed.rows[0]?.query).toMatchObject({ metric: 'orders', agg: 'avg', by: ['route'] });
    expect(changed.hidden.size).toBe(0);
    expect(after('?a=orders&b=queue', () => withoutQuery('a')).rows.map(({ letter }) => letter)).toEqual(['b']);
  });

  test('offers the first letter that is free, and none after the sixth', () => {
    expect(freeLetter(view('?a=x&c=y'))).toBe('b');
    expect(freeLetter(view('?a=1&b=2&c=3&d=4&e=5&f=6'))).toBeUndefined();
  });
});

test.each([
  ['?a=orders', [], 'orders'],
  ['?a=orders+agg:avg+by:route,zone', [], 'orders, avg by route, zone'],
  ['?a=orders&b=queue', [], 'orders and queue'],
  ['?a=orders&b=queue&c=jobs', ['checkout'], '3 metrics of checkout'],
  ['?a=orders&b=orders+agg:max&formula=A/B', [], 'A/B of orders'],
])('%s says: %s %s', (search, services, headline) => {
  const { rows, formula } = view(search);
  expect(headlineOf(rows, [], formula, services)).toBe(headline);
});

import { expect, test } from 'vitest';
import { hrefOf } from './links.ts';
import { parseSearch } from './search.ts';
import { addressOfView, pageOfViews, targetOfView } from './view.ts';

const at = (search: string): ReturnType<typeof parseSearch>['address'] => parseSearch(search).address;

test('a view keeps range, filters, search and order, but neither a selection nor a place in the list nor the project', () => {
  const address = at('?t=6h&project=shop&service=a&q=x&order=slowest&span=1&cursor=c&zoom=1-2');
  expect(addressOfView('/traces', address)).toBe('/traces?t=6h&service=a&q=x&order=slowest');
});

test('a view opens as it was saved, in the project of the reader, whatever is filtered there', () => {
  const reader = at('?t=15m&project=shop&service=other&env=staging');
  const target = targetOfView('/traces?service=a&q=x');
  expect(target && hrefOf(target, reader)).toBe('/traces?project=shop&service=a&q=x');
  expect(targetOfView('https://evil.example/traces')).toBeNull();
});

test('lists can be saved, pages of one thing cannot', () => {
  expect(['/traces', '/logs', '/metrics', '/traces/7c1e', '/', '/settings/views'].map(pageOfViews)).toEqual([
    'traces',
    'logs',
    'metrics',
    null,
    null,
    null,
  ]);
});

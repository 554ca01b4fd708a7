import { describe, expect, test } from 'vitest';
import { changeAddress, formatSearch, parseSearch } from '../../url/search.ts';
import { isChosen, toggleFacet } from './facet-filter.ts';
import { tracesParams } from './questions.ts';

const at = (search: string) => parseSearch(search).address;

/** The address after a click on a value, and after a second click on it. */
function clicks(search: string, key: string, value: string): [string, string] {
  const once = changeAddress(at(search), toggleFacet(at(search), key, value));
  expect(isChosen(once, key, value)).toBe(true);
  const twice = changeAddress(once, toggleFacet(once, key, value));
  expect(isChosen(twice, key, value)).toBe(false);
  return [formatSearch(once), formatSearch(twice)];
}

describe('a click on a facet', () => {
  test.each([
    ['service', 'checkout', '?service=checkout'],
    ['deployment.environment.name', 'prod', '?env=prod'],
    ['service.version', '1.8.2', '?release=1.8.2'],
    ['status', 'error', '?status=error'],
    ['http.route', '/cart/{id}', '?q=http.route:/cart/%7Bid%7D'],
    ['name', 'GET /cart', '?q=name:%22GET+/cart%22'],
  ])('%s %s narrows, and widens again', (key, value, search) => {
    expect(clicks('', key, value)).toEqual([search, '']);
  });

  test('begins the list anew', () => {
    expect(clicks('?cursor=abc&order=slowest', 'service', 'a')[0]).toBe('?service=a&order=slowest');
  });
});

test('the questions hold what the address says, and no order that the API does not know', () => {
  const bounds = { from: 0, to: 3_600_000, stepMs: 15_000 };
  const { list, facets } = tracesParams(
    at('?service=a&env=b&q=slow+kind:server&status=error&order=sideways&cursor=x'),
    bounds,
  );
  expect(list).toMatchObject({
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T01:00:00.000Z',
    service: ['a'],
    environment: ['b'],
    where: ['kind=server'],
    q: 'slow',
    status: 'error',
    order: 'newest',
    cursor: 'x',
  });
  expect(facets).not.toHaveProperty('cursor');
  expect(facets).not.toHaveProperty('order');
});

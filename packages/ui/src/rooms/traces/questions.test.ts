import { expect, test } from 'vitest';
import { parseSearch } from '../../url/search.ts';
import { tracesParams } from './questions.ts';

test('the questions hold what the address says, and no order that the API does not know', () => {
  const bounds = { from: 0, to: 3_600_000, stepMs: 15_000 };
  const { list, facets } = tracesParams(
    parseSearch('?service=a&env=b&q=slow+kind:server&status=error&order=sideways&cursor=x').address,
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

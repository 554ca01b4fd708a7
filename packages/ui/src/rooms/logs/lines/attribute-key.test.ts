import { expect, test } from 'vitest';
import { paramsOfLogQ } from '../../../url/q.ts';
import { changeAddress, parseSearch } from '../../../url/search.ts';
import { toggleExcluded, toggleFacet } from '../../../parts/facets/facet-filter.ts';
import { filterKeyOf } from './attribute-key.ts';

const start = parseSearch('').address;

test.each([
  ['line', 'http.route', '/cart', { where: ['http.route=/cart'], q: '' }],
  ['line', 'user.id', 'a "b", c', { where: [String.raw`user.id="a \"b\", c"`], q: '' }],
  ['resource', 'k8s.pod.name', 'x-7', { where: ['resource.k8s.pod.name=x-7'], q: '' }],
  ['builtin', 'severity', 'error', { where: ['severity=error'], q: '' }],
] as const)('a click on + at %s %s asks for just that', (source, key, value, params) => {
  const name = filterKeyOf(source, key, value) ?? '';
  expect(paramsOfLogQ(changeAddress(start, toggleFacet(start, name, value)).q)).toEqual(params);
});

test('what is a filter of all pages becomes one', () => {
  const name = filterKeyOf('resource', 'service.name', 'checkout') ?? '';
  expect(changeAddress(start, toggleFacet(start, name, 'checkout')).service).toEqual(['checkout']);
  expect(paramsOfLogQ(changeAddress(start, toggleExcluded(start, name, 'checkout')).q).where).toEqual([
    'resource.service.name!=checkout',
  ]);
});

test('there is no filter for what no address could hold', () => {
  expect(filterKeyOf('line', 'with space', 'x')).toBeNull();
  expect(filterKeyOf('line', 'stack', 'x'.repeat(501))).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { changeAddress, formatSearch, parseSearch } from '../../url/search.ts';
import { isChosen, isExcluded, toggleExcluded, toggleFacet } from './facet-filter.ts';

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

describe('a value left out', () => {
  test.each([
    ['service', 'checkout', '?q=-service:checkout'],
    ['deployment.environment.name', 'prod', '?q=-env:prod'],
    ['service.version', '1.8.2', '?q=-release:1.8.2'],
    ['severity', 'debug', '?q=-severity:debug'],
  ])('%s %s is a term of the search, and a second click takes it in again', (key, value, search) => {
    const once = changeAddress(at(''), toggleExcluded(at(''), key, value));
    expect(formatSearch(once)).toBe(search);
    expect(isExcluded(once, key, value)).toBe(true);
    expect(formatSearch(changeAddress(once, toggleExcluded(once, key, value)))).toBe('');
  });

  test.each(['service', 'severity'])('is never looked for at the same time: %s', (key) => {
    const chosen = changeAddress(at(''), toggleFacet(at(''), key, 'x'));
    const out = changeAddress(chosen, toggleExcluded(chosen, key, 'x'));
    expect([isChosen(out, key, 'x'), isExcluded(out, key, 'x')]).toEqual([false, true]);
    const back = changeAddress(out, toggleFacet(out, key, 'x'));
    expect([isChosen(back, key, 'x'), isExcluded(back, key, 'x')]).toEqual([true, false]);
  });
});

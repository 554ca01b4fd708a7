import { array, assert, constantFrom, dictionary, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRange } from './range.ts';
import { changeAddress, formatSearch, historyModeOf, parseSearch } from './search.ts';

const parse = (search: string): ReturnType<typeof parseSearch>['address'] => parseSearch(search).address;

describe('the address', () => {
  test('holds the whole state and stays readable', () => {
    const search =
      '?t=2026-11-20T02:31Z/2026-11-20T02:50Z&env=staging&service=checkout&service=pay+ments&q=duration%3E500ms&order=slowest';
    const { address, broken } = parseSearch(search);
    expect(broken).toEqual([]);
    expect(address).toMatchObject({
      env: ['staging'],
      service: ['checkout', 'pay ments'],
      release: [],
      q: 'duration>500ms',
      page: { order: 'slowest' },
    });
    expect(formatRange(address.t)).toBe('2026-11-20T02:31Z/2026-11-20T02:50Z');
    expect(formatSearch(address)).toBe(search);
  });

  test('of a page as it opens is empty', () => {
    expect(formatSearch(parse(''))).toBe('');
    expect(formatSearch(parse('?t=1h'))).toBe('');
  });

  test('comes back from its text, whatever the values hold', () => {
    const text = string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
    const keys = string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }).filter(
      (key) => !['t', 'q', 'env', 'service', 'release', 'project', '__proto__'].includes(key),
    );
    const addresses = record({
      t: constantFrom('15m', '6h', '2026-11-20T02:31Z/2026-11-20T02:50Z'),
      service: array(text, { maxLength: 3 }),
      env: array(text, { maxLength: 2 }),
      release: array(text, { maxLength: 2 }),
      project: constantFrom('', 'shop', 'a-2'),
      q: string({ unit: 'grapheme', maxLength: 20 }),
      page: dictionary(keys, text, { maxKeys: 3, noNullPrototype: true }),
    });
    assert(
      property(addresses, ({ t, service, env, release, project, q, page }) => {
        const unique = (values: string[]): string[] => [...new Set(values)];
        const address = {
          t: parse(`?t=${t}`).t,
          service: unique(service),
          env: unique(env),
          release: unique(release),
          project,
          q,
          page,
        };
        expect(parse(formatSearch(address))).toEqual(address);
      }),
    );
  });

  test('says which value it could not read and what stands in its place', () => {
    const { address, broken } = parseSearch('?t=yesterday&service=checkout');
    expect(broken).toEqual([{ key: 't', value: 'yesterday', used: '1h' }]);
    expect(formatSearch(address)).toBe('?service=checkout');
  });

  test('leaves out what is empty, repeated or beyond all measure', () => {
    expect(formatSearch(parse(`?service=&service=a&service=a&env=${'x'.repeat(3000)}&span=`))).toBe('?service=a');
  });

  test('cannot be used to reach the prototype', () => {
    expect(Object.getPrototypeOf(parse('?__proto__=x').page)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('a change', () => {
  test('touches only the page keys that it names', () => {
    const address = parse('?order=slowest&span=a1&service=x');
    expect(formatSearch(changeAddress(address, { page: { span: 'b2' } }))).toBe('?service=x&order=slowest&span=b2');
    expect(formatSearch(changeAddress(address, { service: [], page: { order: '' } }))).toBe('?span=a1');
  });

  test('is a step that Back undoes for filters, ranges and pages, and none for selections', () => {
    expect(historyModeOf({ service: ['a'] })).toBe('push');
    expect(historyModeOf({ t: parse('?t=6h').t })).toBe('push');
    expect(historyModeOf({ q: 'x' })).toBe('push');
    expect(historyModeOf({ page: { cursor: 'x' } })).toBe('push');
    expect(historyModeOf({ page: { span: 'a1' } })).toBe('replace');
    expect(historyModeOf({ page: { zoom: '1-2', find: 'x' } })).toBe('replace');
    expect(historyModeOf({ page: { span: 'a1', order: 'slowest' } })).toBe('push');
  });
});

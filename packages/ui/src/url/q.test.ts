import { array, assert, boolean, constantFrom, oneof, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatQ,
  isSearchable,
  paramsOfLogQ,
  paramsOfQ,
  parseQ,
  toggleValue,
  valuesOf,
  wordsOfQ,
  type Term,
} from './q.ts';

describe('q as parameters of the API', () => {
  test.each([
    ['checkout failed', [], 'checkout failed'],
    ['http.route:/cart', ['http.route=/cart'], ''],
    ['kind:server,consumer', ['kind=server,consumer'], ''],
    ['-status:error', ['status!=error'], ''],
    ['user.id:*', ['user.id?'], ''],
    ['-user.id:*', ['!user.id?'], ''],
    ['name~"^GET /"', ['name=~^GET /'], ''],
    ['-name~health', ['name!~health'], ''],
    ['duration>500ms', ['duration>500ms'], ''],
    ['duration>=1s duration<2s', ['duration>=1s', 'duration<2s'], ''],
    [
      'service:checkout env:prod release:1.2',
      ['resource.service.name=checkout', 'resource.deployment.environment.name=prod', 'resource.service.version=1.2'],
      '',
    ],
    ['city:"New York","a,b"', ['city=New York,"a,b"'], ''],
    [String.raw`text:"say \"hi\""`, ['text=say "hi"'], ''],
    ['x:"\\"quoted\\""', [String.raw`x="\"quoted\""`], ''],
    ['x:"~tilde"', ['x="~tilde"'], ''],
    ['"Pay now"', [String.raw`name=~(?i)Pay now`], ''],
    ['-retry', ['name!~(?i)retry'], ''],
    ['"a (b)"', [String.raw`name=~(?i)a \(b\)`], ''],
    ['key: word', [], 'key: word'],
    ['- -', [], '- -'],
    ['"unfinished', [], '"unfinished'],
    ['', [], ''],
  ])('%s', (q, where, words) => {
    expect(paramsOfQ(q)).toEqual({ where, q: words });
  });

  test('turns an unwanted comparison round', () => {
    expect(paramsOfQ('-duration>500ms').where).toEqual(['duration<=500ms']);
    expect(paramsOfQ('-duration<=1s').where).toEqual(['duration>1s']);
  });
});

describe('q as parameters of the search of logs', () => {
  test.each([
    ['voucher "exact words" -retry -"not this"', [], 'voucher "exact words" -retry -"not this"'],
    ['severity>=error voucher', ['severity>=error'], 'voucher'],
    ['-severity:debug,trace', ['severity!=debug,trace'], ''],
    ['traceId:a1 spanId:b2', ['traceId=a1', 'spanId=b2'], ''],
    ['service:checkout "a:b"', ['resource.service.name=checkout'], '"a:b"'],
    [String.raw`"say \"hi\""`, [], String.raw`"say \"hi\""`],
  ])('%s', (q, where, words) => {
    expect(paramsOfLogQ(q)).toEqual({ where, q: words });
  });

  test('marks what is wanted, and not what is unwanted', () => {
    expect(wordsOfQ('Voucher "Exact words" -retry severity:error')).toEqual(['voucher', 'exact words']);
  });
});

test.each([
  ['http.route', true],
  ['k8s.pod.name', true],
  ['a_b-c/d', true],
  ['', false],
  ['with space', false],
  ['a:b', false],
  ['-a', false],
  ['9lives', false],
])('the key %o can be searched for: %o', (key, is) => {
  expect(isSearchable(key)).toBe(is);
});

test('a value that begins with = is not taken for a part of the operator', () => {
  const term: Term = { kind: 'key', not: false, key: 'name', operator: '>', values: ['=1'] };
  expect(parseQ(formatQ([term]))).toEqual([term]);
});

test('a term comes back from its text, whatever its values hold', () => {
  const text = string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 10 });
  const word = record({ kind: constantFrom('word' as const), not: boolean(), text });
  const key = record({
    kind: constantFrom('key' as const),
    not: boolean(),
    key: constantFrom('http.route', 'name', 'a_b-c/d'),
    operator: constantFrom(':' as const, '~' as const, '>' as const, '>=' as const, '<' as const, '<=' as const),
    values: array(text, { minLength: 1, maxLength: 3 }),
  });
  assert(
    property(array(oneof(word, key), { maxLength: 4 }), (terms: Term[]) => {
      expect(parseQ(formatQ(terms))).toEqual(terms);
    }),
  );
});

test('whatever is typed is read, and reading what was read changes nothing', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 40 }), (q) => {
      const terms = parseQ(q);
      expect(parseQ(formatQ(terms))).toEqual(terms);
    }),
  );
});

describe('a click on a facet', () => {
  test('adds a value, adds another beside it, and takes both out again', () => {
    const one = toggleValue('words', 'http.route', '/cart');
    expect(one).toBe('words http.route:/cart');
    const two = toggleValue(one, 'http.route', '/check out');
    expect(two).toBe('words http.route:/cart,"/check out"');
    expect(valuesOf(two, 'http.route')).toEqual(['/cart', '/check out']);
    expect(toggleValue(toggleValue(two, 'http.route', '/cart'), 'http.route', '/check out')).toBe('words');
  });

  test('leaves an exclusion of the same key alone', () => {
    expect(toggleValue('-kind:server', 'kind', 'client')).toBe('-kind:server kind:client');
    expect(valuesOf('-kind:server', 'kind')).toEqual([]);
  });

  test('leaves a value out, and takes it in again', () => {
    const q = toggleValue('kind:server', 'kind', 'client', true);
    expect(q).toBe('kind:server -kind:client');
    expect(valuesOf(q, 'kind', true)).toEqual(['client']);
    expect(toggleValue(q, 'kind', 'client', true)).toBe('kind:server');
  });
});

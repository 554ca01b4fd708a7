import { expect, test } from 'vitest';
import { redactAttributes, redactionsOf, redactQuery, redactUrl } from './redaction.ts';

test.each([
  ['http://shop.example/items?q=shoes&page=2', 'http://shop.example/items?q=REDACTED&page=REDACTED'],
  ['https://ann:secret@shop.example:8443/x', 'https://REDACTED:REDACTED@shop.example:8443/x'],
  ['https://token@shop.example/', 'https://REDACTED:REDACTED@shop.example/'],
  ['https://a:b@c@shop.example/?x', 'https://REDACTED:REDACTED@shop.example/?x'],
  ['/search?q=a=b&flag&empty=', '/search?q=REDACTED&flag&empty=REDACTED'],
  ['/path#access_token=secret', '/path'],
  ['/mail/ann@example.com', '/mail/ann@example.com'],
  ['', ''],
])('%s becomes %s', (url, redacted) => {
  expect(redactUrl(url)).toBe(redacted);
});

test('masks the values of a query that no parser would accept', () => {
  expect(redactQuery('%zz=1&=2&&a=%E0%A4%A')).toBe('%zz=REDACTED&=REDACTED&&a=REDACTED');
});

test('masks addresses and query texts among attributes, and touches nothing else', () => {
  const attributes = {
    'url.full': 'http://a/?b=c',
    'url.query': '?b=c',
    'db.query.text': "SELECT 'x'",
    'user.note': 'b=c',
  };
  redactAttributes(attributes);
  expect(attributes).toEqual({
    'url.full': 'http://a/?b=REDACTED',
    'url.query': 'b=REDACTED',
    'db.query.text': 'SELECT ?',
    'user.note': 'b=c',
  });
});

test('leaves out a query that is empty', () => {
  const attributes = { 'url.query': '' };
  redactAttributes(attributes);
  expect(attributes).toEqual({});
});

test('values of the named parameters stay, and only these', () => {
  const kept = new Set(['page']);
  expect(redactQuery('page=2&q=shoes&Page=3&page=', kept)).toBe('page=2&q=REDACTED&Page=REDACTED&page=');
  expect(redactUrl('http://a.example/?q=x&page=2#page=3', kept)).toBe('http://a.example/?q=REDACTED&page=2');
  const attributes = { 'url.query': '?page=2&q=x', 'db.query.text': "select 'secret'" };
  redactAttributes(attributes, { keptQueryNames: kept, masksQueries: false });
  expect(attributes).toEqual({ 'url.query': 'page=2&q=REDACTED', 'db.query.text': "select 'secret'" });
});

test('by key it says the same as in place', () => {
  const given: Record<string, string> = {
    'url.full': 'https://ann:pw@a.example/?q=x#y',
    'url.query': '?q=x&page=2',
    'db.query.text': "select * from t where id = 7 and name = 'ann'",
  };
  const redactions = redactionsOf(new Set(['page']));
  const byKey = Object.fromEntries(Object.entries(given).map(([key, text]) => [key, redactions.get(key)?.(text)]));
  redactAttributes(given, { keptQueryNames: new Set(['page']) });
  expect(byKey).toEqual(given);
});

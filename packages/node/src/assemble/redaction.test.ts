import { expect, test } from 'vitest';
import { redactAttributes, redactQuery, redactUrl } from './redaction.ts';

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

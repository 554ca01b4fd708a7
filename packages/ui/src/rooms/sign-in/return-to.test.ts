import { expect, test } from 'vitest';
import { returnTo } from './return-to.ts';

test('leads back to the page that was left, with its whole state', () => {
  const left = '/traces?t=6h&project=shop&service=checkout&q=duration%3E500ms&order=slowest';
  expect(returnTo(left)).toBe(left);
});

test.each(['//evil.example/x', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '', undefined])(
  'leads home instead of to %s',
  (from) => expect(returnTo(from)).toBe('/'),
);

test('never leads to itself', () => {
  expect(returnTo('/sign-in?from=/sign-in')).toBe('/');
});

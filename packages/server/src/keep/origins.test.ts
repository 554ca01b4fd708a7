import { describe, expect, it } from 'vitest';
import { isListed, parseOrigin } from './origins.ts';

describe('the origin of a page', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://Shop.Example:443/', 'https://shop.example'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://*.shop.example', 'https://*.shop.example'],
  ])('is read from %s', (text, origin) => {
    expect(parseOrigin(text)).toBe(origin);
  });

  it.each([
    '',
    '*',
    'shop.example',
    'https://*',
    'https://a.*.example',
    'https://shop.example/path',
    'https://u@shop.example',
    'file:///x',
    'null',
  ])('is not %j', (text) => {
    expect(parseOrigin(text)).toBeUndefined();
  });

  it.each([
    ['https://shop.example', true],
    ['https://a.b.shop.example', true],
    ['https://xshop.example', false],
    ['http://a.shop.example', false],
    ['https://a.shop.example.evil', false],
    ['https://a.shop.example:8443', false],
  ])('%s is listed: %s', (origin, expected) => {
    expect(isListed(origin, ['https://shop.example', 'https://*.shop.example'])).toBe(expected);
  });
});

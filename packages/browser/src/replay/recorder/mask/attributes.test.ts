import { describe, expect, it } from 'vitest';
import { createMaskAddress, createMaskAttribute, type Owner } from './attributes.ts';

const mask = createMaskAttribute(
  { canvas: 0 },
  { isValueShown: () => true },
  createMaskAddress((url) => url.replace(/[?#].*/, '')),
);
const html: Owner = { tag: 'div', isSvg: false, isShown: false, element: null };
const of = (tag: string, more: Partial<Owner> = {}): Owner => ({ ...html, tag, ...more });

describe('an attribute', () => {
  it.each([
    ['class', 'row is-open'],
    ['id', 'main'],
    ['type', 'email'],
    ['data-state', 'open'],
    ['data-theme', 'dark'],
    ['aria-expanded', 'true'],
    ['hidden', ''],
    ['checked', 'checked'],
    ['colspan', '2'],
  ])('by which a page looks as it does stays: %s=%s', (name, value) => {
    expect(mask(name, value, html)).toBe(value);
  });

  it.each(['placeholder', 'title', 'alt', 'aria-label', 'aria-valuetext', 'data-user', 'content', 'label', 'account'])(
    'with words is masked: %s',
    (name) => {
      expect(mask(name, 'Jane Doe', html)).toBe('**** ***');
      expect(mask(name, 'Jane Doe', of('div', { isShown: true }))).toBe('Jane Doe');
    },
  );

  it('with a program or a document in it is left out, also where all is shown', () => {
    expect(mask('onclick', 'pay(7)', of('div', { isShown: true }))).toBeUndefined();
    expect(mask('srcdoc', '<p>', of('iframe', { isShown: true }))).toBeUndefined();
  });

  it('with an address keeps what is loaded of it, and nothing of where somebody may go', () => {
    expect(mask('href', 'https://x.org/a.css?v=1', of('link'))).toBe('https://x.org/a.css');
    expect(mask('href', 'https://x.org/reset/abc?token=1', of('a'))).toBe('#');
    expect(mask('action', '/pay?token=1', of('form'))).toBe('#');
    expect(mask('src', 'data:image/png;base64,AAAA', of('img', { isShown: true }))).toBe('data:,');
    expect(mask('src', 'blob:https://x.org/1', of('video'))).toBe('blob:,');
    expect(mask('href', 'JavaScript:pay(7)', of('a', { isShown: true }))).toBe('JavaScript:,');
    expect(mask('xlink:href', '#icon', of('use', { isSvg: true }))).toBe('#icon');
    expect(mask('srcset', '/a.png?k=1 1x, /b.png 2x', of('img'))).toBeUndefined();
    expect(mask('srcset', '/a.png?k=1 1x, /b.png 2x', of('img', { isShown: true }))).toBe('/a.png 1x, /b.png 2x');
  });

  it('with what somebody typed is masked, and not as long as a long password', () => {
    expect(mask('value', 'correct horse battery', of('input'))).toBe('*'.repeat(12));
    expect(mask('value', 'a1', of('option', { isShown: false }))).toBe('**');
    expect(mask('value', '0.7', of('progress'))).toBe('0.7');
  });

  it('of a drawing stays, but not its words', () => {
    expect(mask('d', 'M0 0L1 1', of('path', { isSvg: true }))).toBe('M0 0L1 1');
    expect(mask('aria-label', 'Jane', of('path', { isSvg: true }))).toBe('****');
  });
});

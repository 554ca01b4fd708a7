import { expect, test } from 'vitest';
import { piecesOf } from './words.ts';

const marked = (text: string, ...words: string[]): string =>
  piecesOf(text, words)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join('');

test('marks every place of every word, whatever the case', () => {
  expect(marked('GET /cart/get', 'get', 'art')).toBe('[GET] /c[art]/[get]');
});

test('makes one mark of words that overlap', () => {
  expect(marked('checkout', 'check', 'ecko')).toBe('[checko]ut');
});

test('marks nothing without words, nor where the case changes the length', () => {
  expect(marked('plain')).toBe('plain');
  expect(marked('İstanbul', 'stan')).toBe('İstanbul');
});

import { expect, test } from 'vitest';
import { wordOfTable, wordsOfDays } from './kept-words.ts';

test('a table without a word keeps its name', () => {
  expect(['otel_logs', 'my_table'].map(wordOfTable)).toEqual(['Log lines', 'my_table']);
});

test.each([
  [1, '1 day'],
  [7, '7 days'],
  [365, '1 year'],
  [1825, '5 years'],
  [400, '400 days'],
  [null, 'for good'],
])('%s days are %s', (days, words) => {
  expect(wordsOfDays(days)).toBe(words);
});

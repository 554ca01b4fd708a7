import { expect, test } from 'vitest';
import { differencesPage } from './differences-doc.ts';

test('the page on differences holds the list that comparisons allow', () => {
  const { is, mustBe } = differencesPage();
  expect(is).toBe(mustBe);
});

import { expect, test } from 'vitest';
import { parseSearch } from '../../url/search.ts';
import { tracesParams } from './questions.ts';

const bounds = { from: 0, to: 60_000, stepMs: 1000 };

function statusAskedFor(search: string): unknown[] {
  const { list, facets } = tracesParams(parseSearch(search).address, bounds);
  return [list['status'], facets['status']];
}

test.each([
  ['', ''],
  ['q=-status:error', 'ok'],
  ['q=checkout+-status:error+duration>1ms', 'ok'],
  ['q=status:error', ''],
  ['q=-status:ok', ''],
  ['q=-name:error', ''],
  ['status=error', 'error'],
  ['status=error&q=-status:error', 'error'],
])('%s asks for traces whose status as a whole is "%s"', (search, status) => {
  expect(statusAskedFor(search)).toEqual([status, status]);
});

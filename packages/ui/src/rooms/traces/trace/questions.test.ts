import { expect, test } from 'vitest';
import { parseSearch } from '../../../url/search.ts';
import { traceQuestions } from './questions.ts';

const ask = (search: string): unknown =>
  traceQuestions(parseSearch(search).address, { from: 0, to: 1, stepMs: 1 }, '/traces/7c1e');

test('asks for the trace in columns, and for the selected span with it', () => {
  expect(ask('')).toEqual([['traces/:traceId', { traceId: '7c1e', columns: '1' }]]);
  expect(ask('?span=v0&t=1h')).toEqual([
    ['traces/:traceId', { traceId: '7c1e', columns: '1' }],
    ['traces/:traceId/spans/:spanId', { traceId: '7c1e', spanId: 'v0' }],
  ]);
});

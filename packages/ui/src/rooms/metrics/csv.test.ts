import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('a row a moment, a column a line; gaps are empty, numbers are numbers', () => {
  const csv = csvOf([
    {
      key: 'a',
      points: [
        [0, 1.5],
        [1000, null],
      ],
    },
    { key: 'b', points: [[1000, -2]] },
  ]);
  expect(csv).toBe('time,a,b\r\n1970-01-01T00:00:00.000Z,1.5,\r\n1970-01-01T00:00:01.000Z,,-2\r\n');
});

test('names are quoted where they must be, and never run as a formula', () => {
  const head = (key: string): string | undefined => csvOf([{ key, points: [] }]).split('\r\n')[0];
  expect(head('route="/a", zone')).toBe('time,"route=""/a"", zone"');
  expect(head('=1+1')).toBe("time,'=1+1");
  expect(head('@SUM(A1)')).toBe("time,'@SUM(A1)");
  expect(head('-5')).toBe('time,-5');
});

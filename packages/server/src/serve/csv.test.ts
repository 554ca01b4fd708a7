import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('lists and objects are JSON, nothing is an empty cell', () => {
  expect(toCsv(['a', 'b', 'c', 'd'], [{ a: 1.5, b: null, c: ['x', 'y'], d: 'plain', e: 'not asked for' }])).toBe(
    'a,b,c,d\r\n1.5,,"[""x"",""y""]",plain\r\n',
  );
});

/** Reads one line of RFC 4180, as a spreadsheet would. */
function readCells(text: string): string[] {
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

test('any text comes back from its cell', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'é', ';') }), {
        minLength: 1,
        maxLength: 4,
      }),
      (texts) => {
        const names = texts.map((_, i) => `c${i}`);
        const csv = toCsv(names, [Object.fromEntries(texts.map((text, i) => [`c${i}`, text]))]);
        expect(readCells(csv.slice(names.join(',').length + 2, -2))).toEqual(texts);
      },
    ),
  );
});

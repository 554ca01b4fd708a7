import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOfFormula, unitOfFormula, type LabelledPoints } from './formula-lines.ts';
import { FormulaError, lettersOf, parseFormula } from './formula.ts';

/** The value of a formula where each query is one number. */
function valueOf(text: string, given: Record<string, number | null> = {}): number | null {
  const queries = new Map(
    Object.entries(given).map(([letter, value]): [string, LabelledPoints[]] => [
      letter,
      [{ labels: {}, points: [[0, value]] }],
    ]),
  );
  return linesOfFormula(parseFormula(text), queries)[0]?.points[0]?.[1] ?? null;
}

describe('a formula', () => {
  test.each([
    ['A/B', 4],
    ['a + b * 2', 12],
    ['(A + B) * 2', 20],
    ['A - B - 1', 5],
    ['A / B / 2', 2],
    ['-A + .5', -7.5],
    ['--A', 8],
    ['A*-1', -8],
    ['100 * B / (A + B)', 20],
  ])('%s of A 8 and B 2 is %d', (text, value) => {
    expect(valueOf(text, { a: 8, b: 2 })).toBe(value);
  });

  test('counts as the language of this page itself does', () => {
    const number = fc.integer({ min: 1, max: 99 }).map(String);
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        number,
        fc.constant('A'),
        fc.tuple(tie('text'), fc.constantFrom('+', '-', '*'), tie('text')).map((parts) => `(${parts.join(' ')})`),
        fc.tuple(number, fc.constantFrom('+', '-', '*'), tie('text')).map((parts) => parts.join('')),
        // Only by what is never 0: there the engine has an infinity, and a chart a gap.
        fc.tuple(tie('text'), number).map((parts) => `(${parts.join('/')})`),
        tie('text').map((inner) => `- ${inner}`),
      ),
    }));
    fc.assert(
      fc.property(text, (text) => {
        fc.pre(text.includes('A') && text.length <= 200);
        // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- the oracle: the same text, counted by the engine
        const wanted = Number(new Function('A', `return ${text.replaceAll('-', ' - ')}`)(7));
        expect(Math.abs((valueOf(text, { a: 7 }) ?? Number.NaN) - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * 1e-9);
      }),
    );
  });

  test.each([
    ['', 'missing at the end'],
    ['A/', 'missing at the end'],
    ['A B', '“B” is not expected'],
    ['(A', 'not closed'],
    ['A)', '“)” is not expected'],
    ['* A', 'missing before “*”'],
    ['A & B', '“& B” is no letter'],
    ['rate / A', '“rate / A” is no letter'],
    ['1/2', 'at least one letter'],
    ['A + Z', 'no query Z'],
    ['('.repeat(300), 'at most 200'],
  ])('says what is wrong with %o', (text, words) => {
    expect(() => valueOf(text, { a: 1, b: 1 })).toThrow(FormulaError);
    expect(() => valueOf(text, { a: 1, b: 1 })).toThrow(words);
  });

  test('names each letter that it reads once', () => {
    expect(lettersOf(parseFormula('A / (A + b) - 1'))).toEqual(['a', 'b']);
  });

  test.each([
    [null, 2],
    [8, null],
    [8, 0],
    [0, 0],
  ])('is a gap where A is %o and B is %o', (a, b) => {
    expect(valueOf('A/B', { a, b })).toBeNull();
  });
});

const series = (labels: Record<string, string>, ...values: (number | null)[]): LabelledPoints => ({
  labels,
  points: values.map((value, at) => [at * 1000, value]),
});

describe('the series of a formula', () => {
  const byRoute = [series({ route: '/a' }, 1, 2), series({ route: '/b' }, 10, null)];

  test('are matched by equal labels, in whatever order these stand', () => {
    const right = [series({ zone: 'x', route: '/b' }, 2, 2), series({ route: '/a', zone: 'x' }, 4, 4)];
    const left = byRoute.map(({ labels, points }) => ({ labels: { ...labels, zone: 'x' }, points }));
    expect(
      linesOfFormula(
        parseFormula('A/B'),
        new Map([
          ['a', left],
          ['b', right],
        ]),
      ),
    ).toEqual([series({ route: '/a', zone: 'x' }, 0.25, 0.5), series({ route: '/b', zone: 'x' }, 5, null)]);
  });

  test('go each with the one series that has no labels, on either side', () => {
    const whole = [series({}, 2, 4)];
    const queries = new Map([
      ['a', byRoute],
      ['b', whole],
    ]);
    expect(linesOfFormula(parseFormula('A/B'), queries)).toEqual([
      series({ route: '/a' }, 0.5, 0.5),
      series({ route: '/b' }, 5, null),
    ]);
    expect(linesOfFormula(parseFormula('B-A'), queries)).toEqual([
      series({ route: '/a' }, 1, 2),
      series({ route: '/b' }, -8, null),
    ]);
  });

  test('leave out what has no counterpart, and say when nothing has one', () => {
    const right = [series({ route: '/b' }, 5, 5)];
    expect(
      linesOfFormula(
        parseFormula('A+B'),
        new Map([
          ['a', byRoute],
          ['b', right],
        ]),
      ),
    ).toEqual([series({ route: '/b' }, 15, null)]);
    const other = [series({ method: 'GET' }, 1, 1)];
    expect(() =>
      linesOfFormula(
        parseFormula('A+B'),
        new Map([
          ['a', byRoute],
          ['b', other],
        ]),
      ),
    ).toThrow('equal labels');
  });

  test('have a gap at a time that only one side has', () => {
    const left: LabelledPoints[] = [
      {
        labels: {},
        points: [
          [0, 1],
          [1000, 2],
        ],
      },
    ];
    const right: LabelledPoints[] = [
      {
        labels: {},
        points: [
          [1000, 2],
          [2000, 3],
        ],
      },
    ];
    expect(
      linesOfFormula(
        parseFormula('A*B'),
        new Map([
          ['a', left],
          ['b', right],
        ]),
      )[0]?.points,
    ).toEqual([
      [0, null],
      [1000, 4],
      [2000, null],
    ]);
  });
});

test.each([
  ['A/B', '1/s', '1/s', '1'],
  ['A/B', 'By', '1/s', ''],
  ['A+B', 's', 's', 's'],
  ['A-B', 's', 'ms', ''],
  ['A*100', 's', '1', 's'],
  ['100*A/B', 's', 's', '1'],
  ['A-5', 'By', '', 'By'],
  ['-A', 'By', '', 'By'],
  ['A/B', '', '', ''],
])('%s of %o and %o is measured in %o', (text, a, b, unit) => {
  expect(
    unitOfFormula(
      parseFormula(text),
      new Map([
        ['a', a],
        ['b', b],
      ]),
    ),
  ).toBe(unit);
});

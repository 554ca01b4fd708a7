import type { Attributes } from '@opentelemetry/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { comparisonOf } from './comparison.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const HOSTILE = ['a"b', "it's", '${x}', '`', '\\', '\n', '\u2028', ']', 'constructor', 'hasOwnProperty'];

/** A comparison for this object; each case has keys of its own, because code for keys is written once. */
function comparisonFor(given: Attributes) {
  const then = { ...given };
  const compare = comparisonOf(Object.keys(given), then);
  return (now: Attributes): boolean => compare(now, then);
}

describe.each([
  { way: 'by code that names the keys', prefix: 'written', isForbidden: false },
  { way: 'by a loop where code of text is forbidden', prefix: 'looped', isForbidden: true },
])('an object is compared $way:', ({ prefix, isForbidden }) => {
  function compared(given: Attributes) {
    let tried = 0;
    const forbidden = function () {
      tried += 1;
      throw new EvalError('Code generation from strings disallowed for this context');
    };
    if (isForbidden) vi.stubGlobal('Function', forbidden);
    const compare = comparisonFor(given);
    expect(tried).toBe(isForbidden ? 1 : 0);
    return compare;
  }
  const [a, b, c] = [`${prefix}.a`, `${prefix}.b`, `${prefix}.c`];

  test('it is the same with the same keys and values, also as another object', () => {
    const kept = { [a]: 'x', [b]: 1, [c]: null };
    const isSame = compared(kept);
    expect(isSame(kept)).toBe(true);
    expect(isSame({ ...kept })).toBe(true);
  });

  test('it is another one with a value changed, a key more, less, or in the place of another', () => {
    const kept = { [`${a}2`]: 1, [`${b}2`]: true };
    const isSame = compared(kept);
    expect(isSame({ ...kept, [`${a}2`]: '1' })).toBe(false);
    expect(isSame({ ...kept, more: 1 })).toBe(false);
    expect(isSame({ [`${a}2`]: 1 })).toBe(false);
    expect(isSame({ [`${a}2`]: 1, other: true })).toBe(false);
    expect(isSame({})).toBe(false);
  });

  test.each(HOSTILE)('a key may be %j', (key) => {
    const kept = { [`${prefix}${key}`]: 1, [key]: 2 };
    const isSame = compared(kept);
    expect(isSame(kept)).toBe(true);
    expect(isSame({ ...kept, [key]: 3 })).toBe(false);
  });

  test('a key named __proto__ is one like others', () => {
    const read = (value: number): Attributes => JSON.parse(`{"${prefix}": 1, "__proto__": ${value}}`);
    const isSame = compared(read(2));
    expect(isSame(read(2))).toBe(true);
    expect(isSame(read(3))).toBe(false);
    expect(isSame({ [prefix]: 1 })).toBe(false);
  });
});

test('a key whose value is undefined is not taken for one that was deleted', () => {
  const isSame = comparisonFor({ kept: 1, nothing: undefined });
  expect(isSame({ kept: 1, nothing: undefined })).toBe(true);
  expect(isSame({ kept: 1, other: 2 })).toBe(false);
});

test('more lists of keys than have code of their own are compared all the same', () => {
  for (let at = 0; at < 600; at += 1) {
    const isSame = comparisonFor({ [`key${at}`]: at });
    expect(isSame({ [`key${at}`]: at })).toBe(true);
    expect(isSame({ [`key${at}`]: at + 1 })).toBe(false);
  }
});

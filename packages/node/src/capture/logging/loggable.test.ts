import { expect, test } from 'vitest';
import { loggable } from './loggable.ts';

test('says what programs log about as JSON would, and more of errors, maps and big numbers', () => {
  class Order {
    readonly id = 7;
    readonly #hidden = 1;
    get hidden(): number {
      return this.#hidden;
    }
  }
  const failure = new TypeError('gone', { cause: new Error('deeper') });
  Object.assign(failure, { code: 'E_GONE' });
  expect(
    loggable({
      order: new Order(),
      when: new Date(0),
      never: new Date(Number.NaN),
      big: 10n,
      list: [1, undefined, () => {}, null],
      map: new Map<unknown, unknown>([[1, new Set(['a'])]]),
      shown: { toJSON: () => ({ as: 'json' }) },
      failure,
      none: undefined,
      fn: () => {},
      sign: Symbol('s'),
      bytes: new Uint8Array([1, 2]),
    }),
  ).toEqual({
    order: { id: 7 },
    when: '1970-01-01T00:00:00.000Z',
    never: null,
    big: '10',
    list: [1, null, null, null],
    map: { 1: ['a'] },
    shown: { as: 'json' },
    failure: {
      type: 'TypeError',
      message: 'gone',
      stack: expect.stringContaining('TypeError: gone') as string,
      cause: expect.objectContaining({ type: 'Error', message: 'deeper' }) as object,
      code: 'E_GONE',
    },
    bytes: new Uint8Array([1, 2]),
  });
});

test('has a bound in depth, number and length, and stands circles', () => {
  const circle: Record<string, unknown> = { name: 'a' };
  circle['self'] = circle;
  circle['list'] = [circle];
  expect(loggable(circle)).toEqual({ name: 'a', self: '[Circular]', list: ['[Circular]'] });
  let deep: unknown = 'bottom';
  for (let level = 0; level < 50; level++) deep = { deep };
  expect(JSON.stringify(loggable(deep)).match(/deep/g)).toHaveLength(8);
  const wide = loggable(Array.from({ length: 5000 }, (_, at) => ({ at })));
  expect(JSON.stringify(wide).length).toBeLessThan(20_000);
  expect(loggable('x'.repeat(20_000))).toHaveLength(16 * 1024 + 1);
  const same = { a: 1 };
  expect(loggable([same, same])).toEqual([same, same]);
});

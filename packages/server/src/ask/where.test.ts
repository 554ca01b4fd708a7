import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWhere, WhereError, type Condition } from './where.ts';

/** Writes a condition as a caller would: the other direction, for the tests only. */
function write({ key, op, values }: Condition): string {
  if (op === 'exists') return `${key}?`;
  if (op === 'absent') return `!${key}?`;
  const quoted = (value: string): string => (/[,]|^[~"]/.test(value) ? JSON.stringify(value) : value);
  return `${key}${op}${values.map(quoted).join(',')}`;
}

const key = fc
  .string({ minLength: 1, maxLength: 30 })
  .filter((text) => !/[=!<>]/.test(text) && text.trim() === text && !text.endsWith('?'));
const compared = fc.record({
  key,
  op: fc.constantFrom('=', '!=', '=~', '!~', '>=', '<=', '>', '<'),
  values: fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 5 }),
});
const existence = fc.record({ key, op: fc.constantFrom('exists', 'absent'), values: fc.constant([]) });

/** The key of a condition, or the remedy of a refusal; anything else that is thrown goes through. */
function keyOrRemedy(text: string): string {
  try {
    return parseWhere(text).key;
  } catch (error) {
    if (error instanceof WhereError) return error.remedy;
    throw error;
  }
}

describe('where=', () => {
  test('is read back as it was written, whatever key and values hold', () => {
    fc.assert(
      fc.property(fc.oneof(compared, existence) as fc.Arbitrary<Condition>, (condition) => {
        // `>` before a value that starts with `=` is `>=` to every reader: such a value is no number either.
        fc.pre(!(['>', '<'].includes(condition.op) && condition.values[0]?.startsWith('=')));
        expect(parseWhere(write(condition))).toEqual(condition);
      }),
      { numRuns: 2000 },
    );
  });

  test('is read or refused with a remedy, never anything else', () => {
    fc.assert(
      fc.property(
        fc.string({
          maxLength: 60,
          unit: fc.constantFrom('a', 'b', '=', '!', '<', '>', '~', '?', ',', '"', '\\', ' ', '.', 'é', '\n'),
        }),
        (text) => {
          expect(keyOrRemedy(text)).not.toBe('');
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['http.route=/a,/b', { key: 'http.route', op: '=', values: ['/a', '/b'] }],
    ['status!=ok', { key: 'status', op: '!=', values: ['ok'] }],
    ['url.full=http://x/?a=b!=c', { key: 'url.full', op: '=', values: ['http://x/?a=b!=c'] }],
    ['duration>=500ms', { key: 'duration', op: '>=', values: ['500ms'] }],
    ['n<5', { key: 'n', op: '<', values: ['5'] }],
    ['name=~^GET ', { key: 'name', op: '=~', values: ['^GET '] }],
    ['name!~x|y', { key: 'name', op: '!~', values: ['x|y'] }],
    ['a="x,y",z', { key: 'a', op: '=', values: ['x,y', 'z'] }],
    ['a="~x"', { key: 'a', op: '=', values: ['~x'] }],
    ['a="say \\"hi\\""', { key: 'a', op: '=', values: ['say "hi"'] }],
    ['a=', { key: 'a', op: '=', values: [''] }],
    ['a=what?', { key: 'a', op: '=', values: ['what?'] }],
    ['a=b"c', { key: 'a', op: '=', values: ['b"c'] }],
    ['user.id?', { key: 'user.id', op: 'exists', values: [] }],
    ['!user.id?', { key: 'user.id', op: 'absent', values: [] }],
  ])('%s', (text, condition) => {
    expect(parseWhere(text)).toEqual(condition);
  });

  test.each([
    ['', /no key/],
    ['key', /no key/],
    ['=value', /no key/],
    ['!key=value', /no key/],
    ['key!value', /no key/],
    [' key=value', /not a key/],
    ['?', /not a key/],
    ['a="x', /not a JSON string/],
    ['a="x"y', /not a JSON string/],
    ['a="\\q"', /not a JSON string/],
    ['a!=~x', /starts with ~/],
    [`a=${'x,'.repeat(101)}`, /more than 100/],
    [`a=${'x'.repeat(5000)}`, /longer than/],
  ])('%s is refused', (text, message) => {
    expect(() => parseWhere(text)).toThrow(message);
  });
});

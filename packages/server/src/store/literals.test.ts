import { describe, expect, it } from 'vitest';
import { fillParams, identifier, quoted } from './literals.ts';

describe('fillParams', () => {
  it.each([
    ['{x:String}', "it's", String.raw`'it\'s'`],
    ['{x:String}', 'a\\', String.raw`'a\\'`],
    ['{x:String}', 'a\n\n;DROP', String.raw`'a\x0a\x0a;DROP'`],
    ['{x:UInt64}', '18446744073709551615', "CAST('18446744073709551615', 'UInt64')"],
    ['{x:Int32}', -5, "CAST('-5', 'Int32')"],
    ['{x:Float64}', NaN, "CAST('nan', 'Float64')"],
    ['{x:Float64}', -Infinity, "CAST('-inf', 'Float64')"],
    ['{x:Bool}', true, 'true'],
    ['{x:Nullable(String)}', null, 'NULL'],
    ['{x:Array(String)}', [], "CAST([], 'Array(String)')"],
    [
      "{x:DateTime64(9, 'UTC')}",
      '2026-01-01 00:00:00',
      String.raw`CAST('2026-01-01 00:00:00', 'DateTime64(9, \'UTC\')')`,
    ],
    ['{x:Identifier}', 'otel_traces', '`otel_traces`'],
  ])('writes %s of %j as %s', (sql, x, expected) => {
    expect(fillParams(sql, { x })).toBe(expected);
  });

  it('does not look into values for further placeholders', () => {
    expect(fillParams('{a:String} {b:String}', { a: '{b:String}', b: '$& $1' })).toBe("'{b:String}' '$& $1'");
  });

  it.each([
    ['a value that is missing', '{x:String}', {}, 'query parameter x has no value'],
    ['a value of the prototype', '{toString:String}', {}, 'query parameter toString has no value'],
    ['text where an integer stands', '{x:UInt64}', { x: '1 OR 1' }, 'expected an integer'],
    ['a fraction where an integer stands', '{x:UInt64}', { x: 1.5 }, 'expected an integer'],
    ['an integer that a number cannot hold', '{x:UInt64}', { x: 2 ** 60 }, 'expected an integer'],
    ['a number where text stands', '{x:String}', { x: 1 }, 'expected text'],
    ['one value where many stand', '{x:Array(String)}', { x: 'a' }, 'expected an array'],
    ['a type it does not know', '{x:Tuple(String)}', { x: 'a' }, 'type Tuple(String) is not known'],
    ['an identifier that is none', '{x:Identifier}', { x: 'a`; DROP' }, 'not an identifier'],
  ])('refuses %s', (_, sql, params, message) => {
    expect(() => fillParams(sql, params)).toThrow(message);
  });
});

describe('quoted and identifier', () => {
  it('leave ordinary names as they are', () => {
    expect(quoted('GET /ä/日本')).toBe("'GET /ä/日本'");
    expect(identifier('Events.Name')).toBe('`Events.Name`');
  });
});

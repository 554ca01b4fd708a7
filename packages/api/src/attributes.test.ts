import { diag, DiagLogLevel } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyAttributes } from './attributes.ts';

const warnings: string[] = [];
beforeAll(() => {
  const quiet = (): void => {};
  const warn = (text: string): void => void warnings.push(text);
  diag.setLogger({ verbose: quiet, debug: quiet, info: quiet, warn, error: quiet }, DiagLogLevel.WARN);
});
beforeEach(() => void warnings.splice(0));
afterAll(() => diag.disable());

const copy = (attributes: unknown, name = 'test'): unknown =>
  copyAttributes('event', name, attributes as Record<string, unknown>);

test('flat attributes come back equal, as an object of their own', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.double())), (attributes) => {
      const copied = copy(attributes);
      expect(copied).toEqual(attributes);
      expect(copied).not.toBe(attributes);
    }),
  );
});

test('a change after the call does not reach the copy, however deep', () => {
  const attributes = { list: [1, { deep: 'before' }], bytes: new Uint8Array([1, 2]) };
  const copied = copy(attributes);
  (attributes.list[1] as { deep: string }).deep = 'after';
  attributes.bytes[0] = 9;
  expect(copied).toEqual({ list: [1, { deep: 'before' }], bytes: new Uint8Array([1, 2]) });
});

test('values that are not plain become texts or are left out', () => {
  expect(
    copy({
      big: 2n ** 70n,
      date: new Date(0),
      error: new RangeError('far'),
      nothing: undefined,
      empty: null,
      fn: () => 1,
      symbol: Symbol('x'),
      list: [undefined, null, () => 1, 'kept'],
    }),
  ).toEqual({
    big: '1180591620717411303424',
    date: '1970-01-01T00:00:00.000Z',
    error: 'RangeError: far',
    list: [null, null, null, 'kept'],
  });
  expect(warnings).toEqual([]);
});

test('a name `__proto__` stays a name', () => {
  const copied = copy(JSON.parse('{"__proto__": {"polluted": true}, "list": []}')) as Record<string, unknown>;
  expect(Object.keys(copied)).toEqual(['__proto__', 'list']);
  expect(copied['polluted']).toBeUndefined();
});

describe('what cannot be read', () => {
  test('a cycle is cut where it closes', () => {
    const ring: Record<string, unknown> = { name: 'ring' };
    ring['self'] = { ring };
    expect(copy({ ring })).toEqual({ ring: { name: 'ring', self: { ring: '[circular]' } } });
  });

  test('nesting is cut at eight', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 20; level += 1) deep = { deep };
    const text = JSON.stringify(copy({ deep }));
    expect(text.split('deep":').length - 1).toBe(9);
    expect(text).toContain('[too deep]');
  });

  test('an attribute of more than 1,000 values is left out with a warning, the others stay', () => {
    expect(copy({ huge: Array.from({ length: 1001 }, () => 1), kept: true }, 'huge')).toEqual({ kept: true });
    expect(warnings).toEqual([
      expect.stringContaining('its attribute "huge" was left out: RangeError: more than 1000'),
    ]);
  });

  test('an attribute behind a getter that throws is left out with one warning, the others stay', () => {
    const attributes = {
      kept: [1],
      get wrong(): string {
        throw new Error('no');
      },
    };
    expect(copy(attributes, 'getter')).toEqual({ kept: [1] });
    expect(copy(attributes, 'getter')).toEqual({ kept: [1] });
    expect(warnings).toEqual([expect.stringContaining('its attribute "wrong" was left out: Error: no')]);
  });

  test.each([
    ['a revoked proxy', revokedProxy()],
    ['a text', 'text'],
    ['an array', ['a']],
    ['a number', 5],
  ])('%s instead of attributes counts as none, with one warning', (title, attributes) => {
    expect(copy(attributes, title)).toBeUndefined();
    expect(copy(attributes, title)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('its attributes were left out: TypeError')]);
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

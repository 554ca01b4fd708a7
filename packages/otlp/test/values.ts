/** Values of every kind that somebody may put into an attribute, each with what OTLP can hold of it. */
import fc from 'fast-check';

/** What stands for a value that cannot be held. */
export const NOTHING: unique symbol = Symbol('nothing');

/** A whole number, which JSON and protobuf tell from a double by the field that it stands in. */
export interface Int {
  readonly int: string;
}

/** What can be read again. */
export type Held = string | number | boolean | null | Int | Uint8Array | readonly Held[] | ReadonlyMap<string, Held>;

/** A value, and what is held of it: known from how the value was made, without any code of the package. */
export interface Given {
  readonly value: unknown;
  readonly held: Held | typeof NOTHING;
}

const same = (value: Held): Given => ({ value, held: value });
const nothing = (value: unknown): Given => ({ value, held: NOTHING });
const whole = (value: number | bigint): Given => ({ value, held: { int: String(BigInt(value)) } });

/** UTF-16 with halves of surrogate pairs anywhere. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  anyText,
  fc.constantFrom('', '\\ud800', '"\u2028', '\ud83d', '\ude00\ud83d'),
);
const key = fc.oneof(
  fc.string(),
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON ', '1', 'service.name'),
);

/** What is left of a text when no reader may find half a surrogate pair in it: Buffer writes U+FFFD for each, as UTF-8 must. */
const wellFormed = (of: string): string => Buffer.from(of).toString();

const throws = (): never => {
  throw new Error('do not touch');
};
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const leaf: fc.Arbitrary<Given> = fc.oneof(
  { weight: 4, arbitrary: text.map((value) => ({ value, held: wellFormed(value) })) },
  { weight: 2, arbitrary: fc.integer().map(whole) },
  fc.constantFrom(0, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 62, -(2 ** 62), 2 ** 63 - 1024).map(whole),
  fc.constant({ value: -0, held: { int: '0' } }),
  fc.constantFrom(2 ** 63, -(2 ** 63), 2 ** 64, 1e21, 1e300, NaN, Infinity, -Infinity, 5e-324, 0.1).map(same),
  fc
    .double()
    .filter((value) => !Number.isInteger(value))
    .map(same),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(whole),
  fc.constantFrom(2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)).map(whole),
  fc.constantFrom(2n ** 63n, -(2n ** 63n) - 1n, 10n ** 30n).map((value) => ({ value, held: String(value) })),
  fc.boolean().map(same),
  fc.constant(same(null)),
  fc.uint8Array({ maxLength: 40 }).map(same),
  fc.float64Array({ maxLength: 5 }).map((value) => ({ value, held: new Uint8Array(value.buffer.slice(0)) })),
  fc.uint8Array({ minLength: 4, maxLength: 9 }).map((bytes) => ({
    value: new DataView(bytes.buffer, 1, 2),
    held: bytes.slice(1, 3),
  })),
  fc.date({ noInvalidDate: true }).map((value) => ({ value, held: value.toISOString() })),
  fc.constant({ value: new Date(NaN), held: new Map() }),
  fc.constant({ value: new URL('https://shop.example/a?b=c'), held: 'https://shop.example/a?b=c' }),
  text.map((message) => ({
    value: new TypeError(message),
    held: message === '' ? 'TypeError' : `TypeError: ${wellFormed(message)}`,
  })),
  fc
    .constantFrom(
      undefined,
      throws,
      Symbol('s'),
      Date,
      new Proxy({}, { ownKeys: throws }),
      new Proxy([], { get: throws }),
    )
    .map(nothing),
  fc.constant(nothing(revoked())),
  fc.constant(nothing({ toJSON: throws })),
  fc.constant({ value: /x/, held: new Map() }),
);

/** Entries of a map, each key once; the last of a key counts. */
const entriesOf = (inner: fc.Arbitrary<Given>): fc.Arbitrary<[string, Given][]> =>
  fc.array(fc.tuple(key, inner), { maxLength: 5 }).map((list) => [...new Map(list)]);
const heldEntries = (entries: readonly [string, Given][]): Map<string, Held> => {
  const held = new Map<string, Held>();
  for (const [name, given] of entries) if (given.held !== NOTHING) held.set(wellFormed(name), given.held);
  return held;
};
const define = (entries: readonly [string, Given][], onto: object = {}): object =>
  Object.defineProperties(
    onto,
    Object.fromEntries(entries.map(([name, { value }]) => [name, { value, enumerable: true, configurable: true }])),
  );

/** Objects have names that are apart also when halves of surrogate pairs in them are not. */
const isApart = (entries: readonly [string, Given][]): boolean =>
  new Set(entries.map(([name]) => wellFormed(name))).size === entries.length;

class Parcel {
  readonly #private = 1;
  get weight(): number {
    return this.#private;
  }
}

const tree = fc.letrec<{ any: Given; list: Given; map: Given }>((tie) => {
  const entries = entriesOf(tie('any')).filter(isApart);
  return {
    any: fc.oneof({ maxDepth: 5, depthIdentifier: 'value' }, { weight: 3, arbitrary: leaf }, tie('list'), tie('map')),
    list: fc.array(tie('any'), { maxLength: 5 }).chain((items) => {
      const values = items.map(({ value }) => value);
      const held = items.map((item) => (item.held === NOTHING ? null : item.held));
      const round: unknown[] = [...values];
      round.push(round);
      const sparse: unknown[] = [...values];
      sparse.length += 2;
      return fc.constantFrom<Given>(
        { value: values, held },
        { value: round, held: [...held, null] },
        { value: sparse, held: [...held, null, null] },
      );
    }),
    map: entries.chain((list) => {
      const held = heldEntries(list);
      const free = list.filter(([name]) => name !== 'self' && name !== 'toJSON');
      const round = define(free);
      Object.defineProperty(round, 'self', { value: [round], enumerable: true });
      return fc.constantFrom<Given>(
        { value: define(list), held },
        { value: define(list, new Parcel()), held },
        { value: define(list, Object.create(null) as object), held },
        { value: new Proxy(define(list), {}), held },
        { value: new Map(list.map(([name, { value }]) => [name, value])), held },
        { value: round, held: new Map([...heldEntries(free), ['self', [null]]]) },
        {
          value: Object.defineProperty(define(free), 'self', { get: throws, enumerable: true }),
          held: heldEntries(free),
        },
        { value: { toJSON: () => define(list) }, held },
      );
    }),
  };
});

/** Any value, alone or within others. */
export const anyValue: fc.Arbitrary<Given> = tree.any;

/** The same values each time, as many as asked for. */
export function sampleValues(count: number): readonly Given[] {
  return fc.sample(anyValue, { numRuns: count, seed: 20_261_121 });
}

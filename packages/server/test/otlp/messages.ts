/** Messages of OTLP as plain objects, and generators of them. */
import * as fc from 'fast-check';

export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: bigint }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: KeyValue[] } }
  | { bytesValue: Uint8Array }
  | Record<string, never>;

export interface KeyValue {
  key: string;
  value?: AnyValue;
}

/** Instants near now, as exporters send them. */
const NOW = BigInt(Date.now()) * 1_000_000n;

export const instant: fc.Arbitrary<bigint> = fc.bigInt({ min: NOW - 3_600_000_000_000n, max: NOW });
export const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 12 });
const key = fc.oneof(fc.constantFrom('a', 'b', 'ab', 'http.route', 'ä', '日本'), text);
export const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter((id) => id.some((byte) => byte !== 0));
export const u32: fc.Arbitrary<number> = fc.nat({ max: 0xffffffff });
export const double: fc.Arbitrary<number> = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e21, 1e-7, 0.1, 123456789));

const scalar: fc.Arbitrary<AnyValue> = fc.oneof(
  fc.record({ stringValue: fc.oneof(text, fc.string({ minLength: 100, maxLength: 300 })) }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ intValue: fc.bigInt({ min: -300n, max: 300n }) }),
  fc.record({ doubleValue: double }),
  fc.record({ bytesValue: fc.uint8Array({ maxLength: 9 }) }),
  fc.constant({}),
);

const values = fc.letrec<{ anyValue: AnyValue }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({ values: fc.array(fc.record({ key, value: tie('anyValue') }), { maxLength: 4 }) }),
    }),
  ),
}));

/** Values of every kind, nested ones too. */
export const anyValue: fc.Arbitrary<AnyValue> = values.anyValue;

export const attributes: fc.Arbitrary<KeyValue[]> = fc.array(
  fc.record({ key, value: anyValue }, { requiredKeys: ['key'] }),
  { maxLength: 40, size: 'small' },
);

export const resource: fc.Arbitrary<{ attributes: KeyValue[] }> = fc
  .tuple(attributes, fc.option(text, { nil: undefined }), fc.boolean())
  .map(([some, service, claims]) => ({
    attributes: [
      ...some,
      ...(service === undefined ? [] : [{ key: 'service.name', value: { stringValue: service } }]),
      ...(claims ? [{ key: 'sightglass.project', value: { stringValue: 'another' } }] : []),
    ],
  }));

/** An instrumentation scope. */
export interface Scope {
  name: string;
  version: string;
  attributes: KeyValue[];
  droppedAttributesCount: number;
}

export const scope: fc.Arbitrary<Scope> = fc.record({
  name: text,
  version: text,
  attributes,
  droppedAttributesCount: u32,
});

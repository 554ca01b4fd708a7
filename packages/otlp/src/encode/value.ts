import type { AnyValue } from '@opentelemetry/api';
import { toJson } from './json.ts';

/** Characters and bytes that the values of one record may hold together. */
const MAX_SIZE = 1 << 20;
/** What a value counts beside its content, so that a million empty ones are not taken either. */
const VALUE_SIZE = 16;
/** Readers of protobuf stop at 100 messages within each other, and each level of a map takes three. */
const MAX_DEPTH = 24;

/** Of the record that is encoded: what may still be taken into it, and the objects around what is looked at. */
let left = 0;
let around: object[] = [];

/** A key with its value, as OTLP writes both. */
export type KeyValue = { readonly key: string; readonly value: unknown };

/** The JSON of one record; `''` where there is none, or none can be made because something throws that is no value. */
export function encode(read: () => unknown): string {
  // What is read may be code, and encode a record of its own.
  const before = [left, around] as const;
  [left, around] = [MAX_SIZE, []];
  try {
    const tree = read();
    return tree ? toJson(tree) : '';
  } catch {
    return '';
  } finally {
    [left, around] = before;
  }
}

/** The members of an object. What cannot be held is left out. */
export function toKeyValues(of: unknown): KeyValue[] {
  const found: KeyValue[] = [];
  for (const key of Object.keys(Object(of))) {
    const value = valueAt(of, key);
    if (value) found.push({ key: take(key), value });
  }
  return found;
}

/** An AnyValue; undefined for what cannot be held. */
export function toAnyValue(value: AnyValue): unknown {
  return valueAt([value], 0);
}

function valueAt(of: unknown, key: PropertyKey): unknown {
  if (left < VALUE_SIZE) return undefined;
  left -= VALUE_SIZE;
  const depth = around.length;
  try {
    return fromValue(Reflect.get(Object(of), key));
  } catch {
    // What throws when it is looked at is left out.
    return undefined;
  } finally {
    around.length = depth;
  }
}

function fromValue(value: AnyValue): unknown {
  if (typeof value === 'string') return { stringValue: take(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  // An integer beyond 64 bits is a double, or text.
  if (typeof value === 'number')
    return { [Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'intValue' : 'doubleValue']: value };
  if (typeof value === 'bigint')
    return { [BigInt.asIntN(64, value) === value ? 'intValue' : 'stringValue']: `${value}` };
  if (typeof value === 'object') return value ? fromObject(value) : {};
  return undefined;
}

function fromObject(value: object): unknown {
  if (around.length === MAX_DEPTH || around.includes(value)) return undefined;
  around.push(value);
  if (Array.isArray(value)) {
    const values: unknown[] = [];
    // Each in its place, whether it can be held or not.
    while (values.length < value.length && left >= VALUE_SIZE) values.push(valueAt(value, values.length) ?? {});
    return { arrayValue: { values } };
  }
  if (ArrayBuffer.isView(value)) {
    let binary = '';
    for (const byte of take(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)))
      binary += String.fromCharCode(byte);
    return { bytesValue: btoa(binary) };
  }
  const plain = toPlain(value);
  return plain === value ? { kvlistValue: { values: toKeyValues(value) } } : fromValue(plain);
}

/** What stands for an object of a class; the object itself where it is told by its properties. */
function toPlain(value: { readonly toJSON?: () => unknown }): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Error) return String(value);
  return value.toJSON?.() ?? value;
}

/** As much of a text, or of bytes, as there is room for. */
function take<T extends { readonly length: number; slice(from: number, to: number): T }>(all: T): T {
  const taken = all.slice(0, left);
  left -= taken.length;
  return taken;
}

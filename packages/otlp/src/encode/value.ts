import type { AnyValue } from '@opentelemetry/api';
import { toJson } from './json.ts';

/** Characters and bytes that the values of one record may hold together. */
const MAX_SIZE = 1 << 20;
/** What a value counts beside its content, so that a million empty ones are not taken either. */
const VALUE_SIZE = 16;
/** Readers of protobuf stop at 100 messages within each other, and each level of a map takes three. */
const MAX_DEPTH = 24;

/** What may still be taken into a record. */
export interface Room {
  left: number;
}

/** A key with its value, as OTLP writes both. */
export type KeyValue = { readonly key: string; readonly value: unknown };

/** The JSON of one record; `''` where there is none, or none can be made because something throws that is no value. */
export function encode(read: (room: Room) => unknown): string {
  try {
    const tree = read({ left: MAX_SIZE });
    return tree ? toJson(tree) : '';
  } catch {
    return '';
  }
}

/** The members of an object. What cannot be held is left out; `path` holds the objects around it. */
export function toKeyValues(of: unknown, room: Room, path: readonly object[] = []): KeyValue[] {
  const found: KeyValue[] = [];
  for (const key of Object.keys(Object(of))) {
    const value = valueAt(of, key, room, path);
    if (value) found.push({ key: take(key, room), value });
  }
  return found;
}

/** An AnyValue; undefined for what cannot be held. */
export function toAnyValue(value: AnyValue, room: Room): unknown {
  return valueAt([value], 0, room, []);
}

function valueAt(of: unknown, key: PropertyKey, room: Room, path: readonly object[]): unknown {
  if (room.left < VALUE_SIZE) return undefined;
  room.left -= VALUE_SIZE;
  try {
    return fromValue(Reflect.get(Object(of), key), room, path);
  } catch {
    // What throws when it is looked at is left out.
    return undefined;
  }
}

function fromValue(value: AnyValue, room: Room, path: readonly object[]): unknown {
  if (typeof value === 'string') return { stringValue: take(value, room) };
  if (typeof value === 'boolean') return { boolValue: value };
  // An integer beyond 64 bits is a double, or text.
  if (typeof value === 'number')
    return { [Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'intValue' : 'doubleValue']: value };
  if (typeof value === 'bigint')
    return { [BigInt.asIntN(64, value) === value ? 'intValue' : 'stringValue']: `${value}` };
  if (typeof value === 'object') return value ? fromObject(value, room, path) : {};
  return undefined;
}

function fromObject(value: object, room: Room, around: readonly object[]): unknown {
  if (around.length === MAX_DEPTH || around.includes(value)) return undefined;
  const path = [...around, value];
  if (Array.isArray(value)) {
    const values: unknown[] = [];
    // Each in its place, whether it can be held or not.
    while (values.length < value.length && room.left >= VALUE_SIZE)
      values.push(valueAt(value, values.length, room, path) ?? {});
    return { arrayValue: { values } };
  }
  if (ArrayBuffer.isView(value)) {
    let binary = '';
    for (const byte of take(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), room))
      binary += String.fromCharCode(byte);
    return { bytesValue: btoa(binary) };
  }
  const plain = toPlain(value);
  return plain === value ? { kvlistValue: { values: toKeyValues(value, room, path) } } : fromValue(plain, room, path);
}

/** What stands for an object of a class; the object itself where it is told by its properties. */
function toPlain(value: { readonly toJSON?: () => unknown }): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Error) return String(value);
  return value.toJSON?.() ?? value;
}

/** As much of a text, or of bytes, as there is room for. */
function take<T extends { readonly length: number; slice(from: number, to: number): T }>(all: T, room: Room): T {
  const taken = all.slice(0, room.left);
  room.left -= taken.length;
  return taken;
}

import type { AnyValue } from '@opentelemetry/api';
import { toJson, type Json } from './json.ts';

/** Characters and bytes that the values of one record may hold together. */
const MAX_SIZE = 1 << 20;
/** What an element counts beside its content, so that a million empty ones are not taken either. */
const ELEMENT_SIZE = 16;
/** Readers of protobuf stop at 100 messages within each other, and each level of a map takes three. */
const MAX_DEPTH = 24;

/** What may still be taken into a record. */
export interface Room {
  left: number;
}

/** The JSON of one record; `''` where there is none, or none can be made because something throws that is no value. */
export function encode(read: (room: Room) => Json): string {
  try {
    const tree = read({ left: MAX_SIZE });
    return tree ? toJson(tree) : '';
  } catch {
    return '';
  }
}

/** A key with its value, as OTLP writes both. */
export type KeyValue = { readonly key: string; readonly value: Json };

/** The members of an object. What cannot be held is left out; `path` holds the objects around it. */
export function toKeyValues(of: object = {}, room: Room, path: readonly object[] = []): KeyValue[] {
  const found: KeyValue[] = [];
  for (const key of Object.keys(of)) {
    if (!room.left) break;
    const value = valueAt(of, key, room, path);
    if (value) found.push({ key: cut(key, room), value });
  }
  return found;
}

/** An AnyValue, empty for what cannot be held. */
export function toAnyValue(value: AnyValue, room: Room): Json {
  return valueAt([value], 0, room, []) ?? {};
}

function valueAt(of: object, key: PropertyKey, room: Room, path: readonly object[]): Json {
  try {
    take(ELEMENT_SIZE, room);
    return fromValue(Reflect.get(of, key), room, path);
  } catch {
    // What throws when it is looked at is left out.
    return undefined;
  }
}

function fromValue(value: AnyValue, room: Room, path: readonly object[]): Json {
  if (typeof value === 'string') return { stringValue: cut(value, room) };
  if (typeof value === 'boolean') return { boolValue: value };
  // An integer beyond 64 bits is a double.
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? { intValue: value } : { doubleValue: value };
  if (typeof value === 'bigint')
    return BigInt.asIntN(64, value) === value ? { intValue: `${value}` } : fromValue(`${value}`, room, path);
  if (typeof value === 'object') return value ? fromObject(value, room, path) : {};
  return undefined;
}

function fromObject(value: object, room: Room, around: readonly object[]): Json {
  if (around.length === MAX_DEPTH || around.includes(value)) return undefined;
  const path = [...around, value];
  if (Array.isArray(value)) {
    const values: Json[] = [];
    // Each in its place, whether it can be held or not.
    while (values.length < value.length && room.left) values.push(valueAt(value, values.length, room, path) ?? {});
    return { arrayValue: { values } };
  }
  if (ArrayBuffer.isView(value)) {
    let binary = '';
    for (const byte of new Uint8Array(value.buffer, value.byteOffset, take(value.byteLength, room)))
      binary += String.fromCharCode(byte);
    return { bytesValue: btoa(binary) };
  }
  const plain = toPlain(value);
  return plain === value ? { kvlistValue: { values: toKeyValues(value, room, path) } } : fromValue(plain, room, path);
}

/** What stands for an object of a class; the object itself where it is told by its properties. */
function toPlain(value: object): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Error) return String(value);
  return 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
}

function cut(text: string, room: Room): string {
  return text.slice(0, take(text.length, room));
}

function take(wanted: number, room: Room): number {
  const taken = Math.min(wanted, room.left);
  room.left -= taken;
  return taken;
}

import type { AnyValue } from '@opentelemetry/api';
import type { Attributes } from '../records.ts';
import type { Json } from './json.ts';

/** Readers of protobuf stop at 100 messages within each other, and each level of a map takes three. */
const MAX_DEPTH = 24;

/** One record's walk through what it was given. */
export interface Walk {
  /** Characters, bytes and elements that may still be taken. */
  left: number;
  /** The objects around the value that is being read. */
  readonly path: object[];
}

export function startWalk(): Walk {
  return { left: 1 << 20, path: [] };
}

/** A list of KeyValue. What cannot be held is left out. */
export function toKeyValues(attributes: Attributes = {}, walk: Walk): readonly Json[] {
  return within(walk, attributes, () => elements(attributes, walk)) ?? [];
}

/** An AnyValue; undefined for what OTLP cannot hold. */
export function toAnyValue(value: AnyValue, walk: Walk): Json {
  switch (typeof value) {
    case 'string':
      return { stringValue: value.slice(0, take(walk, value.length)) };
    case 'number':
      // An integer beyond 64 bits is a double.
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? { intValue: value } : { doubleValue: value };
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? { intValue: `${value}` } : toAnyValue(`${value}`, walk);
    case 'boolean':
      return { boolValue: value };
    case 'object':
      return value ? within(walk, value, () => fromObject(value, walk)) : {};
    default:
      return undefined;
  }
}

function fromObject(value: object, walk: Walk): Json {
  if (Array.isArray(value)) return { arrayValue: { values: elements(value, walk) } };
  if (ArrayBuffer.isView(value)) {
    let text = '';
    const length = take(walk, value.byteLength);
    for (const byte of new Uint8Array(value.buffer, value.byteOffset, length)) text += String.fromCharCode(byte);
    return { bytesValue: btoa(text) };
  }
  if (value instanceof Set) return toAnyValue([...value], walk);
  if (value instanceof Map) return toAnyValue(Object.fromEntries(value), walk);
  if (value instanceof Error) return toAnyValue(String(value), walk);
  if ('toJSON' in value && typeof value.toJSON === 'function') return toAnyValue(value.toJSON(), walk);
  return { kvlistValue: { values: elements(value, walk) } };
}

/** Values of a list, each in its place, or KeyValues of an object. */
function elements(of: object, walk: Walk): readonly Json[] {
  const isList = Array.isArray(of);
  const found: Json[] = [];
  for (const key of isList ? of.keys() : Object.keys(of)) {
    if (!take(walk, 1)) break;
    let value: Json;
    try {
      value = toAnyValue(Reflect.get(of, key), walk);
    } catch {
      // A getter of somebody else's: as if nothing stood there.
    }
    if (isList) found.push(value ?? {});
    else if (value) found.push({ key: String(key).slice(0, take(walk, String(key).length)), value });
  }
  return found;
}

/** Undefined for what stands within itself, is too deep, or throws when looked at. */
function within<T>({ path }: Walk, value: object, read: () => T): T | undefined {
  if (path.length >= MAX_DEPTH || path.includes(value)) return undefined;
  path.push(value);
  try {
    return read();
  } catch {
    return undefined;
  } finally {
    path.pop();
  }
}

function take(walk: Walk, wanted: number): number {
  const taken = Math.min(wanted, walk.left);
  walk.left -= taken;
  return taken;
}

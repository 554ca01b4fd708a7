/**
 * What stands in a body, read for being right and not for speed: the messages are those of the public definitions, the primitives are read by
 * protobufjs, and nothing of the server takes part. Bytes and texts are Buffers, 64-bit integers bigints.
 */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** A decoded message. */
export type Message = Readonly<Record<string, unknown>>;

const { root } = protobuf.parse(readFileSync(new URL('../otlp/otlp.proto', import.meta.url), 'utf8'));

/** The definition of a message. */
export const typeOf = (name: string): protobuf.Type => root.lookupType(name);

const WIRE: Readonly<Record<string, number>> = {
  string: 2,
  bytes: 2,
  double: 1,
  fixed64: 1,
  sfixed64: 1,
  fixed32: 5,
  bool: 0,
  int32: 0,
  uint32: 0,
  sint32: 0,
  int64: 0,
  uint64: 0,
};

/** Messages that are not merged when they come twice: the last one counts, as for members of a oneof. */
const LAST_COUNTS: ReadonlySet<string> = new Set([
  'AnyValue',
  'ArrayValue',
  'KeyValueList',
  'Gauge',
  'Sum',
  'Histogram',
  'ExponentialHistogram',
  'Summary',
]);

/**
 * Reads protobuf.
 *
 * @throws when it is none.
 */
export function readProtobuf(type: protobuf.Type, bytes: Uint8Array, into: Record<string, unknown> = {}): Message {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < bytes.length) {
    const tag = low(varint(reader));
    const [number, wire] = [tag >>> 3, tag & 7];
    if (number === 0) throw new Error('a field with the number 0');
    const field = type.fieldsById[number]?.resolve();
    const kind = field === undefined ? undefined : (field.resolvedType ?? field.type);
    const own = typeof kind === 'string' ? WIRE[kind] : 2;
    if (field === undefined || kind === undefined) skip(reader, number, wire, 0);
    else if (wire === own) {
      if (kind instanceof protobuf.Type) readNested(field, kind, take(reader), into);
      else put(into, field, readScalar(reader, kind as string));
    } else if (wire === 2 && field.repeated && own !== 2) {
      const packed = take(reader);
      const inner = protobuf.Reader.create(packed);
      while (inner.pos < packed.length) put(into, field, readScalar(inner, kind as string));
    } else skip(reader, number, wire, 0);
  }
  return into;
}

function readNested(field: protobuf.Field, kind: protobuf.Type, bytes: Buffer, into: Record<string, unknown>): void {
  const before = into[field.name];
  const isMerged = !field.repeated && before !== undefined && !LAST_COUNTS.has(kind.name);
  put(into, field, readProtobuf(kind, bytes, isMerged ? { ...(before as object) } : {}));
}

/** Sets a field; of a oneof, the others are unset. */
function put(into: Record<string, unknown>, field: protobuf.Field, value: unknown): void {
  if (field.repeated) {
    const list = into[field.name] as unknown[] | undefined;
    if (list === undefined) into[field.name] = [value];
    else list.push(value);
    return;
  }
  for (const other of field.partOf?.fieldsArray ?? []) delete into[other.name];
  into[field.name] = value;
}

function varint(reader: protobuf.Reader): bigint {
  const { low: lowHalf, high } = reader.uint64() as unknown as { low: number; high: number };
  return (BigInt(high >>> 0) << 32n) | BigInt(lowHalf >>> 0);
}

const low = (value: bigint): number => Number(value & 0xffff_ffffn);

function fixed64(reader: protobuf.Reader): bigint {
  const { low: lowHalf, high } = reader.fixed64() as unknown as { low: number; high: number };
  return (BigInt(high >>> 0) << 32n) | BigInt(lowHalf >>> 0);
}

function take(reader: protobuf.Reader): Buffer {
  const length = varint(reader);
  const end = BigInt(reader.pos) + length;
  if (end > BigInt(reader.len)) throw new Error('a field longer than its message');
  const bytes = Buffer.from(reader.buf.subarray(reader.pos, Number(end)));
  reader.pos = Number(end);
  return bytes;
}

function skip(reader: protobuf.Reader, number: number, wire: number, depth: number): void {
  if (wire === 0) varint(reader);
  else if (wire === 1) reader.skip(8);
  else if (wire === 2) take(reader);
  else if (wire === 5) reader.skip(4);
  else if (wire !== 3 || depth > 90) throw new Error(`wire type ${wire}`);
  else {
    for (;;) {
      const tag = low(varint(reader));
      if (tag >>> 3 === 0) throw new Error('a field with the number 0');
      if ((tag & 7) !== 4) skip(reader, tag >>> 3, tag & 7, depth + 1);
      else if (tag >>> 3 === number) return;
      else throw new Error('a group that has not begun');
    }
  }
}

function readScalar(reader: protobuf.Reader, kind: string): unknown {
  switch (kind) {
    case 'string':
    case 'bytes':
      return take(reader);
    case 'double':
      return reader.double();
    case 'fixed64':
      return fixed64(reader);
    case 'sfixed64':
      return BigInt.asIntN(64, fixed64(reader));
    case 'fixed32':
      return reader.fixed32() >>> 0;
    case 'bool':
      return varint(reader) !== 0n;
    case 'int64':
      return BigInt.asIntN(64, varint(reader));
    case 'uint64':
      return varint(reader);
    case 'sint32': {
      const value = low(varint(reader));
      return (value >>> 1) ^ -(value & 1);
    }
    default:
      return low(varint(reader));
  }
}

const IDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/**
 * Reads OTLP/JSON.
 *
 * @throws when it is none, or a field has a value that is not of its type.
 */
export function readJson(type: protobuf.Type, bytes: Uint8Array): Message {
  return fromJson(type, JSON.parse(Buffer.from(bytes).toString()));
}

function fromJson(type: protobuf.Type, value: unknown): Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
  const into: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name]?.resolve() : undefined;
    if (field === undefined || item === null) continue;
    const one = (value: unknown): unknown =>
      field.resolvedType instanceof protobuf.Type ? fromJson(field.resolvedType, value) : scalarOf(field, value);
    if (!field.repeated) put(into, field, one(item));
    else if (Array.isArray(item)) for (const each of item as unknown[]) put(into, field, one(each));
    else throw new Error(`${name} is no array`);
  }
  return into;
}

function scalarOf({ name, type }: protobuf.Field, value: unknown): unknown {
  const text = typeof value === 'string' ? value : undefined;
  switch (type) {
    case 'string':
      return Buffer.from(must(text));
    case 'bytes':
      if (!IDS.has(name)) return Buffer.from(must(text, /^[\w+/-]*={0,2}$/), 'base64');
      return Buffer.from(must(text, /^([\da-f]{2})*$/i), 'hex');
    case 'bool':
      if (typeof value !== 'boolean') throw new Error(`${name} is no boolean`);
      return value;
    case 'double':
      if (typeof value === 'number') return value;
      return Number(must(text, /^(NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/));
    case 'int64':
    case 'sfixed64':
      return within(integerOf(value), -(2n ** 63n), 2n ** 63n - 1n);
    case 'uint64':
    case 'fixed64':
      return within(integerOf(value), 0n, 2n ** 64n - 1n);
    case 'sint32':
      return Number(within(integerOf(value), -(2n ** 31n), 2n ** 31n - 1n));
    default:
      // Enums of the future and counts: 32 bits, of which the sign does not matter.
      return low(BigInt.asUintN(32, within(integerOf(value), -(2n ** 31n), 2n ** 32n - 1n)));
  }
}

function must(text: string | undefined, pattern = /^/): string {
  if (text === undefined || !pattern.test(text)) throw new Error('a value that does not fit');
  return text;
}

function integerOf(value: unknown): bigint {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  const text = must(typeof value === 'string' ? value : undefined, /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  if (!Number.isSafeInteger(Number(text))) throw new Error('no integer');
  return BigInt(Number(text));
}

function within(value: bigint, least: bigint, greatest: bigint): bigint {
  if (value < least || value > greatest) throw new Error('an integer that does not fit');
  return value;
}

/**
 * Attribute values as strings, by the rules of the Collector (`pcommon.Value.AsString`): text as it is, booleans `true` and `false`,
 * integers exact, doubles in the shortest decimal form that reads back the same (ECMAScript's, which is also Go's JSON form), bytes in
 * base64, arrays and maps as JSON with sorted keys, nothing as ''.
 *
 * Two differences, both where the Collector writes an error text or loses the value: NaN and the infinities are `NaN`, `Infinity`,
 * `-Infinity` as in proto3 JSON, and JSON keeps `<`, `>` and `&` as they are.
 * https://github.com/open-telemetry/opentelemetry-collector/blob/main/pdata/pcommon/value.go
 */
import type { Bytes, Growable } from '../../store/native/growable.ts';
import { AS_TEXT, NESTED, sortingOf, spend } from './budget.ts';
import { noteIndex } from './indexes.ts';
import { BYTES, DecodeError, FIXED64, Reader, tagOf, VARINT } from './wire.ts';

/** Fields of AnyValue and KeyValue. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto */
const STRING = tagOf(1, BYTES);
const BOOL = tagOf(2, VARINT);
const INT = tagOf(3, VARINT);
const DOUBLE = tagOf(4, FIXED64);
const ARRAY = tagOf(5, BYTES);
const KVLIST = tagOf(6, BYTES);
const RAW = tagOf(7, BYTES);
const STRING_INDEX = tagOf(8, VARINT);
const LIST_VALUES = tagOf(1, BYTES);
const KEY = tagOf(1, BYTES);
const VALUE = tagOf(2, BYTES);

/** Arrays and maps within each other; the limit that protobuf implementations have for nested messages. */
const MAX_DEPTH = 100;

const HIGH = /[\ud800-\uffff]/;

/** Writes the AnyValue at `start`…`end` as a string. An empty range is an absent value. */
export function writeValue(out: Growable, body: Bytes, start: number, end: number): void {
  if (start === end) {
    out.u8(0);
    return;
  }
  const { bytes } = body;
  const tag = bytes[start];
  if (tag === STRING && isWhole(bytes, start + 1, end)) {
    // Length and bytes of a protobuf string are written as ClickHouse reads them.
    out.raw(body, start + 1, end);
    return;
  }
  if (tag === INT) {
    const integer = smallInteger(bytes, start + 1, end);
    if (integer >= 0) {
      writeDigits(out, integer);
      return;
    }
  }
  const value = lastField(body, start, end);
  if (value === undefined) out.u8(0);
  else if (value.tag === STRING) out.slice(body, value.start, value.end);
  else if (isJson(value)) out.text(asJson(value, body, 0));
  else out.ascii(asText(value, body));
}

/** The AnyValue at `start`…`end` as the bytes of a string, whatever bytes they are. */
export function valueBytes(body: Bytes, start: number, end: number): Buffer {
  const value = lastField(body, start, end);
  if (value?.tag === STRING) return body.bytes.subarray(value.start, value.end);
  return Buffer.from(valueText(body, start, end));
}

/** The AnyValue at `start`…`end` as a string. */
export function valueText(body: Bytes, start: number, end: number): string {
  const value = lastField(body, start, end);
  if (value === undefined) return '';
  if (value.tag === STRING) return body.bytes.toString('utf8', value.start, value.end);
  return isJson(value) ? asJson(value, body, 0) : asText(value, body);
}

/** Whether a length of one or two bytes at `at` reaches exactly to `end`: nearly every attribute. */
function isWhole(bytes: Buffer, at: number, end: number): boolean {
  const first = bytes[at] ?? 0;
  if (first < 128) return at + 1 + first === end;
  const second = bytes[at + 1] ?? 0;
  return second > 0 && second < 128 && at + 2 + ((first & 127) | (second << 7)) === end;
}

/** The integer that is all there is up to `end`; -1 where it is larger than 28 bits, or something else follows. */
function smallInteger(bytes: Buffer, start: number, end: number): number {
  const size = end - start;
  if (size < 1 || size > 4) return -1;
  let value = 0;
  for (let i = 0; i < size; i++) {
    const byte = bytes[start + i] ?? 0;
    value |= (byte & 127) << (7 * i);
    if (byte > 127 !== i < size - 1) return -1;
  }
  return value;
}

function writeDigits(out: Growable, value: number): void {
  let size = 1;
  for (let limit = 10; limit <= value && size < 10; limit *= 10) size++;
  out.u8(size);
  let at = out.claim(size) + size;
  const { bytes } = out;
  for (let rest = value, i = 0; i < size; i++) {
    const next = (rest / 10) | 0;
    bytes[--at] = 48 + rest - next * 10;
    rest = next;
  }
}

/** Where the value of a oneof stands: the last field wins, as for every oneof. */
interface Found {
  tag: number;
  start: number;
  end: number;
  /** Halves, for integers. */
  low: number;
  high: number;
}

function lastField(body: Bytes, start: number, end: number, depth = 0): Found | undefined {
  const reader = new Reader(body, start, end);
  let found: Found | undefined;
  while (reader.more) {
    const tag = reader.tag();
    const from = reader.pos;
    // Of a oneof the last counts; that the others are messages too is looked at all the same.
    if (found !== undefined) {
      spend(1);
      if (isJson(found)) asJson(found, body, depth);
    }
    switch (tag) {
      case STRING:
      case ARRAY:
      case KVLIST:
      case RAW: {
        const to = reader.length();
        found = { tag, start: reader.pos, end: to, low: 0, high: 0 };
        reader.pos = to;
        break;
      }
      case BOOL:
      case INT:
        reader.varint();
        found = { tag, start: from, end: reader.pos, low: reader.low, high: reader.high };
        break;
      case DOUBLE:
        reader.advance(8);
        found = { tag, start: from, end: reader.pos, low: 0, high: 0 };
        break;
      case STRING_INDEX:
        noteIndex(body);
        reader.skip(tag);
        found = undefined;
        break;
      default:
        reader.skip(tag);
    }
  }
  return found;
}

function isJson({ tag }: Found): boolean {
  return tag === ARRAY || tag === KVLIST;
}

/** Of the kinds that are ASCII characters only. */
function asText(value: Found, body: Bytes): string {
  switch (value.tag) {
    case BOOL:
      return boolOf(value);
    case INT:
      return signedText(value.low, value.high);
    case DOUBLE:
      spend(AS_TEXT);
      return doubleText(body.view.getFloat64(value.start, true));
    default:
      spend(AS_TEXT);
      return body.bytes.toString('base64', value.start, value.end);
  }
}

function asJson(value: Found | undefined, body: Bytes, depth: number): string {
  if (depth > MAX_DEPTH) throw new DecodeError(`an attribute value is nested more than ${MAX_DEPTH} levels deep`);
  spend(NESTED);
  if (value === undefined) return 'null';
  switch (value.tag) {
    case STRING:
      return JSON.stringify(body.bytes.toString('utf8', value.start, value.end));
    case BOOL:
      return boolOf(value);
    case INT:
      return signedText(value.low, value.high);
    case DOUBLE: {
      const number = body.view.getFloat64(value.start, true);
      return Number.isFinite(number) ? doubleText(number) : JSON.stringify(doubleText(number));
    }
    case RAW:
      return JSON.stringify(body.bytes.toString('base64', value.start, value.end));
    case ARRAY:
      return `[${listOf(value, body, (start, end) => asJson(lastField(body, start, end, depth + 1), body, depth + 1)).join(',')}]`;
    default:
      return mapJson(value, body, depth);
  }
}

function mapJson(list: Found, body: Bytes, depth: number): string {
  // A key given twice keeps its last value.
  const entries = new Map(listOf(list, body, (start, end) => entryOf(body, start, end, depth)));
  let keyBytes = 0;
  for (const key of entries.keys()) keyBytes += key.length;
  spend(2 * sortingOf(entries.size, keyBytes));
  const sorted = [...entries].toSorted(([a], [b]) => compareTexts(a, b));
  return `{${sorted.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

/** As their bytes stand to each other, which is how Go sorts: only characters above U+D7FF have another order in UTF-16. */
function compareTexts(a: string, b: string): number {
  if (HIGH.test(a) && HIGH.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function entryOf(body: Bytes, start: number, end: number, depth: number): [key: string, json: string] {
  spend(NESTED);
  const reader = new Reader(body, start, end);
  let key = '';
  let json = 'null';
  while (reader.more) {
    spend(1);
    const tag = reader.tag();
    if (tag !== KEY && tag !== VALUE) {
      reader.skip(tag);
      continue;
    }
    const to = reader.length();
    if (tag === KEY) key = body.bytes.toString('utf8', reader.pos, to);
    else json = asJson(lastField(body, reader.pos, to, depth + 1), body, depth + 1);
    reader.pos = to;
  }
  return [key, json];
}

function listOf<T>(list: Found, body: Bytes, read: (start: number, end: number) => T): T[] {
  const reader = new Reader(body, list.start, list.end);
  const items: T[] = [];
  while (reader.more) {
    const tag = reader.tag();
    if (tag !== LIST_VALUES) {
      reader.skip(tag);
      continue;
    }
    const end = reader.length();
    items.push(read(reader.pos, end));
    reader.pos = end;
  }
  return items;
}

function boolOf({ low, high }: Found): string {
  return low !== 0 || high !== 0 ? 'true' : 'false';
}

/** The decimal form of a signed 64-bit integer in two halves. */
function signedText(low: number, high: number): string {
  if (high === 0) return String(low);
  if (high === 0xffffffff && low >= 0x80000000) return String(low | 0);
  spend(AS_TEXT);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
}

function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

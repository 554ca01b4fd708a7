/** Fields of messages, found by the bytes of their names: to make a string of each name would cost more than all the rest. */
import { isSame } from '../../store/native/dictionary.ts';
import { bytesOf, type Bytes } from '../../store/native/growable.ts';
import { DEFINITIONS, type Definition, type MessageName, type Scalar } from './json-messages.ts';
import { COLON, notJson, QUOTE } from './json-syntax.ts';
import type { JsonText } from './json-text.ts';
import { BYTES, FIXED32, FIXED64, tagOf, VARINT } from './wire.ts';

const WIRE_TYPES: Readonly<Record<Scalar, number>> = {
  text: BYTES,
  hex: BYTES,
  base64: BYTES,
  bool: VARINT,
  int32: VARINT,
  sint32: VARINT,
  uint64: VARINT,
  int64: VARINT,
  fixed32: FIXED32,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  double: FIXED64,
};

/** A field of a message. */
export class Field {
  readonly name: string;
  readonly number: number;
  readonly kind: Scalar | 'message';
  readonly isRepeated: boolean;
  /** Number and wire type. */
  readonly tag: number;
  /** The name and its closing quote, four bytes at least, and the first four of them. */
  readonly quoted: Bytes;
  readonly head: number;
  /** The field that most senders write behind this one; behind the last comes the first. */
  next: Field = this;
  /** Of a message the first field in it. */
  inner: Field = this;

  constructor(name: string, [number, kind, repeated]: Definition) {
    this.name = name;
    this.number = number;
    this.kind = isScalar(kind) ? kind : 'message';
    this.isRepeated = repeated !== undefined;
    this.tag = tagOf(number, isScalar(kind) ? WIRE_TYPES[kind] : BYTES);
    this.quoted = bytesOf(Buffer.from(`${name}"`));
    this.head = this.quoted.view.getInt32(0, true);
  }
}

function isScalar(kind: string): kind is Scalar {
  return Object.hasOwn(WIRE_TYPES, kind);
}

const messages = new Map<string, Field[]>();
for (const [message, definitions] of Object.entries(DEFINITIONS)) {
  const fields = Object.entries(definitions).map(([name, definition]) => new Field(name, definition));
  for (const [i, field] of fields.entries()) field.next = fields[(i + 1) % fields.length] ?? field;
  messages.set(message, fields);
}
for (const [message, definitions] of Object.entries(DEFINITIONS))
  for (const field of messages.get(message) ?? []) {
    const [, kind] = definitions[field.name] ?? [];
    field.inner = messages.get(kind ?? '')?.[0] ?? field;
  }

/** The first field of a message. */
export function firstField(message: MessageName): Field {
  const field = messages.get(message)?.[0];
  if (field === undefined) throw new Error(`there is no message ${message}`);
  return field;
}

/**
 * Passes over the name of a member and its colon.
 *
 * @param likely the field with which to begin to search.
 * @returns none for a name that the message does not know.
 * @throws {@link DecodeError} when no member stands there.
 */
export function readName(text: JsonText, likely: Field): Field | undefined {
  if (text.peek() !== QUOTE) throw notJson('a name in quotes', text.pos);
  let field = fieldAt(text, text.pos + 1, likely);
  if (field !== undefined) text.pos += 1 + field.quoted.bytes.length;
  else {
    text.string();
    // With escapes any name can be written, though nobody does.
    if (text.said !== text) field = fieldOf(text, likely);
  }
  text.expect(COLON);
  return field;
}

function fieldAt(text: JsonText, at: number, likely: Field): Field | undefined {
  const size = text.bytes.length;
  if (at + 4 > size) return undefined;
  const head = text.view.getInt32(at, true);
  let field = likely;
  do {
    if (field.head === head) {
      const end = at + field.quoted.bytes.length;
      if (end <= size && isSame(text, at, end, field.quoted, 0)) return field;
    }
    field = field.next;
  } while (field !== likely);
  return undefined;
}

/** The field with the name that was read last. */
function fieldOf({ said, start, end }: JsonText, likely: Field): Field | undefined {
  let field = likely;
  do {
    if (field.name.length === end - start && isSame(said, start, end, field.quoted, 0)) return field;
    field = field.next;
  } while (field !== likely);
  return undefined;
}

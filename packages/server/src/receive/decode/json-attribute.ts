import { isSame } from '../../store/native/dictionary.ts';
import { bytesOf, type Bytes, type Growable } from '../../store/native/growable.ts';
import { plainEnd } from './json-strings.ts';
import type { JsonText } from './json-text.ts';
import { BYTES, tagOf } from './wire.ts';

/** What most senders write around a key and a text. */
const BEFORE_KEY = bytesOf(Buffer.from('{"key":"'));
const BEFORE_TEXT = bytesOf(Buffer.from('","value":{"stringValue":"'));
const BEHIND_TEXT = bytesOf(Buffer.from('"}}'));

/** Fields of KeyValue and AnyValue. */
const KEY = tagOf(1, BYTES);
const VALUE = tagOf(2, BYTES);
const STRING = tagOf(1, BYTES);

/**
 * Writes the attribute at which the text stands, if it is a short text written in the usual way. Attributes are most of a body, and most of
 * them such: to know the characters around them spares the looks at what else could stand there.
 *
 * @returns false for any other one, of which nothing is read or written.
 */
export function writePlainAttribute(out: Growable, text: JsonText, tag: number): boolean {
  const before = text.pos;
  if (!stands(BEFORE_KEY, text, before)) return false;
  const key = before + BEFORE_KEY.bytes.length;
  const keyEnd = plainEnd(text, key);
  if (!stands(BEFORE_TEXT, text, keyEnd)) return false;
  const value = keyEnd + BEFORE_TEXT.bytes.length;
  const valueEnd = plainEnd(text, value);
  if (!stands(BEHIND_TEXT, text, valueEnd)) return false;
  // Two bytes each before the key, the value and its text.
  const size = 6 + (keyEnd - key) + (valueEnd - value);
  if (size > 127) return false;
  const at = out.claim(4);
  out.bytes[at] = tag;
  out.bytes[at + 1] = size;
  out.bytes[at + 2] = KEY;
  out.bytes[at + 3] = keyEnd - key;
  out.raw(text, key, keyEnd);
  const to = out.claim(4);
  out.bytes[to] = VALUE;
  out.bytes[to + 1] = valueEnd - value + 2;
  out.bytes[to + 2] = STRING;
  out.bytes[to + 3] = valueEnd - value;
  out.raw(text, value, valueEnd);
  text.pos = valueEnd + BEHIND_TEXT.bytes.length;
  return true;
}

function stands(expected: Bytes, text: JsonText, at: number): boolean {
  const end = at + expected.bytes.length;
  return end <= text.bytes.length && isSame(text, at, end, expected, 0);
}

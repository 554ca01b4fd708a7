/**
 * What one body may hold. A message takes two bytes when it is empty, and a row of a table many times that: within the limit of bytes, a
 * body could still ask for minutes of work and for gigabytes. No program comes near these numbers.
 */
import { DecodeError } from './wire.ts';

/** In units of an attribute: about half a second of work. */
const MOST = 8_000_000;

/** What a record costs beside its attributes, and a resource or a scope. */
export const RECORD = 8;

/** What an event, a link, an exemplar or a quantile costs beside its attributes. */
export const INNER = 16;

/** What the id of a log record costs, by which it is known when it comes again. */
export const KNOWN_BY = 24;

/** Bytes of a key that are compared for what a key costs. */
const PLAIN_KEY = 32;

/**
 * What so many attributes cost to be sorted, whose keys come to so many bytes: the more there are, the further those that are compared lie
 * apart; and long keys may all begin alike.
 */
export function sortingOf(count: number, keyBytes: number): number {
  const rounds = 32 - Math.clz32(count);
  const longBytes = Math.max(0, keyBytes - count * PLAIN_KEY);
  return ((count * rounds * rounds) >>> 4) + (longBytes >>> 5) * rounds;
}

/** What a value within an array or a map costs, which becomes text. */
export const NESTED = 6;

/** What a value costs beside the place it takes that is made into text: a double, an integer beyond 32 bits, bytes. */
export const AS_TEXT = 2;

/** What a number of JSON costs that takes a string to read. */
export const TEXTUAL = 6;

/** What bytes in base64 cost. */
export const ENCODED = 24;

/** What a value of JSON costs that is not what it should be. */
export const WRONG = 12;

/** What an object of JSON costs in which a name comes again. */
export const AGAIN = 12;

/** A body of JSON is written as protobuf, and that is read; each at one go, body after body. */
let left = MOST;

/** A body begins, or the second of its two parts. */
export function openBudget(): void {
  left = MOST;
}

/** @throws {@link DecodeError} when the body has had its share. */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw new DecodeError('too many records, attributes or values in one body; send fewer at a time');
}

/**
 * Reading what others made: objects whose getters throw, proxies, texts without end. Nothing here throws, and everything has a bound.
 */
import { redact } from './redact.ts';

const MAX_SIZE = 8192;

/** What `run` returns; where it throws, `undefined`, and `tell` is told what. */
export function attempt<T>(run: () => T, tell?: (error: unknown) => void): T | undefined {
  try {
    return run();
  } catch (error) {
    tell?.(error);
    return undefined;
  }
}

/** A property of anything; `undefined` where it cannot be read. */
export function read(from: unknown, key: PropertyKey): unknown {
  return attempt(() => Reflect.get(Object(from), key, from));
}

/** The first characters of a text, or of what is made one, as it may be sent: addresses in it are redacted. */
export function cut(value: unknown, max: number = 1024): string {
  const text = attempt(() => String(value)) ?? '';
  // A slice keeps the whole text alive in V8: a longer text is joined and taken apart again, which makes a copy.
  return redact(text.length > max ? ` ${text.slice(0, max - 3)}...`.slice(1) : text);
}

/** JSON of at most `max` characters. `undefined` for what is larger, goes in a circle, cannot be read or has none. */
export function jsonOf(value: unknown, max: number): string | undefined {
  let left = max;
  return attempt(() => {
    const json = JSON.stringify(value, (_, item: unknown) => {
      // Before what is large has cost much.
      if (left-- < 0 || (typeof item === 'string' && item.length > max)) throw new RangeError();
      if (typeof item === 'bigint') return String(item);
      // Of bytes each would be a member.
      return ArrayBuffer.isView(item) ? undefined : item;
    });
    return json.length > max ? undefined : json;
  });
}

/** A copy that nobody changes any more, of what has JSON of at most 8,192 characters; else `undefined`. */
export function plain<T>(value: T): T | undefined {
  return attempt(() => JSON.parse(jsonOf(value, MAX_SIZE) ?? ''));
}

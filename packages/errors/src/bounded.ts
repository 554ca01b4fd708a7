/**
 * Reading what others made: objects whose getters throw, proxies, texts without end. Nothing here throws, and everything has a bound.
 */
import { redact } from './redact.ts';

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

/** The beginning of a text, or of what is made one. */
export function cut(value: unknown, max: number): string {
  const text = attempt(() => String(value)) ?? '';
  // A slice keeps the whole text alive in V8; a text joined and taken apart again is a copy.
  return text.length > max ? ` ${text.slice(0, max - 1)}…`.slice(1) : text;
}

/**
 * JSON of anything that has no more than `max` characters, about; texts are cut at `maxText`, and addresses in them redacted. What stands in a
 * value a second time, such as a circle, is left out there. `undefined` for what is larger, has no JSON or cannot be read.
 */
export function jsonOf(value: unknown, max: number, maxText: number): string | undefined {
  const seen = new WeakSet();
  let left = max;
  return attempt(() =>
    JSON.stringify(value, (key, item: unknown) => {
      const text = typeof item === 'string' || typeof item === 'bigint' ? redact(cut(item, maxText)) : undefined;
      left -= key.length + 8 + (text?.length ?? 0);
      if (left < 0) throw new RangeError();
      if (typeof item !== 'object' || item === null) return text ?? item;
      if (seen.has(item)) return undefined;
      seen.add(item);
      return item;
    }),
  );
}

/** A copy that nobody changes any more, of what has the same form, made as {@link jsonOf} says; `undefined` where there is none. */
export function plain<T>(value: T, max: number = 8192, maxText: number = 1024): T | undefined {
  const json = jsonOf(value, max, maxText);
  return json === undefined ? undefined : JSON.parse(json);
}

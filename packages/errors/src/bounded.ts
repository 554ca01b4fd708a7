/**
 * Reading what others made: objects whose getters throw, proxies, texts without end. Nothing here throws, and everything has a bound.
 */
import type { Attributes } from '@sightglass/otlp';

/** What `run` returns, or `otherwise` where it throws. */
export function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

/** A property of anything, `undefined` where it cannot be read. */
export function read(from: unknown, key: PropertyKey): unknown {
  return attempt(() => Reflect.get(Object(from), key, from), undefined);
}

/** The beginning of a text, or of what is made one. */
export function cut(value: unknown, max: number): string {
  const text = String(value);
  // A slice keeps the whole text alive in V8; a text joined and taken apart again is a copy.
  return text.length > max ? ` ${text.slice(0, max - 1)}…`.slice(1) : text;
}

/** The name of a value's class as JavaScript itself tells it, which no minifier changes. */
export function classOf(value: unknown): string {
  return attempt(() => Object.prototype.toString.call(value).slice(8, -1), 'Object');
}

const MAX_TEXT = 1024;
const MAX_SIZE = 8192;
const MAX_DEPTH = 8;

/**
 * A copy that nobody changes any more, of what attributes can hold: texts, numbers, booleans, lists and objects. Texts are cut at 1,024
 * characters, values at 8 levels and 8,192 characters in all (a number counts as 8); what has a `toJSON` (dates, addresses) speaks through it,
 * and what cannot be read is left out.
 */
export function plain(
  value: unknown,
  maxText: number = MAX_TEXT,
  budget: { left: number } = { left: MAX_SIZE },
  depth: number = MAX_DEPTH,
): Attributes[string] {
  budget.left -= 8;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' || typeof value === 'bigint') {
    const text = cut(value, maxText);
    budget.left -= text.length;
    return text;
  }
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  return attempt(() => {
    const within = (item: unknown): Attributes[string] => plain(item, maxText, budget, depth - 1);
    const toJson = read(value, 'toJSON');
    if (typeof toJson === 'function') return within(Reflect.apply(toJson, value, []));
    const entries: [string, Attributes[string]][] = [];
    for (const key of Object.keys(value)) {
      if (budget.left <= 0) break;
      const item = within(read(value, key));
      budget.left -= key.length;
      if (item !== undefined) entries.push([key, item]);
    }
    // Not by assignment: a key named `__proto__` must become a property.
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  }, undefined);
}

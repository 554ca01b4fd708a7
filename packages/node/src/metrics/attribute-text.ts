import type { Attributes } from '@opentelemetry/api';

/** A set of attributes in the one form that all its spellings share. */
export interface Canonical {
  /** A copy, without what is no value. */
  readonly attributes: Attributes;
  /** The same for the same keys and values, in whatever order the keys come. */
  readonly text: string;
  /** Whether the values are texts, numbers, booleans, null or undefined alone: such are compared by `===`. */
  readonly isSimple: boolean;
}

/**
 * Brings a set into its one form. Undefined, functions, symbols, bigints, and what cannot be read or written as JSON are
 * left out. Never throws.
 */
export function canonicalOf(given: Attributes): Canonical {
  const attributes: Attributes = {};
  const texts: string[] = [];
  let isSimple = true;
  for (const key in given) {
    try {
      let value = given[key];
      if (value === undefined) continue;
      let text = textOfSimple(value);
      if (text === undefined) {
        isSimple = false;
        text = JSON.stringify(value);
        if (text === undefined) continue;
        value = value instanceof Uint8Array ? value.slice() : JSON.parse(text);
      }
      // Not by assignment: a key named `__proto__` must become a property.
      Object.defineProperty(attributes, key, { value, enumerable: true });
      texts.push(`${JSON.stringify(key)}:${text}`);
    } catch {
      isSimple = false;
    }
  }
  return { attributes, text: texts.sort().join(), isSimple };
}

/** The value with its type, so that 1 and '1' differ; undefined for what needs a copy. */
function textOfSimple(value: unknown): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value);
  // Not as JSON, in which NaN and the infinities are null.
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

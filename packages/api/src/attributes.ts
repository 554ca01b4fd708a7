import type { Attributes } from '@opentelemetry/api';
import { callText, show, warnOnce } from './refusal.ts';

const MAX_DEPTH = 8;
/** Most values in one attribute: what is larger is no attribute, and copying it would hold the host up. */
const MAX_VALUES = 1000;

/**
 * A copy that the SDK may keep: plain data, whatever the caller does with his object afterwards.
 *
 * Strings, numbers and booleans stay as they are. Also taken: arrays and plain objects (up to 8 deep, 1,000 values),
 * `Uint8Array`, `bigint` (as text), `Date` (ISO 8601), `Error` (`name: message`). Left out without a word: undefined, null,
 * functions, symbols. What cannot be read (a getter that throws, too large) is left out with one warning. Never throws.
 *
 * @param more attributes that win over `attributes`.
 */
export function copyAttributes(
  method: string,
  name: string,
  attributes: Attributes | undefined,
  more?: Attributes,
): Attributes | undefined {
  if (more !== undefined) {
    return { ...copyAttributes(method, name, attributes), ...copyAttributes(method, name, more) };
  }
  return take(method, name, attributes, (flat) => ({ ...flat }));
}

/**
 * The attributes as {@link copyAttributes} takes them, without a copy where they are flat: for somebody who keeps nothing of what he is given, or
 * copies it himself. Never throws.
 */
export function plainAttributes(
  method: string,
  name: string,
  attributes: Attributes | undefined,
): Attributes | undefined {
  return take(method, name, attributes, (flat) => flat);
}

function take(
  method: string,
  name: string,
  attributes: Attributes | undefined,
  takeFlat: (flat: Attributes) => Attributes,
): Attributes | undefined {
  if (attributes === undefined || attributes === null) return undefined;
  try {
    if (typeof attributes !== 'object' || Array.isArray(attributes)) {
      throw new TypeError(`they must be an object of names and values, got ${show(attributes)}`);
    }
    // Nearly all attributes are flat; spreading such an object costs a tenth of copying it name by name.
    return isFlat(attributes) ? takeFlat(attributes) : copyDeep(method, name, attributes);
  } catch (error) {
    const call = callText(method, name);
    warnOnce(`attributes ${call}`, `${call}: its attributes were left out: ${show(error)}`);
    return undefined;
  }
}

function isFlat(attributes: Attributes): boolean {
  for (const key in attributes) {
    const kind = typeof attributes[key];
    if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return false;
  }
  return true;
}

function copyDeep(method: string, name: string, attributes: Attributes): Attributes {
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(attributes)) {
    try {
      const value = copyValue(attributes[key], [], { left: MAX_VALUES });
      if (value !== undefined && value !== null) entries.push([key, value]);
    } catch (error) {
      const call = callText(method, name);
      warnOnce(`attribute ${key} ${call}`, `${call}: its attribute ${show(key)} was left out: ${show(error)}`);
    }
  }
  // Not by assignment: a key named `__proto__` must become a property.
  return Object.fromEntries(entries);
}

function copyValue(value: unknown, around: readonly object[], budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0) throw new RangeError(`more than ${MAX_VALUES} values`);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return value.slice();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (around.includes(value)) return '[circular]';
  if (around.length >= MAX_DEPTH) return '[too deep]';
  const inside = [...around, value];
  if (Array.isArray(value)) return value.map((item) => copyValue(item, inside, budget) ?? null);
  const entries = Object.entries(value).map(([key, item]) => [key, copyValue(item, inside, budget)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

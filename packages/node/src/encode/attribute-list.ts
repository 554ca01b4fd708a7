import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { copySimpleValue, copyValue, INVALID } from './values.ts';

/** From this many keys on they are found by a Map; below it a walk over the few is faster than any hash. */
const INDEX_FROM = 24;

/** Attributes in the order in which they were first set. Values are copies. */
export class AttributeList {
  readonly keys: string[];
  readonly values: unknown[];
  /** How many were not taken. */
  dropped = 0;
  #index: Map<string, number> | undefined;

  /** Given keys and values are taken as they are: different keys, each with a simple value that is not undefined. */
  constructor(keys: string[] = [], values: unknown[] = []) {
    this.keys = keys;
    this.values = values;
  }

  /** @returns whether the attribute is in the list now; if not, the reason was told and, at the limit, counted. */
  set(key: string, value: unknown, maxCount: number, maxLength: number): boolean {
    if (value === undefined) return true;
    if (key === '') return refuse(key);
    const at = this.#find(key);
    if (at === -1 && this.keys.length >= maxCount) {
      if (this.dropped++ === 0) diag.warn('more attributes than the limit: the rest is dropped', key);
      return true;
    }
    const copy = typeof value === 'number' || typeof value === 'boolean' ? value : copyValue(value, maxLength);
    return this.#put(key, at, copy);
  }

  #put(key: string, at: number, copy: unknown): boolean {
    if (copy === INVALID || key === '') return refuse(key);
    if (at !== -1) {
      this.values[at] = copy;
      return true;
    }
    this.#index?.set(key, this.keys.length);
    this.keys.push(key);
    this.values.push(copy);
    return true;
  }

  #find(key: string): number {
    const { keys } = this;
    if (keys.length >= INDEX_FROM) {
      this.#index ??= new Map(keys.map((key, at) => [key, at]));
      return this.#index.get(key) ?? -1;
    }
    for (let at = 0; at < keys.length; at++) if (keys[at] === key) return at;
    return -1;
  }

  /** All of these. @returns how many of them are none */
  setAll(attributes: Attributes, maxCount: number, maxLength: number): number {
    let refused = 0;
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key) && !this.set(key, readValue(attributes, key), maxCount, maxLength)) refused++;
    }
    return refused;
  }

  /** The attributes that something begins with: what is none counts as dropped. */
  add(attributes: Attributes | undefined, maxCount: number, maxLength: number): this {
    if (typeof attributes !== 'object' || attributes === null) return this;
    const refused = this.setAll(attributes, maxCount, maxLength);
    this.dropped += refused;
    return this;
  }

  /** The same for an event. */
  addSimple(attributes: Attributes | undefined, maxCount: number, maxLength: number): this {
    if (typeof attributes !== 'object' || attributes === null) return this;
    for (const key of Object.keys(attributes)) {
      const value = readValue(attributes, key);
      if (value === undefined) continue;
      if (this.keys.length >= maxCount) this.dropped++;
      else if (!this.#put(key, -1, copySimpleValue(value, maxLength))) this.dropped++;
    }
    return this;
  }

  toAttributes(): Attributes {
    return Object.fromEntries(this.keys.map((key, at) => [key, this.values[at]]));
  }
}

function refuse(key: string): false {
  diag.warn('not an attribute: it has a key, and for a value what OpenTelemetry calls AnyValue', key);
  return false;
}

/** A getter of the caller's that throws makes a value that is none, never an exception in his program. */
function readValue(attributes: Attributes, key: string): unknown {
  try {
    return attributes[key];
  } catch {
    return INVALID;
  }
}

import type { Attributes } from '@opentelemetry/api';

/** Attributes of a span in the making: keys and values side by side, which the span takes without looking up each key. */
export class Described {
  readonly keys: string[] = [];
  readonly values: unknown[] = [];

  /** @param key one that was not added before */
  add(key: string, value: unknown): this {
    if (value === undefined) return this;
    this.keys.push(key);
    this.values.push(value);
    return this;
  }

  /** As the stock SDK takes them. */
  toAttributes(): Attributes {
    return Object.fromEntries(this.keys.map((key, at) => [key, this.values[at]]));
  }
}

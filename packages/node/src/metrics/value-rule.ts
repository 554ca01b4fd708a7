import { diag, ValueType } from '@opentelemetry/api';
import { checkedValue } from './descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import { INSTRUMENT } from './kinds.ts';

/** Which values an instrument takes. */
export class ValueRule {
  readonly mayBeNegative: boolean;
  readonly mayBeFraction: boolean;
  readonly #descriptor: Descriptor;

  constructor(descriptor: Descriptor) {
    const { type, valueType } = descriptor;
    this.#descriptor = descriptor;
    this.mayBeNegative = type !== INSTRUMENT.COUNTER && type !== INSTRUMENT.HISTOGRAM;
    this.mayBeFraction = valueType !== ValueType.INT;
  }

  /** What is recorded of a value, with a warning where that is not the value itself; undefined for nothing. */
  applyTo(value: number): number | undefined {
    if (this.mayBeNegative || !(value < 0)) return checkedValue(value, this.#descriptor);
    diag.warn(`metric ${this.#descriptor.name}: the value must be 0 or more, got ${value}; nothing was recorded`);
    return undefined;
  }
}

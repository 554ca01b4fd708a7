import { diag, ValueType } from '@opentelemetry/api';
import type { MetricAdvice, MetricOptions } from '@opentelemetry/api';
import type { InstrumentType, MetricDescriptor } from '@opentelemetry/sdk-metrics';

/** What an instrument is. */
export interface Descriptor extends MetricDescriptor {
  readonly type: InstrumentType;
  readonly advice: MetricAdvice;
}

/** https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax */
const NAME = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

/** A wrong name is warned of and used all the same, as the specification's SDK does. */
export function createDescriptor(name: string, type: InstrumentType, options: MetricOptions = {}): Descriptor {
  if (!NAME.test(name)) {
    diag.warn(
      `metric ${JSON.stringify(name)}: a name must begin with a letter and have 1 to 255 letters, digits or _ . - / in all`,
    );
  }
  return {
    name,
    type,
    description: options.description ?? '',
    unit: options.unit ?? '',
    valueType: options.valueType ?? ValueType.DOUBLE,
    advice: options.advice ?? {},
  };
}

/**
 * The number to record, or undefined where there is none: what is no number is warned of, and an instrument of whole numbers
 * loses fractions with a warning.
 */
export function checkedValue(value: unknown, { name, valueType }: Descriptor): number | undefined {
  if (typeof value !== 'number') {
    diag.warn(`metric ${name}: the value must be a number, got ${typeof value}; nothing was recorded`);
    return undefined;
  }
  if (valueType !== ValueType.INT || Number.isInteger(value)) return value;
  diag.warn(`metric ${name}: the value type is INT, got ${value}; only the whole part is recorded`);
  const whole = Math.trunc(value);
  return Number.isInteger(whole) ? whole : undefined;
}

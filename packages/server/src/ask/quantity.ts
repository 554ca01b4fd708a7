/** A number with the kind of its unit: seconds for times, bytes for sizes. */
export interface Quantity {
  readonly kind: 'plain' | 'time' | 'size';
  readonly value: number;
}

const NUMBER = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(ns|us|ms|s|m|h|B|KiB|MiB)?$/;

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2 };

/** Reads a number that may carry `ns us ms s m h` or `B KiB MiB`; `undefined` when the text is none. */
export function parseNumber(text: string): Quantity | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  const unit = match[2];
  if (unit === undefined) return { kind: 'plain', value: number };
  const seconds = SECONDS[unit];
  if (seconds !== undefined) return { kind: 'time', value: number * seconds };
  return { kind: 'size', value: number * (BYTES[unit] ?? 1) };
}

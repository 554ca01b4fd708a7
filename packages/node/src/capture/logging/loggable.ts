import type { AnyValue } from '@opentelemetry/api';

/** Characters of a body or of one text among the fields. */
const MAX_TEXT_CHARS = 16 * 1024;
const MAX_DEPTH = 8;
/** Values of one line, in all. */
const MAX_VALUES = 1000;
const MAX_BYTES = 1024;

export function shortened(text: string): string {
  return text.length <= MAX_TEXT_CHARS ? text : `${text.slice(0, MAX_TEXT_CHARS)}…`;
}

/** How many values may still be taken, and what lies above the present one. */
interface Walk {
  left: number;
  readonly above: object[];
}

/**
 * Anything that a program logs, as OpenTelemetry can say it and about as JSON would: dates as text, maps and instances of classes
 * by their fields, bounded in depth, number and length. Undefined for what has no value to tell. May throw where a getter does.
 */
export function loggable(value: unknown): AnyValue {
  return convert(value, { left: MAX_VALUES, above: [] });
}

function convert(value: unknown, walk: Walk): AnyValue {
  if (walk.left-- <= 0) return undefined;
  if (typeof value === 'string') return shortened(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'object' ? convertObject(value, walk) : undefined;
}

function convertObject(value: object, walk: Walk): AnyValue {
  if (walk.above.includes(value)) return '[Circular]';
  if (walk.above.length >= MAX_DEPTH) return Array.isArray(value) ? '[Array]' : '[Object]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return value.slice(0, MAX_BYTES);
  walk.above.push(value);
  try {
    return convertInside(value, walk);
  } finally {
    walk.above.pop();
  }
}

function convertInside(value: object, walk: Walk): AnyValue {
  if (value instanceof Error) {
    // What JSON would leave out, and every reader of a log wants.
    const { name, message, stack, cause } = value;
    return fieldsOf([...Object.entries({ type: name, message, stack, cause }), ...Object.entries(value)], walk);
  }
  if (value instanceof Map) return fieldsOf(value, walk);
  if (Array.isArray(value) || value instanceof Set) {
    return Array.from(value, (item: unknown) => (walk.left > 0 ? (convert(item, walk) ?? null) : null)).slice(
      0,
      MAX_VALUES,
    );
  }
  const toJson: unknown = Reflect.get(value, 'toJSON');
  return typeof toJson === 'function'
    ? convert(Reflect.apply(toJson, value, ['']), walk)
    : fieldsOf(Object.entries(value), walk);
}

function fieldsOf(entries: Iterable<readonly [unknown, unknown]>, walk: Walk): Record<string, AnyValue> {
  const fields = new Map<string, AnyValue>();
  for (const [name, item] of entries) {
    if (walk.left <= 0) break;
    const converted = convert(item, walk);
    if (converted !== undefined) fields.set(String(name), converted);
  }
  return Object.fromEntries(fields);
}

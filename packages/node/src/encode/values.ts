// What may be the value of an attribute: https://opentelemetry.io/docs/specs/otel/common/#anyvalue
// Values are checked and copied in one go when they are set, so that nothing that happens to them later is seen.

/** Stands for a value that is none. */
export const INVALID: unique symbol = Symbol('invalid');

/** A copy with no text or byte array longer than this, or INVALID. Never throws, whatever getters of the value do. */
export function copyValue(value: unknown, maxLength: number): unknown {
  if (typeof value === 'string') return value.length > maxLength ? value.slice(0, maxLength) : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return INVALID;
  try {
    return copyObject(value, maxLength, []);
  } catch {
    return INVALID;
  }
}

function copyNested(value: unknown, maxLength: number, above: object[]): unknown {
  if (typeof value !== 'object' || value === null) return copyValue(value, maxLength);
  return copyObject(value, maxLength, above);
}

function copyObject(value: object, maxLength: number, above: object[]): unknown {
  if (value instanceof Uint8Array) return value.slice(0, Math.min(maxLength, value.length));
  if (above.includes(value)) return INVALID;
  above.push(value);
  const copy = Array.isArray(value) ? copyArray(value, maxLength, above) : copyMap(value, maxLength, above);
  above.pop();
  return copy;
}

function copyArray(items: readonly unknown[], maxLength: number, above: object[]): unknown {
  const copies: unknown[] = [];
  for (const item of items) {
    const copy = item === undefined ? undefined : copyNested(item, maxLength, above);
    if (copy === INVALID) return INVALID;
    copies.push(copy);
  }
  return copies;
}

/** Plain objects only: a Date, a Map or an Error has no meaning as a list of keys and values. */
function copyMap(value: object, maxLength: number, above: object[]): unknown {
  if (value.constructor !== Object && value.constructor !== undefined) return INVALID;
  const copies = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const copy = copyNested(item, maxLength, above);
    if (copy === INVALID) return INVALID;
    copies.set(key, copy);
  }
  return Object.fromEntries(copies);
}

/** The same for events, whose attributes are texts, numbers, booleans or arrays of one of them. */
export function copySimpleValue(value: unknown, maxLength: number): unknown {
  if (Array.isArray(value)) return isHomogeneous(value) ? copyValue(value, maxLength) : INVALID;
  return isSimple(typeof value) ? copyValue(value, maxLength) : INVALID;
}

function isHomogeneous(items: readonly unknown[]): boolean {
  let type: string | undefined;
  for (const item of items) {
    if (item === undefined || item === null) continue;
    type ??= typeof item;
    if (typeof item !== type || !isSimple(type)) return false;
  }
  return true;
}

function isSimple(type: string): boolean {
  return type === 'string' || type === 'number' || type === 'boolean';
}

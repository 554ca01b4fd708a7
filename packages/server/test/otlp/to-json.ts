/** A message as OTLP/JSON, the way a sender writes it; `style` decides between the forms that a receiver must take alike. */
export interface JsonStyle {
  /** 64-bit integers as numbers where they are exact, else as text. */
  numbers: boolean;
  upperHex: boolean;
  urlSafeBase64: boolean;
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

export function toJson(value: unknown, style: JsonStyle, key = ''): unknown {
  if (typeof value === 'bigint') {
    return style.numbers && BigInt.asIntN(53, value) === value ? Number(value) : value.toString();
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  // JSON.stringify drops the sign.
  if (Object.is(value, -0)) return '-0';
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    if (IDS.has(key)) return style.upperHex ? bytes.toString('hex').toUpperCase() : bytes.toString('hex');
    return bytes.toString(style.urlSafeBase64 ? 'base64url' : 'base64');
  }
  if (Array.isArray(value)) return value.map((item) => toJson(item, style));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item, style, name)]));
}

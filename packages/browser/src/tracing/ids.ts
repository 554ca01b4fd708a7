/** A new trace id: 32 hexadecimal digits. */
export function newTraceId(): string {
  return randomDigits(16);
}

/** A new span id: 16 hexadecimal digits. */
export function newSpanId(): string {
  return randomDigits(8);
}

function randomDigits(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

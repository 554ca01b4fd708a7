/** A new trace id: 32 hexadecimal digits. */
export function newTraceId(): string {
  return randomDigits(2);
}

/** A new span id: 16 hexadecimal digits. */
export function newSpanId(): string {
  return randomDigits(1);
}

/** Sixteen digits a word. */
function randomDigits(words: number): string {
  const random = crypto.getRandomValues(new BigUint64Array(words));
  return Array.from(random, (word) => word.toString(16).padStart(16, '0')).join('');
}

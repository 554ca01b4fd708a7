/**
 * A new UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 72 random bits, so that ids sort by time.
 *
 * @param epochMs the time in it, milliseconds since the Unix epoch.
 */
export function createUuidV7(epochMs: number): string {
  const time = Math.trunc(epochMs).toString(16).padStart(12, '0');
  // A word, not a byte, at a time: pages make ids before anything of theirs is compiled.
  const random = Array.from(crypto.getRandomValues(new BigUint64Array(2)), (word) =>
    word.toString(16).padStart(16, '0'),
  );
  const digits = random.join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`;
}

/**
 * A new UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 72 random bits, so that ids sort by time.
 *
 * @param epochMs the time in it, milliseconds since the Unix epoch.
 */
export function createUuidV7(epochMs: number): string {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, '0'));
  const digits = Math.trunc(epochMs).toString(16).padStart(12, '0') + random.join('');
  return digits.replace(/(.{8})(.{4})(.{3})(.{3})/, '$1-$2-7$3-8$4-');
}

const HEX = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A new UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits, so that ids sort by time.
 *
 * @param epochMs the time in it, milliseconds since the Unix epoch.
 */
export function createUuidV7(epochMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Division, not shifts: a shift works on 32 bits, the time has 48.
  let rest = Math.trunc(epochMs);
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | (byteAt(bytes, 6) & 0x0f);
  bytes[8] = 0x80 | (byteAt(bytes, 8) & 0x3f);
  let text = '';
  for (let at = 0; at < 16; at += 1) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    text += HEX[byteAt(bytes, at)];
  }
  return text;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

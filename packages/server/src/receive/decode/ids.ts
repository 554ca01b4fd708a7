import type { Bytes, Growable } from '../../store/native/growable.ts';

/** Whether the bytes are an identifier: as many as asked, not all zero. */
export function isId(body: Bytes, start: number, end: number, size: number): boolean {
  return end - start === size && !isZero(body, start, end);
}

/** Whether the bytes stand for no identifier: none, or all zero. */
function isZero({ bytes }: Bytes, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

/** Writes the bytes as lower-case hexadecimal text; no identifier as ''. */
export function writeId(out: Growable, body: Bytes, start: number, end: number): void {
  if (isZero(body, start, end)) {
    out.u8(0);
    return;
  }
  const size = (end - start) * 2;
  if (size < 128) out.u8(size);
  else out.varint(size);
  let to = out.claim(size);
  const { view } = out;
  let from = start;
  for (; from + 2 <= end; from += 2, to += 4) view.setInt32(to, hexOf(body.view.getUint16(from, true)), true);
  if (from < end) view.setInt16(to, hexOf(body.view.getUint8(from)), true);
}

/** The four digits of two bytes, all at once: each digit in a byte, the first one lowest. */
function hexOf(pair: number): number {
  const bytes = (pair | (pair << 8)) & 0x00ff00ff;
  const digits = ((bytes >>> 4) & 0x000f000f) | ((bytes & 0x000f000f) << 8);
  // Above 9, six more reach the next bit of four: these are letters, 39 behind the digits.
  return digits + 0x30303030 + (((digits + 0x06060606) >>> 4) & 0x01010101) * 39;
}

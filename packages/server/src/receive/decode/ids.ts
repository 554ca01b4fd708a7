import type { Growable } from '../../store/native/growable.ts';

const HEX: Uint8Array = Buffer.from('0123456789abcdef');

/** Whether the bytes are an identifier: as many as asked, not all zero. */
export function isId(buf: Buffer, start: number, end: number, size: number): boolean {
  if (end - start !== size) return false;
  return !isZero(buf, start, end);
}

/** Whether the bytes stand for no identifier: none, or all zero. */
function isZero(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buf[at] !== 0) return false;
  return true;
}

/** Writes the bytes as lower-case hexadecimal text; no identifier as ''. */
export function writeId(out: Growable, buf: Buffer, start: number, end: number): void {
  if (isZero(buf, start, end)) {
    out.u8(0);
    return;
  }
  const size = (end - start) * 2;
  out.varint(size);
  let to = out.claim(size);
  const { bytes } = out;
  for (let from = start; from < end; from++) {
    const byte = buf[from] ?? 0;
    bytes[to++] = HEX[byte >>> 4] ?? 0;
    bytes[to++] = HEX[byte & 15] ?? 0;
  }
}

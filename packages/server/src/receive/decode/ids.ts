import type { Bytes, Growable } from '../../store/native/growable.ts';

/** Two hexadecimal digits a byte, the first one in the lower half. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0');
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8);
});

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
  const { bytes } = body;
  for (let from = start; from < end; from++, to += 2) view.setUint16(to, HEX[bytes[from] ?? 0] ?? 0, true);
}

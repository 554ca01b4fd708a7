import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpack, type Room } from './body.ts';

const MIB = 1024 * 1024;

/** Room for so much, and how much of it was taken. */
function room(maxBytes = 64 * MIB): Room & { held: () => number } {
  let held = 0;
  return { maxBytes, hold: (bytes) => void (held += bytes), held: () => held };
}

const BODIES: Record<string, Buffer> = {
  small: Buffer.from('a span'),
  middling: Buffer.from(Array.from({ length: 20_000 }, (_, i) => `value ${i}`).join()),
  large: Buffer.alloc(5 * MIB, 'abcdefgh'),
};

describe('unpacking', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('gives back what was packed with %s, of any size, and counts it', async (name, pack) => {
    for (const body of Object.values(BODIES)) {
      const given = room();
      expect((await unpack(pack(body), name, given)).equals(body)).toBe(true);
      expect(given.held()).toBe(body.length);
    }
  });

  it('does not believe what gzip says of its size', async () => {
    for (const claimed of [0, 1, 0xffff_ffff]) {
      for (const body of Object.values(BODIES)) {
        const packed = gzipSync(body);
        packed.writeUInt32LE(claimed, packed.length - 4);
        await expect(unpack(packed, 'gzip', room())).rejects.toMatchObject({ status: 400 });
      }
    }
  });

  it('takes gzip of several parts, as some programs write it', async () => {
    const packed = Buffer.concat([gzipSync('first '), gzipSync(BODIES['middling'] ?? ''), gzipSync(' last')]);
    expect((await unpack(packed, 'gzip', room())).toString()).toBe(`first ${BODIES['middling']?.toString()} last`);
  });

  it('stops at the limit, to the byte', async () => {
    const body = BODIES['large'] ?? Buffer.alloc(0);
    const packed = gzipSync(body);
    expect((await unpack(packed, 'gzip', room(body.length))).length).toBe(body.length);
    await expect(unpack(packed, 'gzip', room(body.length - 1))).rejects.toMatchObject({ status: 413 });
    await expect(unpack(gzipSync(Buffer.alloc(80 * MIB)), 'gzip', room())).rejects.toMatchObject({ status: 413 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.from('not packed at all')],
    ['the first half', gzipSync(BODIES['middling'] ?? '').subarray(0, 1000)],
  ])('refuses %s', async (_, bytes) => {
    await expect(unpack(bytes, 'gzip', room())).rejects.toMatchObject({ status: 400, name: 'Refusal' });
  });
});

import { expect, test } from 'vitest';
import { createBufferPool, FULL_CHUNK_BYTES } from './buffer-pool.ts';

test('a buffer that is given back twice is given out once', () => {
  const pool = createBufferPool();
  const bytes = pool.take(FULL_CHUNK_BYTES);
  pool.release(bytes.subarray(0, 10));
  pool.release(bytes);
  const [first, second] = [pool.take(FULL_CHUNK_BYTES), pool.take(FULL_CHUNK_BYTES)];
  expect(first.buffer).toBe(bytes.buffer);
  expect(second.buffer).not.toBe(bytes.buffer);
  expect(second).toHaveLength(FULL_CHUNK_BYTES);
});

test('four full buffers are kept, and none of another size', () => {
  const pool = createBufferPool();
  const all = Array.from({ length: 6 }, () => pool.take(FULL_CHUNK_BYTES));
  pool.release(Buffer.allocUnsafeSlow(FULL_CHUNK_BYTES * 2));
  for (const bytes of all) pool.release(bytes);
  const again = all.map(() => pool.take(FULL_CHUNK_BYTES).buffer);
  expect(all.filter(({ buffer }) => again.includes(buffer))).toHaveLength(4);
  expect(again.every(({ byteLength }) => byteLength === FULL_CHUNK_BYTES)).toBe(true);
});

test('a small chunk gets a buffer of about its size', () => {
  const pool = createBufferPool();
  expect(pool.take(0)).toHaveLength(8192);
  expect(pool.take(20_000)).toHaveLength(32_768);
});

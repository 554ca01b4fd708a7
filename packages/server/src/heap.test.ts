import { describe, expect, it } from 'vitest';
import { giveBackHeap } from './heap.ts';

const MEGABYTE = 1024 ** 2;

/** Leaves objects behind that were held long enough to be taken for old ones. */
async function litter(): Promise<void> {
  const held = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(held).toHaveLength(1_000_000);
}

describe('giveBackHeap', () => {
  it('gives back what nobody holds any more', async () => {
    await litter();
    const before = process.memoryUsage().heapTotal;
    giveBackHeap();
    expect(process.memoryUsage().heapTotal).toBeLessThan(before - 10 * MEGABYTE);
  });
});

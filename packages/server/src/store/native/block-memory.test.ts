import { describe, expect, it } from 'vitest';
import { blockMemory, giveBack } from './block-memory.ts';

describe('the memory of blocks', () => {
  it('is used again once it is given back, and not before', () => {
    const first = blockMemory(100_000);
    const second = blockMemory(100_000);
    expect(second.buffer).not.toBe(first.buffer);
    giveBack(first.subarray(0, 90_000));
    expect(blockMemory(95_000).buffer).toBe(first.buffer);
    expect(blockMemory(95_000).buffer).not.toBe(first.buffer);
  });

  it('is in one pair of hands only, also when it is given back twice', () => {
    const block = blockMemory(200_000);
    giveBack(block);
    giveBack(block);
    expect(blockMemory(200_000).buffer).toBe(block.buffer);
    expect(blockMemory(200_000).buffer).not.toBe(block.buffer);
  });

  it('is not kept without bound, nor given out for what is much smaller', () => {
    const large = blockMemory(30 * 1024 * 1024);
    giveBack(large);
    expect(blockMemory(30 * 1024 * 1024).buffer).not.toBe(large.buffer);
    const middle = blockMemory(1024 * 1024);
    giveBack(middle);
    expect(blockMemory(20_000).buffer).not.toBe(middle.buffer);
  });
});

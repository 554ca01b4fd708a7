import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../store/native/growable.ts';
import { clockShiftMs, readTime, timeWindow } from './times.ts';
import { Reader } from './wire.ts';

/** An instant as a body has it, read with a shift. */
function shifted(nanos: bigint, shiftMs: number): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nanos);
  const reader = new Reader(bytesOf(bytes));
  readTime(reader, timeWindow(1, 1, shiftMs));
  return (BigInt(reader.high) << 32n) | BigInt(reader.low);
}

describe('the clock of a sender', () => {
  it.each([
    [undefined, 0],
    [1_000_000, 0],
    [1_060_000, 0],
    [940_000, 0],
    [1_060_001, -60_001],
    [0, 1_000_000],
  ])('that showed %s when it was 1 000 000 here is corrected by %s ms', (sentAtMs, shift) => {
    expect(clockShiftMs(sentAtMs, 1_000_000)).toBe(shift);
  });

  it('moves every instant by so much, but none that is no instant, and none beyond what 64 bits hold', () => {
    expect(shifted(5_000_000_000n, 1500)).toBe(6_500_000_000n);
    expect(shifted(5_000_000_000n, -1500)).toBe(3_500_000_000n);
    expect(shifted(2n ** 63n, 3)).toBe(2n ** 63n + 3_000_000n);
    expect(shifted(0n, 1500)).toBe(0n);
    expect(shifted(5n, -1500)).toBe(1n);
    expect(shifted(2n ** 64n - 2n, 1500)).toBe(2n ** 64n - 1n);
  });
});

import { describe, expect, it } from 'vitest';
import { bytesOf, Growable, TAIL } from './growable.ts';

describe('bytes that are read as numbers', () => {
  it('have others behind them, in place where there are some', () => {
    const whole = Buffer.from(new ArrayBuffer(100));
    whole.fill(7);
    const { bytes, view } = bytesOf(whole.subarray(0, 100 - TAIL));
    expect(bytes.buffer).toBe(whole.buffer);
    expect(bytes.length).toBe(100 - TAIL);
    expect(view.byteLength).toBe(100);
  });

  it('have others behind them in a copy where there are none', () => {
    const whole = Buffer.from(new ArrayBuffer(100));
    whole.fill(7);
    const { bytes, view } = bytesOf(whole.subarray(10));
    expect(bytes.equals(whole.subarray(10))).toBe(true);
    expect(view.byteLength).toBe(90 + TAIL);
    expect(view.getInt32(86, true)).toBe(0x07070707);
  });
});

describe('bytes that grow', () => {
  it('have others behind them at every size', () => {
    const growable = new Growable(4);
    for (let i = 0; i < 300; i++) {
      growable.u32(i);
      expect(growable.view.byteLength).toBe(growable.bytes.length + TAIL);
    }
    growable.clear();
    expect(growable.view.byteLength).toBe(growable.bytes.length + TAIL);
  });
});

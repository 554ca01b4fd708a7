import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyMemory, MEMORY_MS } from './key-memory.ts';

const keyOf = (n: number): string => createHash('sha256').update(String(n)).digest('binary').slice(0, 16);
const T = Date.UTC(2026, 10, 21);

describe('the memory of keys', () => {
  it('knows each of many thousands, and no other', () => {
    const memory = createKeyMemory();
    for (let i = 0; i < 20_000; i++) memory.add(keyOf(i), T);
    expect(memory.size).toBe(20_000);
    for (let i = 0; i < 20_000; i++) if (!memory.has(keyOf(i))) throw new Error(`${i} was forgotten`);
    for (let i = 20_000; i < 40_000; i++) if (memory.has(keyOf(i))) throw new Error(`${i} was never there`);
  });

  it('tells keys apart that differ in their last bytes only', () => {
    const memory = createKeyMemory();
    const [one, other] = ['\x07'.repeat(16), `${'\x07'.repeat(15)}\x08`];
    memory.add(one, T);
    expect([memory.has(one), memory.has(other)]).toEqual([true, false]);
    memory.add(other, T);
    expect([memory.has(one), memory.has(other), memory.size]).toEqual([true, true, 2]);
  });

  it('remembers for ten minutes at least, and forgets soon after', () => {
    const memory = createKeyMemory();
    memory.add(keyOf(1), T);
    memory.add(keyOf(2), T + MEMORY_MS);
    expect(memory.has(keyOf(1))).toBe(true);
    memory.add(keyOf(3), T + MEMORY_MS + 61_000);
    expect([memory.has(keyOf(1)), memory.has(keyOf(2))]).toEqual([false, true]);
    expect(memory.completeSince(T + MEMORY_MS)).toBe(T);
  });

  it('remembers what is not in the database yet, however long that takes', () => {
    let needed = T;
    const memory = createKeyMemory(() => needed);
    memory.add(keyOf(1), T);
    memory.add(keyOf(2), T + 10 * MEMORY_MS);
    expect(memory.has(keyOf(1))).toBe(true);
    expect(memory.completeSince(T + 10 * MEMORY_MS)).toBe(T);
    needed = Infinity;
    memory.add(keyOf(3), T + 10 * MEMORY_MS + 61_000);
    expect(memory.has(keyOf(1))).toBe(false);
  });

  it('holds no more than it may: the oldest minute goes, and it says since when it is complete', () => {
    const memory = createKeyMemory(() => Infinity, 100);
    for (let i = 0; i < 80; i++) memory.add(keyOf(i), T);
    for (let i = 80; i < 160; i++) memory.add(keyOf(i), T + 60_000);
    expect(memory.size).toBe(80);
    expect([memory.has(keyOf(0)), memory.has(keyOf(80)), memory.has(keyOf(159))]).toEqual([false, true, true]);
    expect(memory.completeSince(T + 61_000)).toBe(T + 60_000);
  });
});

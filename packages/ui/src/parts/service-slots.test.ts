import { expect, test } from 'vitest';
import { colourOf, createSlots, type SlotStorage } from './service-slots.ts';

function memory(kept: Record<string, string> = {}): SlotStorage & { kept: Record<string, string> } {
  return { kept, getItem: (key) => kept[key] ?? null, setItem: (key, value) => void (kept[key] = value) };
}

test('services met together get slots in the order of their names', () => {
  const slots = createSlots(null);
  slots.learn(['web', 'checkout', 'search', 'checkout']);
  expect(['checkout', 'search', 'web'].map((service) => slots.slotOf(service))).toEqual([0, 1, 2]);
});

test('a service keeps its slot when others come and when the page is loaded again', () => {
  const storage = memory();
  const slots = createSlots(storage);
  slots.learn(['web', 'search']);
  slots.learn(['api', 'web']);
  expect(slots.slotOf('search')).toBe(0);
  expect(slots.slotOf('web')).toBe(1);
  expect(slots.slotOf('api')).toBe(2);
  const again = createSlots(storage);
  expect(['search', 'web', 'api'].map((service) => again.slotOf(service))).toEqual([0, 1, 2]);
});

test('tells its listeners only when something is new', () => {
  const slots = createSlots(null);
  let told = 0;
  const stop = slots.subscribe(() => (told += 1));
  slots.learn(['a']);
  slots.learn(['a']);
  expect(told).toBe(1);
  stop();
  slots.learn(['b']);
  expect(told).toBe(1);
});

test('starts anew over a storage that is blocked, full or holds something else', () => {
  const blocked: SlotStorage = {
    getItem: () => {
      throw new Error('blocked');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  for (const storage of [
    blocked,
    memory({ 'sightglass.service-slots': '{"a":1' }),
    memory({ 'sightglass.service-slots': '{"a":1}' }),
  ]) {
    const slots = createSlots(storage);
    slots.learn(['x']);
    expect(slots.slotOf('x')).toBe(0);
  }
});

test('keeps no more names than it should, however many services send', () => {
  const storage = memory();
  createSlots(storage).learn(Array.from({ length: 2000 }, (_, at) => `service-${at}`));
  expect(JSON.parse(storage.kept['sightglass.service-slots'] ?? '')).toHaveLength(500);
});

test('eight colours are solid, the next eight the same ones hollow', () => {
  expect([0, 7, 8, 15, 16].map((slot) => colourOf(slot))).toEqual([
    { css: 'var(--cat-1)', token: '--cat-1', hollow: false },
    { css: 'var(--cat-8)', token: '--cat-8', hollow: false },
    { css: 'var(--cat-1)', token: '--cat-1', hollow: true },
    { css: 'var(--cat-8)', token: '--cat-8', hollow: true },
    { css: 'var(--cat-1)', token: '--cat-1', hollow: false },
  ]);
});

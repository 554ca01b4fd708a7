import { expect, test } from 'vitest';
import { colourOf, createSlots, type SlotStorage } from './service-slots.ts';

function memory(kept: Record<string, string> = {}): SlotStorage & { kept: Record<string, string> } {
  return { kept, getItem: (key) => kept[key] ?? null, setItem: (key, value) => void (kept[key] = value) };
}

const web = { service: 'web', slot: 3 };
const search = { service: 'search', slot: 11 };

test('a service has the slot that the server gave it, here and when the page is loaded again', () => {
  const storage = memory();
  const slots = createSlots(storage);
  slots.learn('', [web]);
  slots.learn('', [search]);
  const again = createSlots(storage);
  expect([slots, again].map(({ slotOf }) => [slotOf('web'), slotOf('search')])).toEqual([
    [3, 11],
    [3, 11],
  ]);
});

test('a service that the server has not named yet has the same slot in every browser', () => {
  const [one, other] = [createSlots(null), createSlots(memory())];
  other.learn('', [web, search]);
  for (const service of ['worker', 'cron', 'ünïcode', '']) {
    expect(one.slotOf(service)).toBe(other.slotOf(service));
    expect(one.slotOf(service)).toBeGreaterThanOrEqual(0);
    expect(one.slotOf(service)).toBeLessThan(16);
  }
});

test('another project has slots of its own, and so has another reader', () => {
  const slots = createSlots(memory());
  const unnamed = slots.slotOf('web');
  slots.learn('', [{ service: 'web', slot: unnamed + 1 }]);
  slots.learn('shop', [search]);
  expect(slots.slotOf('web')).toBe(unnamed);
  slots.learn('shop', [{ service: 'web', slot: unnamed + 2 }]);
  slots.forget();
  expect(slots.slotOf('web')).toBe(unnamed);
});

test('tells its listeners only when something is new', () => {
  const slots = createSlots(null);
  let told = 0;
  const stop = slots.subscribe(() => (told += 1));
  slots.learn('', [web]);
  slots.learn('', [web]);
  expect(told).toBe(1);
  slots.learn('', [{ ...web, slot: 4 }]);
  expect(told).toBe(2);
  stop();
  slots.learn('', [search]);
  expect(told).toBe(2);
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
  const texts = ['{"a":1', '["web"]', 'null', '{"project":1}', '{"project":"","slots":{"web":"x"}}'];
  for (const storage of [blocked, ...texts.map((text) => memory({ 'sightglass.service-slots': text }))]) {
    const slots = createSlots(storage);
    expect(slots.slotOf('web')).toBe(createSlots(null).slotOf('web'));
    slots.learn('', [web]);
    expect(slots.slotOf('web')).toBe(3);
  }
});

test('keeps no more names than it should, however many services send', () => {
  const storage = memory();
  createSlots(storage).learn(
    '',
    Array.from({ length: 2000 }, (_, slot) => ({ service: `service-${slot}`, slot })),
  );
  expect(Object.keys(JSON.parse(storage.kept['sightglass.service-slots'] ?? '').slots)).toHaveLength(500);
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

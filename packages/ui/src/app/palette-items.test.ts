import { expect, test } from 'vitest';
import { paletteItems } from './palette-items.ts';

const services = ['repay', 'checkout', 'auto-pay', 'payments'];
const views = [{ id: '7', name: 'Slow payments', address: '/traces?t=6h&q=duration%3E1s' }];
const items = (text: string): ReturnType<typeof paletteItems> => paletteItems(text, { services, views });
const labels = (text: string): string[] => items(text).map(({ label }) => label);

test('offers the pages before anything is typed', () => {
  const offered = labels('');
  expect(offered.slice(0, 2)).toEqual(['Overview', 'Traces']);
  expect(offered).toContain('Traces with errors');
  expect(offered).toContain('Send data');
});

test('puts what begins with the text first, then a word that does, then what holds it, then a search for it', () => {
  expect(labels('pay')).toEqual(['payments', 'Slow payments', 'auto-pay', 'repay', 'Traces for “pay”']);
});

test('opens a saved view as it was saved', () => {
  expect(items('slow pay')[0]).toMatchObject({
    kind: 'View',
    does: { go: { path: '/traces', q: 'duration>1s', t: { kind: 'live', ms: 6 * 3_600_000 }, service: [] } },
  });
});

test('knows a trace by its id and a range by its text', () => {
  const id = '7c1ef2a90b3d4e557c1ef2a90b3d4e55';
  expect(labels(id.toUpperCase())[0]).toBe(`Trace ${id}`);
  expect(labels('6h')[0]).toBe('Last 6 hours');
});

test('always offers to search, and never more than fits', () => {
  const many = Array.from({ length: 100 }, (_, at) => `service-${at}`);
  const found = paletteItems('service', { services: many, views: [] });
  expect(found).toHaveLength(17);
  expect(found.at(-1)).toMatchObject({ kind: 'Search', does: { go: { path: '/traces', q: 'service' } } });
});

import { expect, test } from 'vitest';
import { paletteItems } from './palette-items.ts';

const services = ['repay', 'checkout', 'auto-pay', 'payments'];
const labels = (text: string): string[] => paletteItems(text, services).map(({ label }) => label);

test('offers pages and services before anything is typed', () => {
  expect(labels('')).toEqual([
    'Overview',
    'Traces',
    'Traces with errors',
    'Slowest traces',
    'repay',
    'checkout',
    'auto-pay',
    'payments',
  ]);
});

test('puts what begins with the text first, then a word that does, then what holds it, then a search for it', () => {
  expect(labels('pay')).toEqual(['payments', 'auto-pay', 'repay', 'Traces for “pay”']);
});

test('knows a trace by its id and a range by its text', () => {
  const id = '7c1ef2a90b3d4e557c1ef2a90b3d4e55';
  expect(labels(id.toUpperCase())[0]).toBe(`Trace ${id}`);
  expect(labels('6h')[0]).toBe('Last 6 hours');
});

test('always offers to search, and never more than fits', () => {
  const many = Array.from({ length: 100 }, (_, at) => `service-${at}`);
  const items = paletteItems('service', many);
  expect(items).toHaveLength(13);
  expect(items.at(-1)).toMatchObject({ kind: 'Search', does: { go: { path: '/traces', q: 'service' } } });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  asked,
  cellsOf,
  FIXED,
  open,
  search,
  SOON,
  textOf,
  useFreshApp,
  violations,
} from '../../app/app-in-browser.tsx';
import { changeSettings } from '../../parts/settings.ts';
import { answer } from './sample-lines.ts';

useFreshApp();
beforeEach(() => changeSettings({ wrapLines: false }));

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=row][data-at]')];
const rowAt = (at: number): HTMLElement | null => document.querySelector(`[role=row][data-at="${at}"]`);
const lastAsked = (name: string) => asked.findLast(({ ask }) => ask === name)?.params;
const grid = (): HTMLElement => document.querySelector<HTMLElement>('[role=treegrid]')!;
const current = (): Element | null => document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
const details = () => page.getByRole('group', { name: 'Details of the line' });

async function openLogs(more = ''): Promise<void> {
  await open(`/logs?${FIXED}${more}`, answer);
  await expect.poll(() => rows().length, SOON).toBeGreaterThan(5);
}

describe('the page of logs', () => {
  test('says how many lines and errors there are, and writes the lines of the answer', async () => {
    await openLogs();
    await expect
      .poll(() => textOf(page.getByRole('heading', { level: 1 })), SOON)
      .toContain('12.4K lines, 128 errors in 60 min');
    expect(rows().slice(0, 4).map(cellsOf)).toEqual([
      ['03:12:00.000', 'info', 'storefront', 'request 0 completed'],
      [
        '03:11:59.000',
        'error',
        'checkout',
        'voucher failed: Cannot read properties of undefined ↵ at applyVoucher (voucher.ts:7)',
      ],
      ['03:11:58.000', 'warn', 'search', 'slow query took 908 ms'],
      // What looks like markup in somebody's data stays text.
      ['03:11:57.000', '–', 'storefront', '<img src=x onerror=alert(1)><script>alert(2)</script>'],
    ]);
    expect(document.querySelector('main img, main script')).toBeNull();
    expect(grid().getAttribute('aria-rowcount')).toBe('-1');
  });
});

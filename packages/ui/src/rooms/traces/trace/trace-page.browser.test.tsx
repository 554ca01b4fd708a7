import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { brokenTrace, checkoutTrace, deepTrace, traceOf, wideTrace } from './sample-trace.ts';
import { current, gridRows, open, rowNamed, rows, textOf, useFreshDocument } from './trace-in-browser.tsx';

useFreshDocument();

describe('headline', () => {
  test('says what, whether it failed, how long, how much and when, equal to the answer', async () => {
    await open(checkoutTrace(2_000));
    await expect
      .element(page.getByRole('heading', { level: 1 }))
      .toHaveTextContent('click Pay now → POST /api/checkout');
    const head = document.querySelector('main header')!.textContent;
    for (const part of [
      '3 failed spans',
      '1.96 s',
      '2\u202f000 spans',
      '8 services',
      '20 Nov 03:10:41.200 UTC',
      '7c1ef2a90b3d4e557c1ef2a90b3d4e55',
    ])
      expect(head).toContain(part);
    await expect.poll(() => document.title).toContain('click Pay now');
  });

  test('says how the critical path divides among services', async () => {
    await open(checkoutTrace(2_000));
    const share = page.getByRole('region', { name: 'Share of the critical path by service' });
    await expect.poll(() => share.query()?.textContent).toMatch(/^checkout 41 %payments 33 %/);
  });

  test('counts what is broken and shows every span all the same', async () => {
    await open(brokenTrace());
    const head = document.querySelector('main header')!.textContent;
    for (const part of ['2 spans whose parent was never received', '2 rings', '1 span id given more than once'])
      expect(head).toContain(part);
    expect(gridRows()).toBe(10);
    await expect.element(page.getByRole('img', { name: 'parent never received' }).first()).toBeVisible();
  });

  test('says that a trace was cut', async () => {
    await open({ ...checkoutTrace(100), total: 81_234, truncated: true });
    await expect.element(page.getByText('the first 100 of 81\u202f234 spans are shown')).toBeVisible();
  });

  test('marks a clock that does not fit', async () => {
    await open(
      traceOf([
        { id: 'a', service: 'near', at: 10, ms: 20 },
        { id: 'b', parent: 'a', name: 'call', service: 'far', at: 5, ms: 5 },
      ]),
    );
    expect(rowNamed('call')?.textContent).toContain('clock ?');
    await expect.element(page.getByText('1 span whose clock does not fit its parent’s')).toBeVisible();
    await page.getByRole('button', { name: 'Correct clocks' }).click();
    await expect.poll(() => rowNamed('call')?.textContent).toContain('clock +12.5 ms');
  });
});

describe('rows', () => {
  test('exist only where they can be seen', async () => {
    await open(checkoutTrace(10_000));
    await page.getByRole('button', { name: 'Expand all' }).click();
    await expect.poll(gridRows).toBeGreaterThan(10_000);
    expect(rows().length).toBeLessThanOrEqual(45);
    const scroller = rows()[0]!.parentElement!.parentElement!;
    scroller.scrollTop = scroller.scrollHeight;
    await expect.poll(() => rowNamed('render template')).toBeDefined();
    expect(rows().length).toBeLessThanOrEqual(45);
  });

  test('of a chain of 12,000 spans stay inside the page, and say how deep they are', async () => {
    await open(deepTrace(12_000), '?span=s11000');
    await expect.poll(() => rowNamed('step 11000')?.getAttribute('aria-level')).toBe('11001');
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
  });

  test('of a wide span start folded and say how many are hidden', async () => {
    await open(wideTrace(10_000));
    expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining('+10\u202f000')]);
    expect(rows()[0]!.getAttribute('aria-expanded')).toBe('false');
  });

  test('stand for equal siblings, with count, total and longest', async () => {
    await open(checkoutTrace(2_000));
    await expect.poll(() => rowNamed('render template')).toBeDefined();
    const group = rowNamed('render template')!;
    expect(group.textContent).toContain('× 24');
    expect(group.textContent).toMatch(/22\.8 ms in all, max 1\.6 ms/);
    await userEvent.click(group);
    await expect.poll(() => rows().filter((row) => textOf(row).endsWith('render template')).length).toBeGreaterThan(5);
  });
});

describe('keyboard', () => {
  test('walks, folds, opens details and comes back, from one tab stop', async () => {
    await open(checkoutTrace(2_000));
    const grid = document.querySelector<HTMLElement>('[role=treegrid]')!;
    expect(grid.querySelectorAll('[tabindex="0"], button, a, input')).toHaveLength(0);
    page.getByRole('button', { name: 'Expand all' }).element().focus();
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement).toBe(grid);
    expect(textOf(current())).toContain('click Pay now');

    await userEvent.keyboard('{ArrowDown}jjk');
    await expect.poll(() => textOf(current())).toContain('storefront POST /api/checkout');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => current()?.getAttribute('aria-expanded')).toBe('false');
    expect(gridRows()).toBe(3);
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await expect.poll(() => textOf(current())).toContain('GET session:{id}');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => textOf(current())).toContain('storefront');

    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('complementary')).toBeVisible();
    expect(document.activeElement?.textContent).toBe('POST /api/checkout');
    expect(window.location.search).toBe('?span=s1');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.activeElement).toBe(grid);
    expect(document.querySelector('aside')).toBeNull();
    expect(window.location.search).toBe('');

    await userEvent.keyboard('{End}');
    await expect.poll(() => textOf(current())).toContain('render template');
    await userEvent.keyboard('{Home}');
    await expect.poll(() => textOf(current())).toContain('click Pay now');
  });

  test('goes from failed span to failed span with n and N, opening what hides them', async () => {
    await open(checkoutTrace(2_000));
    await page.getByRole('button', { name: 'Collapse' }).click();
    await expect.poll(gridRows).toBe(2);
    (document.activeElement as HTMLElement).blur();
    const seen: string[] = [];
    for (const key of ['n', 'n', 'n', 'n', 'N']) {
      await userEvent.keyboard(key);
      await expect.poll(() => textOf(current())).not.toBe(seen.at(-1));
      seen.push(textOf(current()));
    }
    expect(seen).toEqual([
      'checkout POST /checkout',
      'checkout applyVoucher',
      'checkout GET voucher-rules',
      'checkout POST /checkout',
      'checkout GET voucher-rules',
    ]);
  });

  test('leaves n to the text that is typed', async () => {
    await open(checkoutTrace(100));
    await userEvent.click(page.getByRole('searchbox', { name: /Find in this trace/ }));
    await userEvent.keyboard('n');
    await expect.element(page.getByRole('searchbox', { name: /Find in this trace/ })).toHaveValue('n');
    expect(textOf(current())).toContain('click Pay now');
  });

  test('always stands on a row that exists, wherever the reader scrolled', async () => {
    await open(checkoutTrace(10_000));
    await page.getByRole('button', { name: 'Expand all' }).click();
    const scroller = rows()[0]!.parentElement!.parentElement!;
    await expect.poll(gridRows).toBeGreaterThan(10_000);
    scroller.scrollTop = 100_000;
    await expect.poll(() => Number(rows().at(-1)?.getAttribute('aria-rowindex'))).toBeGreaterThan(3_000);
    expect(textOf(current())).toContain('click Pay now');
  });
});

describe('find', () => {
  test('keeps what matches with its ancestors, counts it, and gives everything back', async () => {
    await open(checkoutTrace(2_000));
    const before = gridRows();
    const box = page.getByRole('searchbox', { name: /Find in this trace/ });
    await userEvent.fill(box, 'voucher 503');
    await expect.element(page.getByRole('status').filter({ hasText: 'found' })).toHaveTextContent('1 found');
    expect(rows().map((row) => textOf(row).split(' ').slice(1).join(' '))).toEqual([
      'click Pay now',
      'POST /api/checkout',
      'POST /api/checkout',
      'POST /checkout',
      'applyVoucher',
      'GET voucher-rules',
    ]);
    expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase())).toEqual([
      'voucher',
      'voucher',
    ]);
    await userEvent.fill(box, 'nowhere');
    await expect.element(page.getByText('nothing found')).toBeVisible();
    expect(rows()).toHaveLength(0);
    await userEvent.keyboard('{Escape}');
    await expect.poll(gridRows).toBe(before);
  });
});

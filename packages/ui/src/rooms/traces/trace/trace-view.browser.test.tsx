import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { brokenTrace, checkoutTrace } from './sample-trace.ts';
import { open, rowNamed, rows, serverWith, show, useFreshDocument } from './trace-in-browser.tsx';

useFreshDocument();

describe('details', () => {
  test('of the span in the address are open, with everything that the server knows', async () => {
    await open(checkoutTrace(2_000), '?span=v0');
    const panel = page.getByRole('complementary', { name: 'Span applyVoucher' });
    await expect.element(panel.getByText('u_4711')).toBeVisible();
    const text = panel.element().textContent;
    for (const part of [
      'TypeError: no percent',
      '702 ms',
      '43 ms',
      '1.09 s',
      'called by checkout POST /checkout',
      '1.8.2',
      '+42.8 ms',
      'recorded by shop 1',
    ])
      expect(text).toContain(part);
    expect(rowNamed('applyVoucher')?.getAttribute('aria-selected')).toBe('true');
    await expect
      .element(panel.getByRole('link', { name: /^Trace b{16}, span c{8}$/ }))
      .toHaveAttribute('href', `/traces/${'b'.repeat(32)}?span=${'c'.repeat(16)}`);
    await expect.element(panel.getByRole('link', { name: 'https://shop.example/checkout' })).toBeVisible();
    expect(panel.element().querySelector('a[href^="javascript"]')).toBeNull();
  });

  test('lead to the lines that were written during the span, and the head to those of the trace', async () => {
    await open(checkoutTrace(2_000), '?span=v0&service=other&t=7d');
    const hrefOf = (name: string): URLSearchParams =>
      new URL(page.getByRole('link', { name }).element().getAttribute('href') ?? '', window.location.origin)
        .searchParams;
    await expect.element(page.getByRole('link', { name: '3 logs of this span' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: '2\u202f028 logs of this trace' })).toBeVisible();
    const { traceId, startUnixNano, durationNano } = checkoutTrace(2_000);
    expect(hrefOf('3 logs of this span').get('q')).toBe(`spanId:v0 traceId:${traceId}`);
    expect(hrefOf('2\u202f028 logs of this trace').get('q')).toBe(`traceId:${traceId}`);
    expect(hrefOf('3 logs of this span').getAll('service')).toEqual([]);
    const [from = 0, to = 0] = (hrefOf('3 logs of this span').get('t') ?? '').split('/').map((at) => Date.parse(at));
    expect(from).toBeLessThan(Number(BigInt(startUnixNano) / 1_000_000n));
    expect(to).toBeGreaterThan(Number((BigInt(startUnixNano) + BigInt(durationNano)) / 1_000_000n));
  });

  test('open with a click, lead to the caller, and close', async () => {
    await open(checkoutTrace(2_000));
    await userEvent.click(rowNamed('applyVoucher')!);
    await expect.element(page.getByRole('complementary', { name: 'Span applyVoucher' })).toBeVisible();
    await page.getByRole('button', { name: 'checkout POST /checkout' }).click();
    await expect.element(page.getByRole('complementary', { name: 'Span POST /checkout' })).toBeVisible();
    expect(window.location.search).toBe('?span=c1');
    await page.getByRole('button', { name: 'Close details' }).click();
    await expect.poll(() => document.querySelector('aside')).toBeNull();
  });

  test('reveal a span that starts folded', async () => {
    await open(checkoutTrace(2_000), '?span=i300');
    await expect
      .poll(() => rows().find((row) => row.getAttribute('aria-selected') === 'true')?.textContent)
      .toContain('GET /items/{id}');
  });

  test('are a sheet on a phone, over rows with the bar below the name', async () => {
    await page.viewport(390, 844);
    await open(checkoutTrace(2_000));
    expect(rows()[0]!.getBoundingClientRect().height).toBe(46);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await userEvent.click(rowNamed('applyVoucher')!);
    await expect.element(page.getByRole('dialog', { name: 'Span applyVoucher' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('dialog')).toBeNull();
    expect(window.location.search).toBe('');
  });
});

describe('zoom', () => {
  const ticks = (): string[] =>
    [...document.querySelectorAll('[role=columnheader]:last-child span:not(.sr)')].map((tick) => tick.textContent);

  test('follows a drag over the minimap and goes back', async () => {
    await open(checkoutTrace(2_000));
    expect(ticks()[0]).toBe('0');
    const strip = document.querySelector('canvas')!;
    const at = (share: number): { x: number; y: number } => ({ x: Math.round(share * strip.clientWidth), y: 20 });
    await userEvent.dragAndDrop(strip, strip, { sourcePosition: at(0.5), targetPosition: at(0.6) });
    await expect.poll(ticks).toEqual(['1 s', '1.05 s', '1.1 s', '1.15 s']);
    await page.getByRole('button', { name: 'Show all 1.96 s' }).click();
    await expect.poll(() => ticks()[0]).toBe('0');
  });

  test('can be done with the keyboard', async () => {
    await open(checkoutTrace(2_000));
    page.getByRole('slider', { name: 'Start of what is shown' }).element().focus();
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}');
    await expect
      .element(page.getByRole('slider', { name: 'Start of what is shown' }))
      .toHaveAttribute('aria-valuetext', '978 ms');
    expect(ticks()[0]).toBe('1 s');
  });
});

describe('states', () => {
  test('says that a trace is not here and where the others are', async () => {
    show(
      'f'.repeat(32),
      serverWith(() => ({ status: 404, body: { title: 'Not Found', status: 404, detail: 'There is no trace here.' } })),
    );
    await expect.element(page.getByRole('heading', { name: 'This trace is not here' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'All traces' })).toHaveAttribute('href', '/traces');
  });

  test('gives the words of the server when it fails', async () => {
    show(
      'f'.repeat(32),
      serverWith(() => ({ status: 503, body: { title: 'Busy', status: 503, detail: 'Too many queries.' } })),
    );
    await expect.poll(() => page.getByRole('alert').query()?.textContent).toContain('Too many queries.');
  });

  test('does not change under the reader when spans arrive, but offers them', async () => {
    const startUnixNano = `${BigInt(Date.now()) * 1_000_000n}`;
    let spans = 100;
    await open(() => ({ ...checkoutTrace(spans), startUnixNano }));
    expect(document.querySelector('main header')!.textContent).toContain('100 spans');
    spans = 103;
    const more = page.getByRole('button', { name: 'Show 3 new spans' });
    await expect.poll(() => more.query(), { timeout: 9_000 }).not.toBeNull();
    expect(document.querySelector('main header')!.textContent).toContain('100 spans');
    await more.click();
    await expect.poll(() => document.querySelector('main header')!.textContent).toContain('103 spans');
  }, 15_000);
});

describe('accessibility', () => {
  const violations = async (): Promise<string[]> =>
    (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no violation in %s at %i px, also with details and a search', async (theme, width) => {
    document.documentElement.dataset['theme'] = theme;
    await page.viewport(width, 900);
    await open(checkoutTrace(2_000));
    expect(await violations()).toEqual([]);
    await userEvent.fill(page.getByRole('searchbox', { name: /Find in this trace/ }), 'voucher');
    await expect.poll(() => document.querySelectorAll('mark').length).toBeGreaterThan(0);
    expect(await violations()).toEqual([]);
    await userEvent.click(rowNamed('applyVoucher')!);
    await expect.element(page.getByText('u_4711')).toBeVisible();
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test('has no violation in a broken trace', async () => {
    await open(brokenTrace());
    expect(await violations()).toEqual([]);
  });
});

import '../../../app/tokens.css';
import '../../../app/base.css';
import axe from 'axe-core';
import { act, StrictMode, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createAsk } from '../../../ask/ask.ts';
import { AskRoot } from '../../../ask/use-ask.tsx';
import type { TraceColumns } from './columns.ts';
import { brokenTrace, checkoutTrace, deepTrace, traceOf, wideTrace } from './sample-trace.ts';
import { TracePage } from './trace-page.tsx';

const ENVELOPE = { from: '2026-11-20T02:12:00Z', to: '2026-11-20T03:12:00Z', stats: { rowsRead: 1, ms: 1 } };

interface Question {
  readonly id: string;
  readonly ask: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Answers as the server does, a line a question; `trace` is asked for each time, so that it may grow. */
function serverWith(trace: () => TraceColumns | { status: number; body: object }): typeof fetch {
  return async (_, init) => {
    const { questions } = JSON.parse(init?.body as string) as { questions: Question[] };
    const lines = questions.map((question) => {
      const found = trace();
      if ('status' in found) return { id: question.id, ...found };
      const body = question.ask === 'traces/:traceId' ? found : { span: spanOf(found, question.params['spanId']!) };
      return { id: question.id, status: 200, body: { ...ENVELOPE, ...body } };
    });
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
}

function spanOf({ columns, strings, startUnixNano }: TraceColumns, spanId: string): object {
  const i = columns.spanId.indexOf(spanId);
  const start = BigInt(startUnixNano) + BigInt(columns.startOffsetNano[i]!);
  const failed = columns.status[i] === 2;
  return {
    spanId,
    parentSpanId: columns.parentSpanId[i],
    name: strings.names[columns.name[i]!],
    kind: strings.kinds[columns.kind[i]!],
    service: strings.services[columns.service[i]!],
    startUnixNano: String(start),
    durationNano: String(columns.durationNano[i]),
    status: { code: failed ? 'error' : 'unset', message: strings.messages[columns.message[i]!] ?? '' },
    attributes: {
      'http.route': '/checkout',
      'user.id': 'u_4711',
      'url.full': 'https://shop.example/checkout',
      'link.bad': 'javascript:alert(1)',
    },
    resource: { attributes: { 'service.version': '1.8.2' }, schemaUrl: '' },
    scope: { name: 'shop', version: '1', attributes: {}, schemaUrl: '' },
    events: failed
      ? [
          {
            timeUnixNano: String(start + 42_800_000n),
            name: 'exception',
            attributes: {
              'exception.type': 'TypeError',
              'exception.message': 'no percent',
              'exception.stacktrace': 'TypeError: no percent\n    at applyVoucher',
            },
          },
        ]
      : [],
    links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), traceState: '', attributes: {} }],
    weight: 1,
    traceState: '',
    flags: 1,
    dropped: { attributes: 0, events: 0, links: 0 },
  };
}

let root: Root;
let host: HTMLElement;

beforeEach(async () => {
  await page.viewport(1440, 900);
  window.history.replaceState(null, '', '/traces/x');
  localStorage.clear();
  document.documentElement.lang = 'en';
  document.title = 'Test';
});

afterEach(async () => {
  await act(async () => root.unmount());
  host.remove();
  delete document.documentElement.dataset['theme'];
});

function Page({ traceId, send }: { readonly traceId: string; readonly send: typeof fetch }): ReactElement {
  return (
    <StrictMode>
      <AskRoot ask={createAsk({ fetch: send })}>
        <main style={{ padding: 16 }}>
          <TracePage params={{ traceId }} />
        </main>
      </AskRoot>
    </StrictMode>
  );
}

/** Puts the page into the document as the shell does, and waits for its rows. */
async function open(trace: TraceColumns | (() => TraceColumns), search: string = ''): Promise<void> {
  const get = typeof trace === 'function' ? trace : () => trace;
  window.history.replaceState(null, '', `/traces/x${search}`);
  show(get().traceId, serverWith(get));
  await expect.element(page.getByRole('treegrid')).toBeVisible();
  await expect.poll(() => rows().length).toBeGreaterThan(0);
}

function show(traceId: string, send: typeof fetch): void {
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  root.render(<Page traceId={traceId} send={send} />);
}

/** The rows that exist, without the head. */
function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role=row][data-node]')];
}

function textOf(row: Element | null): string {
  return row?.querySelector('[title]')?.textContent ?? '';
}

function rowNamed(name: string): HTMLElement | undefined {
  return rows().find((row) => textOf(row).endsWith(name));
}

function current(): Element | null {
  return document.getElementById(
    document.querySelector('[role=treegrid]')?.getAttribute('aria-activedescendant') ?? '',
  );
}

const gridRows = (): number => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) - 1;

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
    expect(document.title).toContain('click Pay now');
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
    document.querySelector<HTMLElement>('[role=treegrid]')!.focus();
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
    const strip = document.querySelector('canvas')!;
    const box = strip.getBoundingClientRect();
    expect(ticks()[0]).toBe('0');
    const at = (x: number): PointerEventInit => ({
      bubbles: true,
      pointerId: 1,
      button: 0,
      clientX: box.left + x * box.width,
      clientY: box.top + 20,
    });
    const { parentElement: target } = strip;
    target!.setPointerCapture = () => undefined;
    for (const [kind, x] of [
      ['pointerdown', 0.5],
      ['pointermove', 0.55],
      ['pointermove', 0.6],
      ['pointerup', 0.6],
    ] as const) {
      await act(async () => target!.dispatchEvent(new PointerEvent(kind, at(x))));
    }
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
    (await axe.run(document)).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);

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

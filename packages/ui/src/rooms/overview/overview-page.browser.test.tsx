import { describe, expect, test } from 'vitest';
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
import { answer, emptyAnswer, EXEMPLAR } from '../../app/sample-answers.ts';

useFreshApp();

const panel = (name: string) => page.getByRole('region', { name, exact: true });
const serviceRows = (): Element[] => [...document.querySelectorAll('section[aria-labelledby] tbody tr')];

describe('overview', () => {
  test('says in its headline how many services need a look, and since when and why, the worst first', async () => {
    await open(`/?${FIXED}`, answer);
    await expect
      .poll(() => textOf(page.getByRole('heading', { level: 1 })), SOON)
      .toContain('2 of 3 services need a look');
    await expect.poll(() => document.title).toBe('2 of 3 services need a look · Sightglass');
    const items = page.getByRole('list', { name: 'What needs a look' }).getByRole('listitem').elements();
    expect(items.map((item) => item.querySelector('h2')?.textContent)).toEqual([
      'checkout: 7.1 % of requests fail',
      'search: p95 is 908 ms',
    ]);
    expect(items[0]?.textContent).toContain('17 min ago');
    const hrefs = items.map((item) => [...item.querySelectorAll('a')].map((link) => link.getAttribute('href')));
    expect(hrefs).toEqual([
      [`/services/checkout?${FIXED}`, `/traces?${FIXED}&service=checkout&status=error`],
      // A link of another kind than http is no link.
      [`/services/search?${FIXED}`],
    ]);
  });

  test('writes the numbers of the answer beside each service', async () => {
    await open(`/?${FIXED}`, answer);
    await expect.poll(() => serviceRows().length, SOON).toBe(3);
    expect(serviceRows().map(cellsOf)).toEqual([
      [
        'checkout',
        'failingerrors 8.9 × the usual, since release 1.8.2',
        '38.4',
        '',
        '7.1 %',
        '',
        '12 ms',
        '321 ms',
        '1.2 s',
        '1.8.2, 1.8.1',
      ],
      ['search', 'slowp95 1.9 × the usual', '71.5', '', '0 %', '', '–', '908 ms', '210 ms', '1.0.0'],
      ['storefront', 'ok', '412', '', '< 0.1 %', '', '12 ms', '80.4 ms', '210 ms', '1.0.0'],
    ]);
  });

  test('sorts by a column, turns round, and goes back to what needs a look', async () => {
    await open(`/?${FIXED}`, answer);
    const names = (): string[] => serviceRows().map((row) => cellsOf(row)[0] ?? '');
    const header = page.getByRole('columnheader', { name: 'p95' });
    await header.getByRole('button').click();
    expect(names()).toEqual(['search', 'checkout', 'storefront']);
    await expect.element(header).toHaveAttribute('aria-sort', 'descending');
    await header.getByRole('button').click();
    expect(names()).toEqual(['storefront', 'checkout', 'search']);
    await header.getByRole('button').click();
    expect(names()).toEqual(['checkout', 'search', 'storefront']);
  });

  test('asks once for all that it shows', async () => {
    await open(`/?${FIXED}`, answer);
    await expect.poll(() => serviceRows().length, SOON).toBe(3);
    const names = asked.map(({ ask, params }) => `${ask} ${JSON.stringify(params)}`);
    expect(names).toEqual([...new Set(names)]);
    expect(asked.find(({ ask }) => ask === 'service-series')?.params).toEqual({
      from: '2026-11-20T02:12:00.000Z',
      to: '2026-11-20T03:12:00.000Z',
      step: '15s',
    });
  });
});

/** Pixels of a chart that have a colour. */
function painted(title: string): number {
  const canvas = panel(title).element().querySelector('canvas');
  const pixels =
    canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
}

describe('a chart', () => {
  test('is drawn, and holds the same numbers as a table', async () => {
    await open(`/?${FIXED}`, answer);
    for (const title of ['Requests', 'Failed requests', 'Duration p95'])
      await expect.poll(() => painted(title), SOON).toBeGreaterThan(500);
    await page.getByRole('button', { name: 'Duration p95 as a table' }).click();
    const rows = [...panel('Duration p95').element().querySelectorAll('tr')];
    expect(rows).toHaveLength(1 + 240);
    expect(cellsOf(rows[0])).toEqual(['time', 'search', 'checkout', 'storefront']);
    expect(cellsOf(rows[1])).toEqual(['03:11:45', '908 ms', '321 ms', '80.4 ms']);
    const link = panel('Duration p95').getByRole('link').element();
    expect(link.textContent).toContain('checkout 1.21 s, failed, 02:42:00');
    expect(link.getAttribute('href')).toBe(`/traces/${EXEMPLAR.traceId}?${FIXED}`);
  });

  test('is read by keys, point by point, and spoken', async () => {
    await open(`/?${FIXED}`, answer);
    await expect.poll(() => painted('Failed requests'), SOON).toBeGreaterThan(500);
    const chart = panel('Failed requests').getByRole('application');
    (chart.element() as HTMLElement).focus();
    await userEvent.keyboard('{End}{Shift>}{ArrowLeft}{/Shift}');
    await expect
      .poll(() => textOf(chart.getByRole('status')), SOON)
      .toContain('03:09:15: checkout 7.1 %, storefront < 0.1 %, search 0 %');
  });

  test('hides a line by its legend, and with Shift all others', async () => {
    await open(`/?${FIXED}`, answer);
    const legend = panel('Requests').getByRole('list', { name: 'Services in this chart' });
    const pressed = (): (string | null)[] =>
      legend
        .getByRole('button')
        .elements()
        .map((entry) => entry.getAttribute('aria-pressed'));
    await legend.getByRole('button', { name: /^search/ }).click();
    expect(pressed()).toEqual(['true', 'false', 'true']);
    await legend.getByRole('button', { name: /^checkout/ }).click({ modifiers: ['Shift'] });
    expect(pressed()).toEqual(['false', 'false', 'true']);
  });

  test('is dragged along to a range, which Back takes away again', async () => {
    await open(`/?${FIXED}`, answer);
    await expect.poll(() => painted('Requests'), SOON).toBeGreaterThan(500);
    const over = panel('Requests').element().querySelector<HTMLElement>('.u-over')!;
    const { width } = over.getBoundingClientRect();
    await userEvent.dragAndDrop(over, over, {
      sourcePosition: { x: width * 0.25, y: 20 },
      targetPosition: { x: width * 0.5, y: 20 },
    });
    await expect.poll(() => search().get('t'), SOON).toMatch(/^2026-11-20T02:2[67]:\d\dZ\/2026-11-20T02:4[12]/);
    window.history.back();
    await expect.poll(() => search().get('t'), SOON).toBe('2026-11-20T02:12Z/2026-11-20T03:12Z');
  });
});

describe('with nothing to show', () => {
  test('says what lies there without the filters, and removes them', async () => {
    await open(`/?${FIXED}&service=gone`, answer);
    await expect.element(page.getByText('Nothing matches these filters', { exact: false })).toBeVisible();
    await expect.element(page.getByText(/this range holds 1\u202f878\u202f840 requests of 3 services/)).toBeVisible();
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await expect
      .poll(() => textOf(page.getByRole('heading', { level: 1 })), SOON)
      .toContain('2 of 3 services need a look');
    expect(window.location.search).toBe(`?${FIXED}`);
  });

  test('shows how to send with this very address, and becomes the page by itself', async () => {
    const change = await open(`/?${FIXED}`, emptyAnswer);
    await expect.element(page.getByText('No program has sent anything yet', { exact: false })).toBeVisible();
    await expect
      .poll(() => document.querySelector('pre')?.textContent ?? '', SOON)
      .toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${window.location.origin}\n`);
    expect(await violations()).toEqual([]);
    change(answer);
    await expect
      .poll(() => textOf(page.getByRole('heading', { level: 1 })), SOON)
      .toContain('2 of 3 services need a look');
  });
});

describe('when something is wrong', () => {
  test('shows the words of the server, counts down to the next try, and the rest works', async () => {
    const change = await open(`/?${FIXED}`, (question) =>
      question.ask === 'service-series'
        ? { problem: { status: 504, title: 'Took too long', detail: 'The question ran longer than 30 s.' } }
        : answer(question),
    );
    const alert = page.getByRole('alert');
    await expect.poll(() => textOf(alert), SOON).toContain('The charts could not be loaded');
    await expect.poll(() => textOf(alert), SOON).toContain('The question ran longer than 30 s.');
    await expect.poll(() => textOf(alert), SOON).toMatch(/by itself in [89] s/);
    expect(serviceRows()).toHaveLength(3);
    change(answer);
    await alert.getByRole('button').click();
    await expect.element(panel('Requests')).toBeVisible();
  });

  test('stays readable while the server is away, and recovers by itself', async () => {
    const change = await open('/', answer);
    await expect.poll(() => serviceRows().length, SOON).toBe(3);
    change(() => 'away');
    await expect.element(page.getByText('The server does not answer.', { exact: false })).toBeVisible();
    await expect
      .poll(() => textOf(page.getByRole('navigation', { name: 'Pages' })), SOON)
      .toContain('the server is away');
    expect(serviceRows()).toHaveLength(3);
    change(answer);
    await expect.poll(() => page.getByRole('alert').elements().length, SOON).toBe(0);
    expect(serviceRows()).toHaveLength(3);
  }, 30_000);
});

describe('accessibility', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)(
    'has no violation in %s at %i px, nor with a table or a menu open, and never scrolls sideways',
    async (theme, width) => {
      await page.viewport(width, 800);
      document.documentElement.dataset['theme'] = theme;
      await open(`/?${FIXED}`, answer);
      await expect.poll(() => serviceRows().length, SOON).toBe(3);
      await expect.poll(() => painted('Requests'), SOON).toBeGreaterThan(500);
      expect(await violations()).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      await page.getByRole('button', { name: 'Duration p95 as a table' }).click();
      await page.getByRole('button', { name: /^Range/ }).click();
      await expect.element(page.getByRole('menuitemradio', { name: 'Last 6 hours' })).toBeVisible();
      expect(await violations()).toEqual([]);
    },
  );
});

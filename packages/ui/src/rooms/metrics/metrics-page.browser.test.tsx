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
import { answer, noMetrics, TRACE_ID } from './sample-metrics.ts';

useFreshApp();

const DURATION = `/metrics?${FIXED}&a=http.server.request.duration+by:http.route`;
const SHARE = `/metrics?${FIXED}&a=orders.failed+by:http.route&b=orders+by:http.route&formula=A/B`;

const headline = (): string => textOf(page.getByRole('heading', { level: 1 }));
const panel = (name: string | RegExp) => page.getByRole('region', { name, exact: true });
const rows = (title: string): string[][] =>
  [...(panel(title).query()?.querySelectorAll('tbody tr') ?? [])].map((row) => cellsOf(row));
const lastAsked = (ask: string): Record<string, unknown> | undefined =>
  asked.findLast((one) => one.ask === ask)?.params;

describe('the list of metrics', () => {
  test('says what each is, and leads to its chart; the kind only where a name has several', async () => {
    await open(`/metrics?${FIXED}`, answer);
    await expect.poll(headline, SOON).toBe('5 metrics');
    expect(rows('Metrics')).toEqual([
      [
        'http.server.request.durationDuration of requests.',
        'histogram',
        's',
        'checkoutsearchstorefrontand 1 more',
        '24',
        '20 s ago',
      ],
      ['orders', 'counter', '{order}', 'checkout', '1', '20 s ago'],
      ['orders.failed', 'counter', '{order}', 'checkout', '1', '20 s ago'],
      ['queue.depth', 'gauge', '{item}', 'checkout', '1', '20 s ago'],
      ['queue.depth', 'up-down counter', '{item}', 'checkout', '1', '20 s ago'],
    ]);
    const hrefs = [...document.querySelectorAll('tbody a')].map((link) => link.getAttribute('href'));
    expect(hrefs[1]).toBe(`/metrics?${FIXED}&a=orders`);
    expect(hrefs[4]).toBe(`/metrics?${FIXED}&a=queue.depth+kind:sum`);
  });

  test('leaves the names half of a phone, however long units are', async () => {
    await page.viewport(390, 800);
    const long = ({ unit, ...rest }: { unit: string }): object => ({ ...rest, unit: `{${unit}of_something_long}` });
    await open(`/metrics?${FIXED}`, (question) => {
      const told = answer(question);
      return typeof told === 'object' && 'items' in told && question.ask === 'metrics'
        ? { ...told, items: (told.items as { unit: string }[]).map((item) => long(item)) }
        : told;
    });
    await expect.poll(headline, SOON).toBe('5 metrics');
    const name = document.querySelector('tbody th');
    const table = document.querySelector('table');
    expect(name?.clientWidth).toBeGreaterThan((table?.clientWidth ?? 0) * 0.45);
  });

  test('is searched on Enter, and says how to get out of a search that finds nothing', async () => {
    await open(`/metrics?${FIXED}`, answer);
    await page.getByRole('searchbox', { name: 'Search metrics' }).fill('order');
    await userEvent.keyboard('{Enter}');
    await expect.poll(headline, SOON).toBe('2 metrics with “order”');
    expect(search().get('q')).toBe('order');
    await page.getByRole('searchbox', { name: 'Search metrics' }).fill('nothing');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('No metric matches')).toBeVisible();
    await expect.element(page.getByText(/this range holds .*5 metrics/)).toBeVisible();
    await page.getByRole('button', { name: 'Remove search and filters' }).click();
    await expect.poll(headline, SOON).toBe('5 metrics');
  });

  test('says what sends metrics when none ever came', async () => {
    await open(`/metrics?${FIXED}`, noMetrics);
    await expect.element(page.getByText('No program has sent a metric yet')).toBeVisible();
    expect(page.getByRole('link', { name: 'How to send the first data' }).element().getAttribute('href')).toMatch(
      /^\/start/,
    );
  });
});

describe('a metric', () => {
  test('opens with the usual question of its kind, and its numbers', async () => {
    await open(`/metrics?${FIXED}&a=http.server.request.duration`, answer);
    await expect.poll(headline, SOON).toBe('http.server.request.duration, p95');
    expect(lastAsked('metrics/:name/series')).toMatchObject({ name: 'http.server.request.duration', limit: '20' });
    expect(lastAsked('metrics/:name/series')).not.toHaveProperty('agg');
    await expect
      .poll(() => rows('Series'), SOON)
      .toEqual([['http.server.request.duration p95', '321 ms', '321 ms', '321 ms', '–', 'only']]);
  });

  test('is split, filtered and asked otherwise by its row, all of it in the address', async () => {
    await open(`/metrics?${FIXED}&a=orders`, answer);
    const row = page.getByRole('group', { name: 'Query A' });
    await row.getByRole('combobox', { name: 'Split A by' }).selectOptions('http.route (2)');
    await expect.poll(() => search().get('a'), SOON).toBe('orders by:http.route');
    await row.getByRole('combobox', { name: 'Aggregation of A' }).selectOptions('increase');
    await expect.poll(() => search().get('a'), SOON).toBe('orders agg:increase by:http.route');
    await row.getByRole('combobox', { name: 'Filter of A' }).fill('http.route:/pay -service:search');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => lastAsked('metrics/:name/series'), SOON)
      .toMatchObject({
        agg: 'increase',
        by: ['http.route'],
        where: ['http.route=/pay', 'resource.service.name!=search'],
      });
    // What adds up has a sum; 57 series are there, two are shown.
    await expect
      .poll(() => rows('Series')[0], SOON)
      .toEqual(['/pay', '2 order', '2 order', '2 order', '100 order', 'only']);
    await expect.element(row.getByText('2 of 57 series are shown.')).toBeVisible();
    await row.getByRole('button', { name: 'Do not split A by http.route' }).click();
    await expect.poll(() => search().get('a'), SOON).toBe('orders agg:increase http.route:/pay -service:search');
    window.history.back();
    await expect.poll(() => search().get('a'), SOON).toContain('by:http.route');
  });

  test('splits by a label of the program under the key that the server knows it by', async () => {
    await open(`/metrics?${FIXED}&a=orders`, answer);
    await page.getByRole('combobox', { name: 'Split A by' }).selectOptions('service.name (1)');
    await expect.poll(() => lastAsked('metrics/:name/series')?.['by'], SOON).toEqual(['resource.service.name']);
  });

  test('says what of its filter means nothing', async () => {
    await open(`/metrics?${FIXED}&a=orders+slow+http.route:/pay`, answer);
    await expect.element(page.getByText(/“slow” is left out/)).toBeVisible();
    await expect.poll(() => lastAsked('metrics/:name/series')?.['where'], SOON).toEqual(['http.route=/pay']);
  });

  test('of several kinds is chosen by its kind', async () => {
    await open(`/metrics?${FIXED}&a=queue.depth+kind:sum`, answer);
    const kinds = page.getByRole('combobox', { name: 'Kind of A' });
    await expect.element(kinds).toHaveDisplayValue('sum {item}');
    await kinds.selectOptions('gauge {item}');
    await expect.poll(() => search().get('a'), SOON).toBe('queue.depth kind:gauge unit:{item}');
  });

  test('that is not there is said beside its name, and the others are drawn', async () => {
    await open(`/metrics?${FIXED}&a=gone&b=orders`, answer);
    await expect.element(page.getByText('No points of gone in this range.')).toBeVisible();
    await expect.poll(() => rows('Series').map(([name]) => name), SOON).toEqual(['B orders rate']);
    expect(page.getByRole('alert').elements()).toHaveLength(0);
  });

  test('whose question fails shows the words of the server', async () => {
    await open(`/metrics?${FIXED}&a=orders`, (question) =>
      question.ask === 'metrics/:name/series'
        ? { problem: { status: 504, title: 'Took too long', detail: 'The question ran longer than 30 s.' } }
        : answer(question),
    );
    await expect.poll(() => textOf(page.getByRole('alert')), SOON).toContain('Query A could not be loaded');
    expect(textOf(page.getByRole('alert'))).toContain('The question ran longer than 30 s.');
  });
});

describe('several queries', () => {
  test('of different units stand in charts of their own; a query is added, switched off and removed', async () => {
    await open(`/metrics?${FIXED}&a=http.server.request.duration&b=queue.depth+kind:gauge`, answer);
    await expect.element(panel('http.server.request.duration p95')).toBeVisible();
    await expect.element(panel('queue.depth avg')).toBeVisible();
    await page.getByRole('button', { name: 'Hide query B' }).click();
    await expect.poll(() => panel('queue.depth avg').elements().length, SOON).toBe(0);
    expect(search().get('off')).toBe('b');
    await page.getByRole('button', { name: 'Remove query B' }).click();
    await page.getByRole('button', { name: 'Add query B' }).click();
    await expect.poll(() => search().get('b'), SOON).toBe('http.server.request.duration');
  });

  test('are computed with: the same labels, point by point', async () => {
    await open(SHARE, answer);
    await expect.poll(headline, SOON).toBe('A/B of orders.failed and orders');
    await expect
      .poll(() => rows('Series').filter(([name]) => name?.startsWith('A/B')), SOON)
      .toEqual([
        ['A/B /pay', '0.25', '0.25', '0.25', '–', 'only'],
        ['A/B /quote', '–', '–', '–', '–', 'only'],
      ]);
    await page.getByRole('button', { name: 'A/B as a table' }).click();
    const texts = [...panel('A/B').element().querySelectorAll('tbody tr')].map((row) => cellsOf(row));
    expect(texts).toHaveLength(60);
    expect(texts.filter(([, pay]) => pay === '–')).toHaveLength(10);
    const formula = page.getByRole('textbox', { name: 'Formula' });
    await formula.fill('A/');
    await expect.element(page.getByText('A letter of a query or a number is missing at the end.')).toBeVisible();
    await formula.fill('A-C');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('There is no query C.')).toBeVisible();
  });
});

/** Pixels of a chart that have a colour. */
function painted(title: string): number {
  const canvas = panel(title).element().querySelector('canvas');
  const pixels =
    canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
}

describe('the chart of a metric', () => {
  test('shows single measurements that lead to their spans, and keeps gaps', async () => {
    await open(DURATION, answer);
    await expect.poll(() => painted('http.server.request.duration p95'), SOON).toBeGreaterThan(500);
    await page.getByRole('button', { name: /as a table$/ }).click();
    const link = page.getByRole('link', { name: /^◆ \/pay 300 ms/ }).element();
    expect(link.getAttribute('href')).toBe(`/traces/${TRACE_ID}?${FIXED}&span=${'e'.repeat(16)}`);
    const texts = [...panel('http.server.request.duration p95').element().querySelectorAll('tbody tr')].map(cellsOf);
    expect(texts.filter(([, pay]) => pay === '–')).toHaveLength(10);
  });

  test('hides lines by the table of series as by its legend, and by the address', async () => {
    await open(`${DURATION}&hide=/quote`, answer);
    const legend = page.getByRole('list', { name: 'Series in this chart' });
    const pressed = (): (string | null)[] =>
      legend
        .getByRole('button')
        .elements()
        .map((entry) => entry.getAttribute('aria-pressed'));
    await expect.poll(pressed, SOON).toEqual(['true', 'false']);
    await panel('Series').getByRole('button', { name: 'Only /quote' }).click();
    await expect.poll(pressed, SOON).toEqual(['false', 'true']);
    await legend.getByRole('button', { name: /^\/pay/ }).click();
    await expect.poll(() => search().get('hide'), SOON).toBe(null);
  });

  test('is dragged along to a range of all queries', async () => {
    await open(DURATION, answer);
    await expect.poll(() => painted('http.server.request.duration p95'), SOON).toBeGreaterThan(500);
    const over = panel('http.server.request.duration p95').element().querySelector<HTMLElement>('.u-over')!;
    const { width } = over.getBoundingClientRect();
    await userEvent.dragAndDrop(over, over, {
      sourcePosition: { x: width * 0.25, y: 20 },
      targetPosition: { x: width * 0.5, y: 20 },
    });
    await expect.poll(() => search().get('t'), SOON).toMatch(/^2026-11-20T02:2[67]:\d\dZ\/2026-11-20T02:4[12]/);
  });
});

describe('a chart', () => {
  test('is drawn whole when it becomes lower, because a formula has a chart of its own', async () => {
    const heights = (): number[][] =>
      [...document.querySelectorAll('canvas')].map((drawn) => [
        drawn.getBoundingClientRect().height,
        drawn.closest('[role=img]')?.clientHeight ?? 0,
      ]);
    await open(`/metrics?${FIXED}&a=orders.failed&b=orders`, answer);
    await expect.poll(heights, SOON).toEqual([[280, 280]]);
    await page.getByRole('textbox', { name: 'Formula' }).fill('A/B');
    await userEvent.keyboard('{Enter}');
    await expect.poll(heights, SOON).toEqual([
      [168, 168],
      [168, 168],
    ]);
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('has no violation in %s at %i px, and never scrolls sideways', async (theme, width) => {
    await page.viewport(width, 800);
    document.documentElement.dataset['theme'] = theme;
    await open(SHARE, answer);
    await expect.poll(() => rows('Series').length, SOON).toBe(6);
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, expectSound, firstLoadOf, launchChromium, openContext, openPage } from './kit/browser.ts';
import { FAILED, ORDERS, POINTS, traceIdOf } from './measured-population.ts';
import { startMeasured, type MeasuredServer } from './measured-server.ts';
import { tabTo } from './tab-to.ts';

const LIST = '/metrics';
const ONE = '/metrics?a=http.server.request.duration+by:http.route';
const FORMULA = '/metrics?a=shop.orders.failed+by:shop.region&b=shop.orders+by:shop.region&formula=A/B';
const RUNTIME =
  '/metrics?service=checkout&a=process.cpu.time+by:resource.service.instance.id&b=process.memory.usage&c=nodejs.eventloop.delay.p99';
const PAGES = [
  { name: 'metrics', path: LIST, last: 'tbody a' },
  { name: 'metric-formula', path: FORMULA, last: 'canvas' },
  { name: 'metric-runtime', path: RUNTIME, last: 'canvas' },
] as const;

interface Series {
  stepMs: number;
  agg: string;
  unit: string;
  series: {
    labels: Record<string, string>;
    points: [number, number | null][];
    last: number;
    min: number;
    max: number;
    sum: number;
  }[];
}

/** How long to wait for what must come: a busy machine may need longer than the second that is usual. */
const SOON = { timeout: 15_000 };

let measured: MeasuredServer;
let browser: Browser;

beforeAll(async () => {
  measured = await startMeasured();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await measured?.server.close();
});

/** The number in a cell such as `12 435 order/s`. */
function numberIn(text: string | undefined): number {
  const digits = /^[\d\u202f]+(?:\.\d+)?/.exec(text ?? '')?.[0];
  if (digits === undefined) throw new Error(`no number: ${JSON.stringify(text)}`);
  return Number(digits.replaceAll('\u202f', ''));
}

/** The rows of the table of series: name, last, min, max, sum. */
async function seriesShown(page: Page): Promise<Map<string, string[]>> {
  const rows = page.getByRole('region', { name: 'Series', exact: true }).locator('tbody tr');
  await rows.first().waitFor();
  const shown = new Map<string, string[]>();
  for (const row of await rows.all()) {
    shown.set(await row.getByRole('rowheader').innerText(), await row.getByRole('cell').allInnerTexts());
  }
  return shown;
}

describe.each(LOOKS)('[UI-27] [UI-14] in both themes, $width px wide', (look) => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openContext(browser, look);
  });
  afterAll(() => context.close());

  it.each(PAGES)(
    '$name has no accessibility fault, console message or sideways scroll',
    async ({ name, path, last }) => {
      const { page, problems } = await openPage(context, measured.addressOf(path));
      await page.locator(last).first().waitFor();
      await expectSound(page, problems, `${name}-${look.width}`);
      await page.close();
    },
  );

  it('nor has a chart as a table, with a query that is hidden and a formula that is wrong', async () => {
    const path = '/metrics?a=http.server.request.duration&b=shop.orders&formula=A/&off=b';
    const { page, problems } = await openPage(context, measured.addressOf(path));
    await page.getByRole('button', { name: /p95 as a table/ }).click();
    await page.getByText('is missing at the end').waitFor();
    await expectSound(page, problems);
    await page.close();
  });
});

describe('the numbers of the pages', () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await openContext(browser, { theme: 'light', width: 1440 });
  });
  afterAll(() => context.close());

  const open = async (path: string): Promise<void> => {
    await page?.close();
    ({ page } = await openPage(context, measured.addressOf(path)));
  };

  it('the list names every metric as the API does, with kind, unit and number of series', async () => {
    interface Metric {
      name: string;
      unit: string;
      series: number;
    }
    const { items } = await measured.api<{ items: Metric[] }>('metrics');
    await open(LIST);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await page.locator('h1').innerText()).toBe(`${items.length} metrics`);
    expect(await rows.getByRole('rowheader').getByRole('link').allInnerTexts()).toEqual(items.map(({ name }) => name));
    const orders = rows.filter({ has: page.getByRole('link', { name: 'shop.orders', exact: true }) });
    const cells = await orders.getByRole('cell').allInnerTexts();
    expect(cells.slice(0, 4)).toEqual(['counter', '{order}', 'checkout', String(Object.keys(ORDERS).length)]);
  });

  it('increases of a counter over a restart are what was counted: page, API and arithmetic', async () => {
    const answer = await measured.api<Series>('metrics/shop.orders/series?agg=increase&by=shop.region');
    await open('/metrics?a=shop.orders+agg:increase+by:shop.region');
    const shown = await seriesShown(page);
    expect([...shown.keys()].sort()).toEqual(Object.keys(ORDERS).sort());
    for (const [region, added] of Object.entries(ORDERS)) {
      const of = answer.series.find(({ labels }) => labels['shop.region'] === region);
      expect(of?.sum).toBeCloseTo(added * POINTS, 6);
      expect(shown.get(region)?.slice(0, 4).map(numberIn)).toEqual([of?.last, of?.min, of?.max, of?.sum]);
    }
  });

  it('A/B is computed point by point for equal labels; a division by zero is a gap', async () => {
    await open(FORMULA);
    const shown = await seriesShown(page);
    for (const region of ['eu', 'us']) {
      const share = (FAILED[region] ?? 0) / (ORDERS[region] ?? 0);
      expect(shown.get(`A/B ${region}`)?.slice(0, 3)).toEqual([share, share, share].map(String));
    }
    expect(shown.get('A/B asia')?.slice(0, 3)).toEqual(['–', '–', '–']);
    // Of a rate there is no sum.
    expect(shown.get('B eu')).toEqual(['0.4 order/s', '0.4 order/s', '0.4 order/s', '–', 'only']);
  });

  it('[UI-17] a histogram opens with its p95; a single measurement leads to the span that made it', async () => {
    const answer = await measured.api<Series>('metrics/http.server.request.duration/series?by=http.route');
    expect(answer.agg).toBe('p95');
    await open(ONE);
    const shown = await seriesShown(page);
    for (const { labels, last } of answer.series) {
      expect(numberIn(shown.get(labels['http.route'] ?? '')?.[0])).toBeCloseTo(last * 1000, 1);
    }
    // All twenty lie between 10 and 50 ms.
    const pay = numberIn(shown.get('/pay')?.[0]);
    expect(pay).toBeGreaterThan(10);
    expect(pay).toBeLessThanOrEqual(50);
    await page.getByRole('button', { name: /p95 as a table/ }).click();
    await page.getByRole('link', { name: /^◆ \/pay 42 ms/ }).click();
    await page.waitForURL(new RegExp(`/traces/${traceIdOf(1)}\\?.*span=`));
    await page.getByRole('heading', { name: 'POST /pay' }).first().waitFor();
  });

  it('a chart is downloaded with the points of the API', async () => {
    const answer = await measured.api<Series>('metrics/shop.queue.depth/series?agg=max');
    await open('/metrics?a=shop.queue.depth+agg:max');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'shop.queue.depth max as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('shop.queue.depth-max.csv');
    const [head, ...rows] = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(head).toBe('time,shop.queue.depth max');
    expect(rows).toEqual(
      answer.series[0]?.points.map(([time, value]) => `${new Date(time).toISOString()},${value ?? ''}`),
    );
  });

  it('lines are hidden and singled out in the address, so that a link shows the same', async () => {
    await open('/metrics?a=shop.orders+by:shop.region');
    await seriesShown(page);
    await page.getByRole('button', { name: 'Only us' }).click();
    await expect
      .poll(() => new URL(page.url()).searchParams.get('hide')?.split(' ').sort(), SOON)
      .toEqual(['asia', 'eu']);
    await page.reload();
    const table = page.getByRole('region', { name: 'Series', exact: true });
    await table.getByRole('button', { name: 'us', exact: true }).waitFor();
    expect(await table.getByRole('button', { name: 'eu', exact: true }).getAttribute('aria-pressed')).toBe('false');
    expect(await table.getByRole('button', { name: 'us', exact: true }).getAttribute('aria-pressed')).toBe('true');
  });
});

it('the keyboard alone finds a metric, changes its question and reads the chart', async () => {
  const context = await openContext(browser, { theme: 'light', width: 1440 });
  const { page } = await openPage(context, measured.addressOf('/'));
  await page.locator('h1').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByRole('heading', { level: 1, name: /metrics$/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '2 metrics with “orders”' }).waitFor();
  await tabTo(page, 'shop.orders');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'shop.orders, rate' }).waitFor();
  await tabTo(page, 'Aggregation of A');
  await page.keyboard.type('incr');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'shop.orders, increase' }).waitFor();
  await tabTo(page, 'Split A by');
  await page.keyboard.type('shop');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'shop.orders, increase by shop.region' }).waitFor();
  await tabTo(page, 'Formula');
  await page.keyboard.type('A*2');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'A*2 of shop.orders' }).waitFor();
  await tabTo(page, /^shop.orders increase, A\*2, .*Arrow keys move along it/);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const spoken = page.getByRole('status').filter({ hasText: 'A*2 eu' });
  await expect.poll(() => spoken.textContent(), SOON).toContain('A*2 eu 24 order');
  await context.close();
});

it.each(PAGES)('$name loads at most 145 KB of JavaScript first', async ({ path, last }) => {
  const total = await firstLoadOf(browser, measured.addressOf(path), last);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(145_000);
});

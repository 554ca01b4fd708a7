import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { type RunningShop, startShop } from '../src/shop.ts';

let shop: RunningShop;
let browser: Browser;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  const env = { PATH: process.env['PATH'] };
  shop = await startShop({ host: '127.0.0.1', port: 0, rate: 0, seed: 3, agent: false, env });
  browser = await launchChromium();
});

afterEach(() => context.close());

afterAll(async () => {
  await browser.close();
  await shop.stop();
});

async function open(path: string, width: number, colorScheme: 'light' | 'dark', baseURL = shop.url): Promise<Page> {
  context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, baseURL });
  const page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(path);
  return page;
}

describe.each([
  ['light', 1440],
  ['dark', 390],
] as const)('the page of the shop, %s, %i px wide', (colorScheme, width) => {
  it('sells: from the list to a parcel on its way', async () => {
    const page = await open('/', width, colorScheme);
    await page.getByRole('link', { name: /Buoy lamp/ }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Buoy lamp is in your cart.').waitFor();
    await page.getByRole('link', { name: /^Cart/ }).click();
    await page.getByLabel('Voucher').fill('WELCOME10');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('−€8.90').waitFor();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText(/On its way/).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Order H-\d+$/);
    expect(await page.locator('#cart-count').isHidden()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('fits: nothing to scroll sideways', async () => {
    const page = await open('/products/bench-pier', width, colorScheme);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const light = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(light).toBe(colorScheme === 'light' ? 'rgb(247, 244, 238)' : 'rgb(17, 25, 29)');
  });
});

it('searches names and reviews', async () => {
  const page = await open('/', 1024, 'light');
  const field = page.getByRole('searchbox');
  await field.fill('lamp');
  await field.press('Enter');
  await page.getByText('2 products').waitFor();
  await field.fill('grandmother');
  await field.press('Enter');
  await page.getByText('12 products whose reviews mention it').waitFor();
  await page.goBack();
  await page.getByText('2 products').waitFor();
  expect(complaints).toEqual([]);
});

it('says what is wrong where a voucher is broken or a card declined, and lets people try again', async () => {
  const page = await open('/products/clock-gull', 1024, 'light');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('Gull clock is in your cart.').waitFor();
  await page.getByRole('link', { name: /^Cart/ }).click();
  await page.getByLabel('Voucher').fill('LETTER15');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('alert').getByText('Something went wrong on our side.').waitFor();
  await page.getByLabel('Voucher').fill('');
  await page.getByLabel('Card').selectOption('tok_declined');
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByRole('alert').getByText('Your bank declined the card.').waitFor();
  await page.getByLabel('Card').selectOption('tok_visa');
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByText(/On its way/).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/orders\/H-\d+$/);
});

it('says so where there is no such product', async () => {
  const page = await open('/products/no-such', 1024, 'light');
  await page.getByRole('alert').getByText('no product no-such').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sorry');
});

describe('a page that Sightglass watches', () => {
  let server: TemporaryServer;
  let watched: RunningShop;

  beforeAll(async () => {
    server = await startTemporary();
    const env = { PATH: process.env['PATH'], SIGHTGLASS_ENDPOINT: server.url, SHOP_PAGE_ENDPOINT: server.url };
    watched = await startShop({ host: '127.0.0.1', port: 0, rate: 0, seed: 3, agent: true, env });
  });
  afterAll(async () => {
    await watched.stop();
    await server.close();
  });

  async function ask<T>(question: string): Promise<T> {
    const response = await fetch(`${server.url}/api/v1/${question}`);
    if (!response.ok) throw new Error(`${question}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  interface Span {
    spanId: string;
    parentSpanId: string;
    name: string;
    service: string;
    attributes: Record<string, unknown>;
  }

  it('[PF-07] is one trace from a click through the storefront to the database, and a session with its recording', async () => {
    const page = await open('/products/lamp-buoy', 1024, 'light', watched.url);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Buoy lamp is in your cart.').waitFor();
    await page.getByRole('link', { name: /^Cart/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();

    const spans = await until(60_000, async () => {
      const { items } = await ask<{ items: { traceId: string }[] }>('traces?service=shop-page&limit=50');
      for (const { traceId } of items) {
        const { spans } = await ask<{ spans: Span[] }>(`traces/${traceId}`);
        const root = spans.find(({ parentSpanId }) => parentSpanId === '');
        const isWhole = spans.some(
          ({ service, attributes }) => service === 'catalogue' && 'db.query.text' in attributes,
        );
        if (root?.name === 'click cart' && isWhole) return spans;
      }
      return undefined;
    });
    const sql = spans.find(({ attributes }) => 'db.query.text' in attributes);
    const way: string[] = [];
    for (let at = sql; at !== undefined; at = spans.find(({ spanId }) => spanId === at?.parentSpanId)) {
      if (way.at(-1) !== at.service) way.push(at.service);
    }
    expect(way).toEqual(['catalogue', 'storefront', 'shop-page']);
    expect(complaints).toEqual([]);

    const session = await until(60_000, async () => {
      const { items } = await ask<{ items: Record<string, unknown>[] }>('sessions?service=shop-page');
      return items.find(({ pages, replays }) => Number(pages) >= 2 && Number(replays) >= 1);
    });
    expect(session).toMatchObject({
      release: '2.3.0',
      environment: 'demo',
      device: 'desktop',
      entryPath: '/products/lamp-buoy',
      exitPath: '/cart',
    });
    const { items } = await ask<{ items: { route: string }[] }>('pages?service=shop-page');
    expect(items.map(({ route }) => route).toSorted()).toEqual(['/cart', '/products/:sku']);
  });
});

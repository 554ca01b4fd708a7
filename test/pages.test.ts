import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, firstLoadOf, expectShown, expectSound, launchChromium, openContext, openPage } from './kit/browser.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { until } from './kit/until.ts';
import { send } from './kit/population/otlp.ts';
import {
  LARGE_TRACE_ID,
  LARGE_TRACE_SPANS,
  SERVICES,
  largeTraceBodies,
  requestBodies,
} from './kit/population/traces.ts';

const PAGES = [
  { name: 'overview', path: '/' },
  { name: 'traces', path: '/traces' },
  { name: 'trace', path: `/traces/${LARGE_TRACE_ID}` },
] as const;

/** Largest first load, gzip, in bytes of 1000: `docs/ARCHITECTURE.md`. */
const MAX_INITIAL_JS = 145_000;

let server: TemporaryServer;
let browser: Browser;
/** A fixed range that holds the whole population, so that page and API speak of the same. */
let range: { from: string; to: string };

beforeAll(async () => {
  const pagesDir = fileURLToPath(new URL('../packages/ui/dist', import.meta.url));
  server = await startTemporary({ pagesDir });
  const end = Math.floor(Date.now() / 1000) * 1000;
  range = { from: new Date(end - 30 * 60_000).toISOString(), to: new Date(end).toISOString() };
  await send(server.url, 'traces', [...requestBodies(end), ...largeTraceBodies(end)]);
  await until(20_000, async () => {
    const { spans } = await api<{ spans: unknown[] }>(`traces/${LARGE_TRACE_ID}`);
    const { items } = await api<{ items: { requests: number }[] }>('services');
    const requests = items.reduce((sum, item) => sum + item.requests, 0);
    // One more request than given: the root of the large trace.
    return spans.length === LARGE_TRACE_SPANS && requests === 1 + 400 + 900 + 60 ? true : undefined;
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function api<T>(path: string): Promise<T> {
  const url = new URL(`${server.url}/api/v1/${path}`);
  url.searchParams.set('from', range.from);
  url.searchParams.set('to', range.to);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const addressOf = (path: string): string => `${server.url}${path}?t=${range.from}/${range.to}`;

describe.each(LOOKS)('[UI-27] [UI-14] in both themes, $width px wide', (look) => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openContext(browser, look);
  });
  afterAll(() => context.close());

  it.each(PAGES)('$name has no accessibility fault, console message or sideways scroll', async ({ name, path }) => {
    const { page, problems } = await openPage(context, addressOf(path));
    await page.locator('h1').waitFor();
    await expectSound(page, problems, `${name}-${look.width}`);
    await page.close();
  });

  it('overview shows the numbers of the API', async () => {
    interface Row {
      service: string;
      requestsPerSecond: number;
      errorRate: number;
      p95Ms: number;
    }
    const { items } = await api<{ items: Row[] }>('services');
    const findings = await api<{ items: { service: string; headline: string }[]; services: number }>('findings');
    expect(items).toHaveLength(SERVICES.length + 1);
    const { page } = await openPage(context, addressOf('/'));
    await page.getByRole('rowheader').first().waitFor();
    const needLook = new Set(findings.items.map(({ service }) => service)).size;
    expect(await page.locator('h1').textContent()).toContain(`${needLook} of ${findings.services}`);
    for (const { headline } of findings.items) expect(await page.getByText(headline).count()).toBe(1);
    for (const { service, requestsPerSecond, errorRate, p95Ms } of items) {
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: service, exact: true }) });
      const cells = await row.getByRole('cell').allTextContents();
      const shown = cells.filter((cell) => /^[<>]?[\d.\u202f ]+( ?(%|ns|µs|ms|s))?$/.test(cell.trim()));
      expectShown(shown[0], requestsPerSecond);
      expectShown(shown[1], errorRate * 100);
      // p50 and p99 only where there is room.
      expectShown(shown[look.width > 1000 ? 3 : 2], p95Ms);
    }
    await page.close();
  });

  it('traces lists what the API lists, in its order', async () => {
    interface Row {
      traceId: string;
      rootName: string;
      durationMs: number;
      spans: number;
    }
    const { items } = await api<{ items: Row[] }>('traces?order=slowest&limit=20');
    const { page } = await openPage(context, addressOf('/traces'));
    await page.getByRole('button', { name: 'Slowest' }).click();
    const rows = page.locator('main tbody tr');
    await rows.first().locator(`a[href*="${LARGE_TRACE_ID}"]`).waitFor();
    // The others took equally long, which leaves their order open.
    const slowest = items[0]!;
    const first = rows.first();
    expect(await first.locator('a').getAttribute('href')).toContain(slowest.traceId);
    expect(await first.textContent()).toContain(slowest.rootName);
    expect(await first.textContent()).toContain(String(slowest.spans).replace(/(\d)(?=(\d{3})$)/, '$1\u202f'));
    const durations = await rows.locator('td:nth-child(4)').allTextContents();
    for (const [i, { durationMs }] of items.entries()) expectShown(durations[i], durationMs);
    await page.close();
  });

  it('[UI-24] a trace of 10,000 spans shows its size, its failed span and the attributes of a chosen one', async () => {
    interface Span {
      spanId: string;
      name: string;
      status: { code: string };
    }
    const { spans } = await api<{ spans: Span[] }>(`traces/${LARGE_TRACE_ID}`);
    const failed = spans.filter(({ status }) => status.code === 'error');
    expect(failed).toHaveLength(1);
    const { page } = await openPage(context, addressOf(`/traces/${LARGE_TRACE_ID}`));
    const grid = page.getByRole('treegrid');
    await grid.waitFor();
    const head = await page.locator('main').innerText();
    expect(head).toContain('10\u202f000 spans');
    expect(head).toContain('3 services');
    expect(head).toContain('1 failed span');
    expect(await grid.getByRole('row').count()).toBeLessThan(80);

    await page.goto(`${addressOf(`/traces/${LARGE_TRACE_ID}`)}&span=${failed[0]?.spanId}`);
    await page.getByText('item.number').first().waitFor();
    expect(await page.getByText('item 17 is torn').first().isVisible()).toBe(true);
    await page.close();
  });
});

it.each(PAGES)('$name loads at most 145 KB of JavaScript first', async ({ path }) => {
  const total = await firstLoadOf(browser, addressOf(path), 'h1');
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(MAX_INITIAL_JS);
});

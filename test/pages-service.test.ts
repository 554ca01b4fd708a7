import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  LOOKS,
  firstLoadOf,
  expectShown,
  expectSound,
  launchChromium,
  openContext,
  openPage,
  screenshot,
} from './kit/browser.ts';
import {
  DURATION_MS,
  FAILS_EVERY,
  HOST,
  INSTANCES,
  MEMORY,
  MINUTES,
  RELEASES,
  REQUESTS_A_HALF,
} from './measured-population.ts';
import { startMeasured, type MeasuredServer } from './measured-server.ts';
import { tabTo } from './tab-to.ts';

const PATH = '/services/checkout';
const SECONDS = MINUTES * 60;
const REQUESTS = 2 * REQUESTS_A_HALF;
const FAILED = RELEASES.reduce((sum, release) => sum + REQUESTS_A_HALF / FAILS_EVERY[release], 0);

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

describe.each(LOOKS)('[UI-27] [UI-14] in both themes, $width px wide', (look) => {
  it('the page of a service has no accessibility fault, console message or sideways scroll', async () => {
    const context = await openContext(browser, look);
    const { page, problems } = await openPage(context, measured.addressOf(PATH));
    await page.locator('canvas').nth(2).waitFor();
    await page.getByRole('region', { name: 'Instances' }).locator('tbody tr').first().waitFor();
    await screenshot(page, `service-${look.width}-light`);
    await page.getByRole('button', { name: 'Duration as a table' }).click();
    await expectSound(page, problems, `service-table-${look.width}`);
    await context.close();
  });
});

describe('[UI-04] the page of a service shows', () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await openContext(browser, { theme: 'light', width: 1440 });
    ({ page } = await openPage(context, measured.addressOf(PATH)));
  });
  afterAll(() => context.close());

  const rowsOf = async (title: string): Promise<Map<string, string[]>> => {
    const rows = page.getByRole('region', { name: title, exact: true }).locator('tbody tr');
    await rows.first().waitFor();
    const shown = new Map<string, string[]>();
    for (const row of await rows.all()) {
      const texts = await row.getByRole('cell').allInnerTexts();
      shown.set(
        await row.getByRole('rowheader').innerText(),
        texts.map((text) => text.trim()),
      );
    }
    return shown;
  };

  it('in its headline what the server finds, its release, and the numbers of the range', async () => {
    const findings = await measured.api<{ items: { headline: string; kind: string }[] }>('findings?service=checkout');
    expect(findings.items[0]?.kind).toBe('failing');
    await expect.poll(() => page.locator('h1').innerText(), { timeout: 15_000 }).toBe(findings.items[0]?.headline);
    const { items } = await measured.api<{ items: { requestsPerSecond: number; errorRate: number; p95Ms: number }[] }>(
      'services?service=checkout',
    );
    expect(items[0]?.requestsPerSecond).toBeCloseTo(REQUESTS / SECONDS, 9);
    expect(items[0]?.errorRate).toBeCloseTo(FAILED / REQUESTS, 9);
    expect(items[0]?.p95Ms).toBeCloseTo(DURATION_MS, 3);
    const facts = await page.locator('main').innerText();
    expect(facts).toContain(
      `${REQUESTS / SECONDS} req/s, ${Math.round((FAILED / REQUESTS) * 100)} % failed, p95 40 ms`,
    );
    expect(facts).toMatch(/release 1\.8\.2, 10 min ago/);
  });

  it('its operations with their share of the time, as the API and arithmetic have it', async () => {
    interface Operation {
      operation: string;
      requestsPerSecond: number;
      errorRate: number;
      p95Ms: number;
      timeShare: number;
    }
    const { items } = await measured.api<{ items: Operation[] }>('services/checkout/operations');
    const shown = await rowsOf('Operations');
    expect([...shown.keys()]).toEqual(['POST /pay', 'POST /quote']);
    expect(items.map(({ timeShare }) => timeShare)).toEqual([0.75, 0.25]);
    for (const { operation, requestsPerSecond, errorRate, p95Ms, timeShare } of items) {
      const [rate, failed, p95, time] = shown.get(operation) ?? [];
      expectShown(rate, requestsPerSecond);
      expectShown(failed, errorRate * 100);
      expectShown(p95, p95Ms);
      expectShown(time, timeShare * 100);
    }
  });

  it('who calls it and what it calls; services lead to their pages', async () => {
    interface Peer {
      service?: string;
      name?: string;
      requestsPerSecond: number;
    }
    const answer = await measured.api<{ callers: Peer[]; calls: Peer[] }>('services/checkout/dependencies');
    const each = REQUESTS / SECONDS;
    for (const peer of [...answer.callers, ...answer.calls]) expect(peer.requestsPerSecond).toBeCloseTo(each, 9);
    const callers = await rowsOf('Called by');
    const calls = await rowsOf('Calls');
    expect([...callers]).toEqual([['web', [String(each), `${Math.round((FAILED / REQUESTS) * 100)} %`, '40 ms']]]);
    expect(Object.fromEntries([...calls].map(([name, cells]) => [name, cells.join(' ')]))).toEqual({
      'kafka queue': `${each} 0 % 2 ms`,
      payments: `${each} 0 % 12 ms`,
      'postgresql/shop database': `${each} 0 % 5 ms`,
    });
    const link = page.getByRole('region', { name: 'Calls', exact: true }).getByRole('link');
    expect(await link.getAttribute('href')).toMatch(/^\/services\/payments\?t=/);
  });

  it('its instances with what they use, each leading to the metrics of its runtime', async () => {
    interface Instance {
      instance: string;
      cpuUtilization: number;
      memoryBytes: number;
      eventLoopDelayP99Ms: number;
    }
    const { items } = await measured.api<{ items: Instance[] }>('services/checkout/instances');
    expect(items.map(({ instance }) => instance)).toEqual(INSTANCES);
    const shown = await rowsOf('Instances');
    for (const [at, { instance, cpuUtilization, memoryBytes, eventLoopDelayP99Ms }] of items.entries()) {
      const [key, cells] = [...shown][at] ?? [];
      expect(key?.split(/\s*\n\s*/)).toEqual([instance, `on ${HOST} · 1.8.2`]);
      // A tenth of a core and a fifth; 12 and 24 ms.
      expect(cpuUtilization).toBeCloseTo(0.1 * (at + 1), 6);
      expect(memoryBytes).toBe(MEMORY[instance]);
      expect(eventLoopDelayP99Ms).toBeCloseTo(12 * (at + 1), 6);
      const [cpu, , memory, , delay] = cells ?? [];
      expectShown(cpu, cpuUtilization * 100);
      expect(memory).toBe(`${memoryBytes / 1024 ** 2} MiB`);
      expectShown(delay, eventLoopDelayP99Ms);
    }
  });

  it('its releases: requests and failures of each, and when they came', async () => {
    const { items } = await measured.api<{ items: { release: string }[] }>('services/checkout/deployments');
    expect(items.map(({ release }) => release)).toEqual(['1.8.2', '1.8.1']);
    const list = page.getByRole('list', { name: 'Deployments' }).getByRole('listitem');
    expect(await list.getByRole('link').allInnerTexts()).toEqual(['1.8.2', '1.8.1']);
    await page.getByRole('button', { name: 'Requests as a table', exact: true }).click();
    const table = page.getByRole('region', { name: 'Requests, table', exact: true });
    const heads = (await table.locator('thead th').allInnerTexts()).slice(1);
    expect(heads.toSorted()).toEqual([...RELEASES]);
    const cells = await table.locator('tbody td').allInnerTexts();
    const stepS = SECONDS / (cells.length / heads.length);
    const sums = new Map(heads.map((head) => [head, 0]));
    for (const [at, cell] of cells.entries()) {
      const head = heads[at % heads.length] ?? '';
      sums.set(head, (sums.get(head) ?? 0) + Number.parseFloat(cell) * stepS);
    }
    for (const release of RELEASES) expect(sums.get(release)).toBeCloseTo(REQUESTS_A_HALF, 3);
  });
});

it('the keyboard alone goes from the overview to a service, its operations and the metrics of an instance', async () => {
  const context = await openContext(browser, { theme: 'light', width: 1440 });
  const { page } = await openPage(context, measured.addressOf('/'));
  await page.getByRole('rowheader').first().waitFor();
  await tabTo(page, 'checkout');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /^checkout: / }).waitFor();
  await page.getByRole('region', { name: 'Instances' }).locator('tbody tr').first().waitFor();
  await tabTo(page, /^Duration, .*Arrow keys move along it/);
  await page.keyboard.press('End');
  await page
    .getByRole('status')
    .filter({ hasText: /p95 40 ms/ })
    .waitFor({ state: 'attached' });
  await tabTo(page, 'POST /pay');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/traces\?.*service=checkout&q=name:/);
  await page.goBack();
  await page.getByRole('region', { name: 'Instances' }).locator('tbody tr').first().waitFor();
  await tabTo(page, 'checkout-1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /metrics of checkout$/ }).waitFor();
  await page.getByRole('region', { name: /^process\.memory\.usage/ }).waitFor();
  expect(
    await page
      .getByRole('button', { name: /^B process\.memory\.usage sum/ })
      .first()
      .innerText(),
  ).toContain('200 MiB');
  await context.close();
});

it('the page of a service loads at most 145 KB of JavaScript first', async () => {
  const total = await firstLoadOf(browser, measured.addressOf(PATH), 'canvas');
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(145_000);
});

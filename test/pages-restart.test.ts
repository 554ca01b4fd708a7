import { fileURLToPath } from 'node:url';
import type { Browser, Page, Request } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openContext, openPage, screenshot } from './kit/browser.ts';
import { temporaryFolder, removeFolder } from './kit/guard.ts';
import { type Program, shown, startProgram, stopProgram } from './kit/processes.ts';
import { requestBodies, SERVICES } from './kit/population/traces.ts';
import { send } from './kit/population/otlp.ts';
import { until } from './kit/until.ts';

let folder: string;
let server: Program;
let url: string;
let browser: Browser;

async function start(port: string): Promise<void> {
  const program = fileURLToPath(new URL('fixtures/serve-pages.ts', import.meta.url));
  server = startProgram(process.execPath, ['--conditions=@sightglass/source', program, port, folder]);
  [, url = ''] = await shown(server, /^listening (http:\S+)$/m);
}

beforeAll(async () => {
  folder = temporaryFolder('restart');
  await start('0');
  await send(url, 'traces', requestBodies(Math.floor(Date.now() / 1000) * 1000));
  await until(20_000, async () => {
    const { items } = (await (await fetch(`${url}/api/v1/services`)).json()) as { items: object[] };
    return items.length === SERVICES.length ? true : undefined;
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await stopProgram(server);
  removeFolder(folder);
});

/** Tries of the page to reach the API, since it was opened. */
function countTries(page: Page): { tries: number; mostAtOnce: number } {
  const counted = { tries: 0, mostAtOnce: 0 };
  let underWay = 0;
  const isApi = (address: string): boolean => address.includes('/api/v1/');
  page.on('request', (request) => {
    if (!isApi(request.url())) return;
    counted.tries += 1;
    underWay += 1;
    counted.mostAtOnce = Math.max(counted.mostAtOnce, underWay);
  });
  const over = (request: Request): void => {
    if (isApi(request.url())) underWay -= 1;
  };
  page.on('requestfinished', over);
  page.on('requestfailed', over);
  return counted;
}

const numbersOf = (page: Page): Promise<string[]> => page.locator('main tbody tr').allInnerTexts();
const away = (page: Page) => page.getByText('The server does not answer. What is shown may be old.');

it('a page left open over a kill of the server says so, keeps what it shows, and recovers by itself', async () => {
  const context = await openContext(browser, { theme: 'light', width: 1440 });
  // A live range: questions are under way all the time, also when the server is killed.
  const { page } = await openPage(context, `${url}/?t=15m`);
  await page.getByRole('rowheader').first().waitFor();
  expect(await numbersOf(page)).toHaveLength(SERVICES.length);
  const counted = countTries(page);
  const port = new URL(url).port;

  await stopProgram(server, 'SIGKILL');
  const awayAt = Date.now();
  await away(page).waitFor({ timeout: 20_000 });
  expect(await away(page).count()).toBe(1);
  expect(await page.getByRole('alert').count()).toBe(1);
  await screenshot(page, 'away-1440-light');
  const tries = counted.tries;
  // What is shown stays readable and usable; what cannot be loaded takes nothing along.
  expect(await numbersOf(page)).toHaveLength(SERVICES.length);
  await page.getByRole('rowheader', { name: 'checkout' }).waitFor();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
  await page.goBack();
  await page.getByRole('rowheader', { name: 'checkout' }).waitFor();
  expect(await numbersOf(page)).toHaveLength(SERVICES.length);

  // One batch at a time, a few seconds apart: no storm of tries at a server that is just coming up.
  await page.waitForTimeout(6000);
  const seconds = (Date.now() - awayAt) / 1000;
  expect(counted.tries - tries).toBeLessThanOrEqual(3 + seconds);
  expect(counted.mostAtOnce).toBeLessThanOrEqual(3);

  await start(port);
  const backAt = counted.tries;
  await away(page).waitFor({ state: 'detached', timeout: 40_000 });
  await until(10_000, async () => ((await page.getByRole('alert').count()) === 0 ? true : undefined));
  await until(10_000, async () => ((await numbersOf(page)).length === SERVICES.length ? true : undefined));
  const { items } = (await (await fetch(`${url}/api/v1/services?from=-15m`)).json()) as {
    items: { service: string; requests: number }[];
  };
  expect(items.map(({ service }) => service).sort()).toEqual(SERVICES.map(({ service }) => service).sort());
  expect(await page.locator('h1').innerText()).toContain(`of ${SERVICES.length} services`);
  expect(counted.tries - backAt).toBeLessThanOrEqual(8);
  await context.close();
});

it('a page that could not be opened while the server was away is there as soon as it is back', async () => {
  const context = await openContext(browser, { theme: 'dark', width: 390 });
  const { page } = await openPage(context, `${url}/?t=15m`);
  await page.getByRole('rowheader').first().waitFor();
  const port = new URL(url).port;
  await stopProgram(server, 'SIGKILL');
  await away(page).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Pages' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
  await screenshot(page, 'away-settings-390-dark');
  await start(port);
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor({ timeout: 40_000 });
  expect(new URL(page.url()).searchParams.get('t')).toBe('15m');
  await context.close();
});

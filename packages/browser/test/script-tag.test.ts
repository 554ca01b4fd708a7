/** The file for script tags, and the snippet that loads it while nobody waits. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { html, script, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

const built = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../dist/${name}`, import.meta.url)), 'utf8');
const TAG = `<script src="/sightglass.js" data-endpoint="SINK" data-service="by-tag" data-release="1.2.3" data-sample-ratio="1"
  data-disable="frames reports" data-replay="true" data-user='{"id":"u-7"}' data-attributes='{"team":"shop"}'></script>`;
const SNIPPET = `<script>${built('snippet.js')}sightglassSnippet({ src: '/late.js', endpoint: 'SINK', service: 'by-snippet' })</script>
<script>
  sightglass.setUser({ id: 'u-8' });
  sightglass.setTag('step', 'early');
  try { null.price; } catch (error) { sightglass.captureException(error); }
  Promise.reject(new Error('rejected early'));
</script>
<img src="/missing.png"><script>throw new Error('thrown early')</script>`;

let browser: Browser;
let stage: Stage;
let page: Page;
let said: string[];

beforeAll(async () => {
  const files = {
    '/tag': html(`<title>Shop</title><link rel="icon" href="data:,">${TAG}`),
    '/wrong': html(`<title>Shop</title><link rel="icon" href="data:,">${TAG.replace('data-service', 'data-servcie')}`),
    '/plain': html('<title>Shop</title><link rel="icon" href="data:,"><script src="/sightglass.js"></script>'),
    '/snippet': html(`<title>Shop</title><link rel="icon" href="data:,">${SNIPPET}`),
    '/sightglass.js': script(built('sightglass.js')),
    '/recorder.js': script(built('recorder.js')),
  };
  [browser, stage] = await Promise.all([launchChromium(), startStage(files)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  said = [];
  page.on('console', (message) => said.push(message.text()));
});
afterEach(() => page.context().close());

describe('the script tag', () => {
  // Anything before it, and Chromium overlooks it.
  it.each(['sightglass.js', 'recorder.js'])('is compiled beside the thread of the page, %s too', (name) => {
    expect(built(name)).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
  });

  it('starts with the options of its attributes', async () => {
    await page.goto(`${stage.url}/tag`);
    await page.evaluate(`sightglass.captureException(new Error('seen'))`);
    const [error] = await stage.wait('exception');
    expect(error?.resource).toMatchObject({ 'service.name': 'by-tag', 'service.version': '1.2.3' });
    expect(error?.attributes).toMatchObject({ 'user.id': 'u-7', team: 'shop' });
    await stage.wait('browser.navigation');
    expect(said).toEqual([]);
  });

  it('starts with a call where it has no attributes', async () => {
    await page.goto(`${stage.url}/plain`);
    await page.evaluate(`sightglass.start({ endpoint: '${stage.sink.url}', service: 'by-call' })`);
    await page.waitForFunction('sightglass.sessionId()');
    expect(said).toEqual([]);
  });

  it('says on the console what is wrong with its options, and throws nothing into the page', async () => {
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(String(error)));
    await page.goto(`${stage.url}/wrong`);
    expect(thrown).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/Sightglass: TypeError: start\(\): option servcie is by-tag; give one of endpoint, /);
  });
});

describe('the snippet', () => {
  it('has less than 1,024 bytes', () => {
    expect(Buffer.byteLength(built('snippet.js'))).toBeLessThan(1024);
  });

  it('keeps calls, errors, rejections and resources that do not load until the file is there', async () => {
    let load = (): void => undefined;
    const loading = new Promise<void>((resolve) => {
      load = resolve;
    });
    await page.route('**/late.js', async (route) => {
      await loading;
      await route.fulfill({ contentType: 'text/javascript', body: built('sightglass.js') });
    });
    await page.goto(`${stage.url}/snippet`, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(`sightglass.e.length >= 3`);
    const heard = await page.evaluate<number>('Date.now()');
    // The file comes late: what it is told of happened before.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    load();
    await stage.wait('sightglass.resource.failed');
    const errors = (await stage.wait('exception')).filter(({ resource }) => resource['service.name'] === 'by-snippet');
    const told = errors.map(({ attributes }) =>
      [attributes['sightglass.exception.mechanism'], attributes['exception.message']].join(': '),
    );
    expect(told.toSorted()).toEqual([
      "manual: Cannot read properties of null (reading 'price')",
      'onerror: thrown early',
      'unhandledrejection: rejected early',
    ]);
    const [manual] = errors.filter(({ attributes }) => attributes['sightglass.exception.mechanism'] === 'manual');
    expect(manual?.attributes).toMatchObject({ 'user.id': 'u-8', 'sightglass.tag.step': 'early' });
    const [resource] = stage.arrived('sightglass.resource.failed');
    const early = [...errors.filter((one) => one !== manual), resource];
    // Clocks of pages are rounded.
    for (const one of early) expect(one?.timeMs).toBeLessThanOrEqual(heard + 5);
    expect(resource?.attributes['url.full']).toBe(`${stage.url}/missing.png`);
  });

  it('leaves the page alone where the file never comes, and keeps a hundred of each', async () => {
    await page.route('**/late.js', (route) => route.abort('blockedbyclient'));
    await page.goto(`${stage.url}/snippet`, { waitUntil: 'domcontentloaded' });
    const kept = await page.evaluate<number[]>(`{
      for (let count = 0; count < 500; count++) sightglass.captureException(new Error('again'));
      [sightglass.q.length, sightglass.d];
    }`);
    expect(kept).toEqual([100, 403]);
  });
});

it('no file or address that a page loads or sends to has a name that blockers look for', () => {
  const names = [
    ...stage.asked,
    ...stage.sink.received.map(({ path, query }) => `${path}?${[...query.keys()].join('&')}`),
  ];
  expect(names).toContain('/recorder.js');
  expect(names.filter((name) => /rum|beacon|telemetry|analytics|replay|track/i.test(name))).toEqual([]);
});

/** A receiver that is not there, says no, or is blocked: the page does not notice, and its console has one line of ours at most. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { html, programOf, script, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

const PROGRAM = `
import { captureException, start } from '@sightglass/browser';
globalThis.captureException = captureException;
globalThis.begin = (endpoint) => { globalThis.running = start({ endpoint, key: 's3cret-key', service: 'shop', session: { storage: 'none' } }); };
`;
const PAGE =
  '<title>Shop</title><link rel="icon" href="data:,"><button>Buy</button><script src="/program.js"></script>';

let browser: Browser;
let stage: Stage;
let status = 200;

beforeAll(async () => {
  const program = await programOf(PROGRAM);
  const files = { '/': html(PAGE), '/api': script('"answer"'), '/program.js': script(program) };
  [browser, stage] = await Promise.all([launchChromium(), startStage(files, () => ({ status }))]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

/** What a page says on its console and throws while two batches are sent to an endpoint; lines of the network are the browser's own. */
async function visit(
  endpoint: string,
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const said: string[] = [];
  let tried = 0;
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource') && !message.text().startsWith('Access to fetch'))
      said.push(`${message.type()} ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => {
    if (request.url().includes('/v1/')) tried += 1;
  });
  await prepare(page);
  await page.goto(stage.url);
  await page.evaluate(`begin(${JSON.stringify(endpoint)})`);
  for (let batch = 1; batch <= 2; batch++) {
    await page.evaluate(`captureException(new Error('seen')); running.flush()`);
    expect(await page.evaluate(`fetch('/api').then((answer) => answer.text())`)).toBe('"answer"');
    await page.click('button');
  }
  expect(tried).toBeGreaterThanOrEqual(2);
  await context.close();
  return said;
}

describe('an endpoint', () => {
  it('that works is not spoken of', async () => {
    expect(await visit(stage.sink.url)).toEqual([]);
  });

  it.each([401, 404])('that answers %d is spoken of once, without the key', async (answer) => {
    status = answer;
    const said = await visit(stage.sink.url);
    status = 200;
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`^warning Sightglass: .*${answer}`));
    expect(said[0]).not.toContain('s3cret-key');
  });

  it('that nobody listens on is spoken of once', async () => {
    const said = await visit('http://127.0.0.1:1');
    expect(said).toEqual(['warning Sightglass: receiver of telemetry: no answer ']);
  });

  it('that an ad blocker blocks is spoken of once', async () => {
    const said = await visit(stage.sink.url, (page) =>
      page.route('**/v1/**', (route) => route.abort('blockedbyclient')),
    );
    expect(said).toEqual(['warning Sightglass: receiver of telemetry: no answer ']);
  });

  it('that is no address is refused at once, naming option, value and remedy', async () => {
    const page = await browser.newPage();
    await page.goto(stage.url);
    await expect(page.evaluate(`begin('http://')`)).rejects.toThrow(
      /endpoint must be an address such as .*, got http:\/\//,
    );
    await page.close();
  });
});

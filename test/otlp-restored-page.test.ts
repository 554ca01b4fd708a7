// A page that is left and come back to, with a client in it that had something to send.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundlePage } from '../scripts/bundle-page.mjs';
import { chromiumArgs, chromiumPath } from './kit/chromium.ts';
import { temporaryFiles } from './kit/guard.ts';
import { until } from './kit/until.ts';

const PROGRAM = `
  import { createClient } from '@sightglass/otlp/browser';
  const client = createClient({ endpoint: '/', resource: { 'service.name': 'shop' } });
  globalThis.emit = (eventName) => client.addLog({ name: 'test' }, { eventName });
  addEventListener('pageshow', ({ persisted }) => (globalThis.isRestored = persisted));`;

let browser: Browser;
let code = '';
/** Events that have arrived, by batch. */
const arrived = new Map<string, string[]>();

const site = createServer((request, response) => {
  if (request.method !== 'POST') {
    const isScript = request.url === '/client.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? code : '<!doctype html><script src="/client.js"></script>');
    return;
  }
  const batch = new URL(request.url ?? '', 'http://site').searchParams.get('batch') ?? '';
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    arrived.set(
      batch,
      [...body.matchAll(/"eventName":"([^"]+)"/g)].map(([, name]) => name ?? ''),
    );
    response.setHeader('content-type', 'application/json').end('{}');
  });
});

beforeAll(async () => {
  code = await bundlePage(PROGRAM);
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  temporaryFiles();
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: chromiumArgs,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});

afterAll(async () => {
  await browser.close();
  site.closeAllConnections();
  site.close();
});

it('comes out of the back/forward cache as it was left, and goes on sending', async () => {
  const { port } = site.address() as AddressInfo;
  const page = await (await browser.newContext()).newPage();
  const arrives = (name: string) => until(20_000, () => [...arrived.values()].flat().includes(name) || undefined, name);
  await page.goto(`http://127.0.0.1:${port}/one`);
  await page.evaluate(`emit('before')`);
  await arrives('before');
  // Its first `pageshow` was none of a page that comes back: only the next one counts.
  await page.evaluate(`emit('left with'); globalThis.isRestored = undefined`);
  await page.goto(`http://127.0.0.1:${port}/two`);
  await arrives('left with');
  // The second page has used the same storage.
  await page.evaluate(`emit('meanwhile')`);
  await arrives('meanwhile');
  await page.goBack({ waitUntil: 'commit' });
  const isRestored = await until(10_000, () => page.evaluate('globalThis.isRestored'), 'the page');
  expect(isRestored).toBe(true);
  await page.evaluate(`emit('after')`);
  await arrives('after');
  expect([...arrived.values()].flat().sort()).toEqual(['after', 'before', 'left with', 'meanwhile']);
});

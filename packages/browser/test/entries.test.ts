/** The class of those who prefer one. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { until } from '../../../test/kit/until.ts';
import { html, programOf, script, startStage } from './stage.ts';
import type { Arrived, Stage } from './stage.ts';

const PROGRAM = `
import { RealUserMonitoring } from '@sightglass/browser';
addEventListener('load', () => setTimeout(() => {
  globalThis.rum = new RealUserMonitoring({ endpoint: 'SINK', service: 'shop', user: { id: 'u-1' }, ignoreRequests: [/\\/quiet$/, location.origin + '/poll/'] });
}, 100));
`;

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  const program = await programOf(PROGRAM);
  const page = html(
    '<title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1><img src="/picture.svg?size=s3cret"><script src="/program.js"></script>',
  );
  const picture = { type: 'image/svg+xml', text: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' };
  [browser, stage] = await Promise.all([
    launchChromium(),
    startStage({ '/shop/7': page, '/picture.svg': picture, '/program.js': script(program) }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

it('[RU-01] as a class: entries of before it was made, and what is recorded, with session, user and page', async () => {
  const page = await browser.newPage();
  await page.goto(`${stage.url}/shop/7`);
  const id = await until(20_000, async () => (await page.evaluate<string>('globalThis.rum?.sessionId')) || undefined);
  expect(await page.evaluate('rum.getUserId()')).toBe('u-1');
  await page.evaluate(`rum.metrics.record({
    type: 'checkout', name: 'pay', duration: 12.5, timestamp: performance.now(),
    metadata: { sessionId: rum.sessionId, userId: 'u-2', page: '/cart', step: 3 },
  })`);
  const ofType = (type: string): Arrived | undefined =>
    stage.arrived('sightglass.entry').find(({ attributes }) => attributes['sightglass.entry.type'] === type);
  const recorded = await until(30_000, () => ofType('checkout'), 'what was recorded');
  const known = { 'session.id': id, 'user.id': 'u-1', 'url.path': '/shop/7' };
  expect(ofType('navigation')?.attributes).toMatchObject({ ...known, 'sightglass.entry.name': `${stage.url}/shop/7` });
  expect(ofType('resource')?.attributes).toMatchObject({
    ...known,
    'sightglass.entry.name': `${stage.url}/picture.svg?size=REDACTED`,
  });
  expect(ofType('paint')?.attributes).toMatchObject({ ...known, 'sightglass.entry.name': 'first-paint' });
  const duration = await page.evaluate(`performance.getEntriesByType('resource')[0].duration`);
  expect(ofType('resource')?.attributes['sightglass.entry.duration_ms']).toBeCloseTo(Number(duration), 3);
  expect(recorded.attributes).toMatchObject({
    'session.id': id,
    'user.id': 'u-2',
    'url.path': '/cart',
    'sightglass.entry.name': 'pay',
    'sightglass.entry.duration_ms': 12.5,
    'sightglass.entry.metadata': { values: [{ key: 'step', value: { intValue: 3 } }] },
  });
  const at = await page.evaluate(`performance.timeOrigin + performance.getEntriesByType('resource')[0].startTime`);
  expect(Math.abs((ofType('resource')?.timeMs ?? 0) - Number(at))).toBeLessThan(50);
  await page.close();
});

it('makes no span of requests that are to be left out', async () => {
  const page = await browser.newPage();
  await page.goto(`${stage.url}/shop/7`);
  await until(20_000, async () => (await page.evaluate('globalThis.rum !== undefined')) || undefined);
  await page.evaluate(`(async () => {
    for (const path of ['/quiet', '/poll/1', '/poll', '/loud/quiet?x', '/loud'])
      await fetch(path);
  })()`);
  const urls = await until(30_000, () => {
    const all = stage.arrived('GET').map(({ attributes }) => String(attributes['url.full']).replace(stage.url, ''));
    return all.includes('/loud') ? all : undefined;
  });
  expect(urls.toSorted()).toEqual(['/loud', '/poll']);
  await page.close();
});

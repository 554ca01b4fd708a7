/** What a page does without consent: nothing that anybody outside of it could notice. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { until } from '../../../test/kit/until.ts';
import { html, programOf, script, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

const PROGRAM = `
import * as sightglass from '@sightglass/browser';
globalThis.sightglass = sightglass;
globalThis.begin = (options) => { globalThis.running = sightglass.start({ endpoint: 'SINK', service: 'shop', ...options }); };
const given = new URL(location.href).searchParams.get('options');
if (given) begin(JSON.parse(given));
`;
const PAGE =
  '<title>Shop</title><link rel="icon" href="data:,"><button>Buy</button><script src="/program.js"></script>';

let browser: Browser;
let stage: Stage;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const program = await programOf(PROGRAM);
  [browser, stage] = await Promise.all([
    launchChromium(),
    startStage({ '/': html(PAGE), '/next': html(PAGE), '/api': script('1'), '/program.js': script(program) }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

const open = (options: object, path = '/'): Promise<unknown> =>
  page.goto(`${stage.url}${path}?options=${encodeURIComponent(JSON.stringify(options))}`);

/** All that the origin has stored, by kind. */
const stored = (): Promise<Record<string, unknown>> =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
const NOTHING = { local: [], session: [], cookies: '', databases: [], caches: [], workers: 0 };

/** A visit in which there is much to tell of: an error, a click, requests, a change of route, and the end of the page. */
async function visit(): Promise<void> {
  await page.click('button');
  await page.evaluate(async () => {
    setTimeout(() => {
      throw new Error('boom');
    });
    await fetch('/api?token=s3cret');
    history.pushState(null, '', '/next?step=2');
    document.cookie.slice();
  });
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1200))');
}

/** Requests that went elsewhere than to the site. */
function watchOutside(): string[] {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.url) && !request.url().startsWith('data:')) outside.push(request.url());
  });
  return outside;
}

describe.each(['pending', 'denied'])('consent that is %s', (consent) => {
  it('makes no request, stores nothing and tells nobody of a trace, also when the page is left', async () => {
    const outside = watchOutside();
    const headers: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api')) headers.push(request.headers()['traceparent']);
    });
    const before = stage.sink.received.length;
    await open({ consent, replay: true });
    await visit();
    expect(await stored()).toEqual(NOTHING);
    await page.goto(`${stage.url}/next`);
    expect(await stored()).toEqual(NOTHING);
    expect(outside).toEqual([]);
    expect(headers).toEqual([undefined]);
    expect(stage.sink.received.length).toBe(before);
  });
});

describe('consent that is given later', () => {
  it('sends what waited in memory, as it was when it happened', async () => {
    await open({ consent: 'pending' });
    await visit();
    const before = Date.now();
    await page.evaluate(`sightglass.setConsent('granted')`);
    const [error] = await until(20_000, () => {
      const found = stage.arrived('exception').filter(({ attributes }) => attributes['url.path'] === '/');
      return found.length > 0 ? found : undefined;
    });
    expect(error?.timeMs).toBeLessThan(before - 1000);
    expect(error?.attributes['session.id']).toBe(await page.evaluate('sightglass.sessionId()'));
    const [start] = await stage.wait('session.start');
    expect(start?.attributes['session.id']).toBe(error?.attributes['session.id']);
  });

  it('belongs to the session that another page began with consent', async () => {
    await open({});
    const id = await until(20_000, () => page.evaluate<string | undefined>('sightglass.sessionId()'));
    await open({ consent: 'pending' }, '/next');
    expect(await page.evaluate('sightglass.sessionId()')).toBeUndefined();
    await page.evaluate(`sightglass.setConsent('granted')`);
    expect(await until(20_000, () => page.evaluate<string | undefined>('sightglass.sessionId()'))).toBe(id);
  });
});

describe('consent that is taken back', () => {
  it('removes all that is stored, and nothing more is sent', async () => {
    stage.sink.misbehave(() => ({ status: 503 }));
    await open({});
    await visit();
    await until(20_000, async () => ((await stored())['databases'] as unknown[]).length > 0 || undefined);
    await page.evaluate(`sightglass.setConsent('denied')`);
    await until(20_000, async () => (JSON.stringify(await stored()) === JSON.stringify(NOTHING) ? true : undefined));
    stage.sink.misbehave();
    const sent = stage.sink.received.length;
    await visit();
    await page.goto(`${stage.url}/next`);
    expect(await stored()).toEqual(NOTHING);
    expect(stage.sink.received.length).toBe(sent);
  });
});

describe('signals of the browser', () => {
  it.each([
    ['respectGpc', 'globalPrivacyControl', 'true'],
    ['respectDoNotTrack', 'doNotTrack', `'1'`],
  ])('[CO-04] %s takes %s for a consent that is denied, whatever the page says', async (option, signal, value) => {
    await page.addInitScript(`Object.defineProperty(navigator, '${signal}', { get: () => ${value} })`);
    const outside = watchOutside();
    await open({ [option]: true, consent: 'granted' });
    await page.evaluate(`sightglass.setConsent('granted')`);
    await visit();
    expect(await stored()).toEqual(NOTHING);
    expect(outside).toEqual([]);
  });

  it('are not asked without the option', async () => {
    await page.addInitScript(`Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })`);
    await open({});
    expect(await until(20_000, () => page.evaluate<string | undefined>('sightglass.sessionId()'))).toMatch(
      /^[\da-f-]{36}$/,
    );
  });
});

/**
 * Vitals of pages whose shifts, delays and paints are known: what the server answers is what an observer of the page's own, the DevTools
 * protocol, and Google's library `web-vitals` in the same page, saw.
 */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from '../../../scripts/bundle-page.mjs';
import { chromiumArgs, chromiumPath } from '../../../test/kit/chromium.ts';
import { temporaryFiles, temporaryFolder } from '../../../test/kit/guard.ts';
import { startProgram, stopProgram } from '../../../test/kit/processes.ts';
import { type TemporaryServer, startTemporary } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { openDevTools } from './vitals/devtools.ts';
import { LIBRARY_PROGRAM } from './vitals/library.ts';
import { interactions, painted, read, seenBy, steps } from './vitals/page.ts';
import { type Vitals, loadVitals, longestOf, routeVitals, scoreOf } from './vitals/seen.ts';
import { type Site, startSite } from './vitals/site.ts';

type Line = Answers['logs']['items'][number];

const FOLDER = fileURLToPath(new URL('..', import.meta.url)).slice(0, -1);
const PROGRAM = (endpoint: string): string => `
  ${LIBRARY_PROGRAM}
  import { start } from '@sightglass/browser';
  start({ endpoint: ${JSON.stringify(endpoint)}, service: 'shop' });`;

const LONG_FRAME = 'browser.long_animation_frame';

let server: TemporaryServer;
let site: Site;
let browser: Browser;
let context: BrowserContext;
const startMs = Date.now();
let runs = 0;

beforeAll(async () => {
  server = await startTemporary();
  const code = await bundlePage(PROGRAM(server.url), { from: FOLDER });
  site = await startSite(new URL('fixtures/vitals/', import.meta.url), code);
  temporaryFiles();
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: chromiumArgs,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

async function ask<Answer>(question: string): Promise<Answer> {
  await server.store.flush();
  const range = `from=${startMs - 60_000}&to=${Date.now() + 60_000}`;
  const response = await fetch(`${server.url}/api/v1/${question}${question.includes('?') ? '&' : '?'}${range}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

/** Events that the server has of a path, oldest first. */
async function eventsOf(path: string): Promise<Line[]> {
  const { items } = await ask<Answers['logs']>(
    `logs?order=oldest&limit=1000&where=${encodeURIComponent(`url.path=${path}`)}`,
  );
  return items;
}

/** The vitals that the server answers for a route, once it has all that are expected. */
async function answered(route: string, expected: Vitals): Promise<Vitals> {
  let last: Vitals = {};
  const isThere = async (): Promise<Vitals | undefined> => {
    const { items } = await ask<Answers['vitals']>('vitals?by=page');
    const found = items.filter(({ key }) => key === route);
    last = Object.fromEntries(found.map(({ name, p75 }) => [name, p75]));
    return Object.keys(expected).every((name) => name in last) ? last : undefined;
  };
  await until(20_000, isThere, `vitals of ${route}`).catch((error: unknown) => {
    throw new Error(`${String(error)}: there are ${JSON.stringify(last)}, to come are ${JSON.stringify(expected)}`);
  });
  return last;
}

/** Within 10 ms, and 0.005 of a score. */
function expectEqual(found: Vitals, expected: Vitals): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const difference = Math.abs((found[name as keyof Vitals] ?? Number.NaN) - value);
    expect(difference, `${name}: ${JSON.stringify({ found, expected })}`).toBeLessThanOrEqual(
      name === 'cls' ? 0.005 : 10,
    );
  }
}

/** Expects that each vital of the pages below a path, and its reasons, are those that the library told: so many. */
async function expectAsLibrary(folder: string, count: number): Promise<void> {
  const told = await site.library(folder, count);
  expect(told).toHaveLength(count);
  for (const { path, name, type, value, rating, parts, ...reasons } of told) {
    const what = `${type}: ${name} of ${path}`;
    const { attributes } = await until(20_000, async () => (await eventsOf(path)).findLast(isIt), what);
    const found = JSON.parse(attributes['sightglass.web_vital.parts'] ?? '{}') as Record<string, number>;
    const ours: Record<string, unknown> = {
      what,
      ...found,
      value: Number(attributes['browser.web_vital.value']),
      rating: attributes['browser.web_vital.rating'],
      element: attributes['sightglass.web_vital.element'],
      url: attributes['sightglass.web_vital.url'],
      load_state: attributes['sightglass.web_vital.load_state'],
      script: attributes['sightglass.web_vital.script'],
    };
    const theirs = { what, ...parts, value, rating, ...reasons };
    // Of a return from the cache both measure the moment at which they are called.
    const most = type === 'back-forward-cache' ? 10 : 0.001;
    for (const [key, is] of Object.entries(theirs)) {
      const own = ours[key];
      if (typeof is === 'number' && typeof own === 'number' && Math.abs(is - own) <= most) ours[key] = is;
    }
    expect(ours).toEqual({ ...theirs, url: reasons.url?.replace(/(\?\w+=).*/, '$1REDACTED') });

    function isIt({ eventName, attributes: { ...is } }: Line): boolean {
      return (
        eventName === 'browser.web_vital' &&
        is['browser.web_vital.name'] === name &&
        is['browser.web_vital.navigation_type'] === type
      );
    }
  }
}

/** A path of its own for each attempt of a test, so that the server knows nothing of it yet. */
function freshPath(): string {
  return `/run-${String.fromCodePoint(97 + runs++)}`;
}

interface Case {
  readonly page: string;
  readonly what: string;
  readonly drive?: (page: Page) => Promise<void>;
  /** What is known of the page without looking: the score, and what its times are at least. */
  readonly cls: number;
  readonly atLeast?: Vitals;
  /** How it is left. */
  readonly leave?: 'close';
}

const CASES: readonly Case[] = [
  { page: 'still.html', what: 'on which nothing moves', cls: 0 },
  {
    page: 'late-picture.html',
    what: 'whose picture comes late',
    cls: 0,
    atLeast: { lcp: 500 },
    drive: (page) => seenBy(page, ({ paints }) => paints.at(-1)?.url.includes('noise'), 'the picture'),
  },
  {
    page: 'slow-server.html?wait=300',
    what: 'whose server is slow',
    cls: 0,
    atLeast: { ttfb: 300, fcp: 300, lcp: 300 },
  },
  { page: 'blocked-paint.html', what: 'whose first paint waits for a script', cls: 0, atLeast: { fcp: 300, lcp: 300 } },
  {
    page: 'one-shift.html',
    what: 'with one shift, closed',
    cls: 0.15,
    drive: (page) => steps(page, 1),
    leave: 'close',
  },
  {
    page: 'two-windows.html',
    what: 'with shifts in two windows',
    // Twice 0.6 × 0.08, and later once.
    cls: 0.096,
    drive: (page) => steps(page, 3),
  },
  {
    page: 'shift-by-input.html',
    what: 'with a shift that somebody asked for',
    cls: 0,
    atLeast: { inp: 100 },
    async drive(page) {
      await page.click('#more');
      await interactions(page, 1);
    },
  },
  {
    page: 'slow-clicks.html',
    what: 'with a quick click and a slow one',
    cls: 0,
    atLeast: { inp: 350 },
    async drive(page) {
      await page.click('#quick');
      await interactions(page, 1);
      await page.click('#slow');
      await interactions(page, 2);
    },
  },
  {
    page: 'slow-keys.html',
    what: 'with keys of which one is slow',
    cls: 0,
    atLeast: { inp: 220 },
    async drive(page) {
      await page.focus('#field');
      await page.keyboard.press('a');
      await interactions(page, 1);
      await page.keyboard.press('x');
      await interactions(page, 2);
    },
  },
];

describe('[RU-02] the server answers, as the page itself and DevTools saw them, the vitals of a page', () => {
  it.each(CASES)('$what', async ({ page: name, drive, cls, atLeast = {}, leave }) => {
    const page = await context.newPage();
    const path = freshPath();
    const devTools = await openDevTools(page);
    await page.goto(`${site.url}${path}/${name}`);
    await painted(page);
    await drive?.(page);
    const seen = await read(page);
    const known = await devTools.vitals(seen.timeOrigin);
    // The way out is all that is left to send with.
    if (leave === 'close') await page.close({ runBeforeUnload: true });
    else await page.goto(`${site.url}/elsewhere.html`);
    const expected = loadVitals(seen);
    const found = await answered(`${path}/${name.replace(/\?.*/, '')}`, expected);
    expectEqual(found, expected);
    expectEqual({ ...known, ...(found.inp !== undefined && { inp: found.inp }) }, found);
    expect(Math.abs((found.cls ?? 1) - cls)).toBeLessThanOrEqual(0.005);
    await expectAsLibrary(path, Object.keys(found).length);
    for (const [vital, ms] of Object.entries(atLeast)) expect(found[vital as keyof Vitals]).toBeGreaterThanOrEqual(ms);
    await page.close();
  });
});

describe('[RU-02] a page that is hidden and never idle', () => {
  it('tells its vitals then: what it sends is collected after they were reported', async () => {
    const page = await context.newPage();
    const path = `${freshPath()}/slow-clicks.html`;
    await page.addInitScript('globalThis.requestIdleCallback = () => 0');
    await page.goto(site.url + path);
    await painted(page);
    await page.click('#slow');
    await interactions(page, 1);
    // As when somebody turns to another tab: nothing else will say that the page is left.
    await page.evaluate(`Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })`);
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    const expected = loadVitals(await read(page));
    expectEqual(await answered(path, expected), expected);
    expect(expected.inp).toBeGreaterThanOrEqual(350);
    await page.close();
  });
});

/** What the events of a name say of one attribute, oldest first. */
const say = (events: readonly Line[], eventName: string, key: string): (string | undefined)[] =>
  events.filter((event) => event.eventName === eventName).map(({ attributes }) => attributes[key]);

/** The last value of each vital that was measured in views of a kind. */
function vitalsOf(events: readonly Line[], kind: string): Vitals {
  const vitals = events.filter(({ attributes }) => attributes['browser.web_vital.navigation_type'] === kind);
  return Object.fromEntries(
    vitals.map(({ attributes }) => [
      attributes['browser.web_vital.name'],
      Number(attributes['browser.web_vital.value']),
    ]),
  );
}

describe('[RU-02] a page that changes its route', () => {
  it('has the vitals of each, in the view that they were measured in', async () => {
    const page = await context.newPage();
    const path = freshPath();
    await page.goto(`${site.url}${path}/routes.html`);
    await painted(page);
    for (const [at, link] of ['', '#list', '#product'].entries()) {
      if (link !== '') await page.click(link);
      await seenBy(page, ({ soft }) => soft.length === at, `route ${at}`);
      await page.click('#slow');
      // Each link is one, too.
      await interactions(page, at * 2 + 1);
      await page.evaluate(`shift(${80 - at * 20})`);
      await steps(page, at + 1);
    }
    const seen = await read(page);
    await page.goto(`${site.url}/elsewhere.html`);
    const expected = new Map([
      [`${path}/routes.html`, loadVitals(seen, seen.soft[0]?.startTime)],
      ...routeVitals(seen),
    ]);
    expect([...expected.keys()]).toEqual([`${path}/routes.html`, `${path}/list`, `${path}/product/42`]);
    for (const [route, vitals] of expected) expectEqual(await answered(route.replace('42', ':id'), vitals), vitals);
    // Of each route all but the first byte.
    await expectAsLibrary(path, 13);
    expect(vitalsOf(await eventsOf(`${path}/list`), 'soft-navigation').inp).toBeGreaterThanOrEqual(250);
    const events = await eventsOf(`${path}/product/42`);
    expect(say(events, 'browser.navigation', 'sightglass.navigation.type')).toEqual(['spa']);
    expect(say(events, 'browser.navigation', 'sightglass.referrer')).toEqual([`${site.url}${path}/list`]);
    expect(JSON.stringify(events)).not.toContain('secret');
    await page.close();
  });
});

describe('[RU-02] a page in the back/forward cache', () => {
  it('comes back from there with us in it, and has the vitals of both visits', async () => {
    const page = await context.newPage();
    const devTools = await openDevTools(page);
    const folder = freshPath();
    const path = `${folder}/comes-back.html`;
    await page.goto(site.url + path);
    await painted(page);
    const { window, document } = await devTools.listeners();
    expect(window).toEqual(expect.arrayContaining(['pagehide', 'visibilitychange']));
    expect(window.filter((type) => /unload/.test(type))).toEqual([]);
    // It is never heard there.
    expect(document).not.toContain('pagehide');
    const first = await read(page);
    await page.goto(`${site.url}/elsewhere.html`);
    await page.goBack({ waitUntil: 'commit' });
    await seenBy(page, ({ restored }) => restored !== null && restored.painted !== null, 'that it is back');
    await page.click('#slow');
    await interactions(page, 1);
    await page.evaluate('shift(200)');
    await steps(page, 1);
    const second = await read(page);
    await page.goto(`${site.url}/elsewhere.html`);

    const painted2 = second.restored?.painted ?? Number.NaN;
    const inp = longestOf(second.events) ?? Number.NaN;
    const expected = { ttfb: 0, fcp: painted2, lcp: painted2, cls: scoreOf(second.shifts), inp };
    const events = await until(20_000, async () => {
      const found = await eventsOf(path);
      return Object.keys(vitalsOf(found, 'back-forward-cache')).length === 5 ? found : undefined;
    });
    expectEqual(vitalsOf(events, 'navigate'), loadVitals(first));
    expectEqual(vitalsOf(events, 'back-forward-cache'), expected);
    await expectAsLibrary(folder, 9);
    expect(Math.abs(expected.cls - 0.15)).toBeLessThanOrEqual(0.005);
    expect(inp).toBeGreaterThanOrEqual(150);
    expect(say(events, 'browser.navigation', 'sightglass.navigation.type')).toEqual(['load', 'bfcache']);
    const pages = say(events, 'browser.navigation', 'sightglass.page.id');
    expect(new Set(say(events, 'browser.web_vital', 'sightglass.page.id'))).toEqual(new Set(pages));
    await page.close();
  });
});

describe('[RU-02] a page that was prerendered', () => {
  it('has the vitals that whoever came to it saw, and nothing of the time before', async () => {
    // No DevTools: with them Chromium does not prerender.
    const path = freshPath();
    const profile = temporaryFolder('profile');
    const args = [`--user-data-dir=${profile}`, '--headless=new', '--window-size=1000,800'];
    const program = startProgram(chromiumPath, [...chromiumArgs, ...args, `${site.url}${path}/prerendering.html`]);
    const seen = await site.told(path);
    if (!seen) throw new Error('the page was loaded, not prerendered');
    const expected = loadVitals(seen);
    const found = await answered(`${path}/prerendered.html`, expected);
    expectEqual(found, expected);
    await expectAsLibrary(path, 4);
    expect(seen.activationStart).toBeGreaterThan(300);
    // It was here before anybody wanted it.
    expect(found.ttfb).toBe(0);
    expect(found.cls).toBeGreaterThan(0.1);
    const events = await eventsOf(`${path}/prerendered.html`);
    expect(say(events, 'browser.navigation', 'sightglass.navigation.type')).toEqual(['prerender']);
    const began = Number(events.find(({ eventName }) => eventName === 'browser.navigation')?.timeUnixNano) / 1e6;
    expect(Math.abs(began - seen.timeOrigin - seen.activationStart)).toBeLessThanOrEqual(10);
    await stopProgram(program);
  });
});

describe('what went wrong on a page', () => {
  it('is told whatever the share of what is told: a file that is missing, a frame that somebody waited for', async () => {
    const page = await context.newPage();
    const path = freshPath();
    await page.goto(`${site.url}${path}/still.html`);
    await painted(page);
    await page.goto(`${site.url}${path}/slow-clicks.html`);
    await painted(page);
    await page.click('#slow');
    await interactions(page, 1);
    await page.goto(`${site.url}/elsewhere.html`);
    const missing = await until(20_000, async () => {
      const { items } = await ask<Answers['logs']>(`logs?where=${encodeURIComponent('sightglass.resource.kind=img')}`);
      const found = items.filter(({ attributes }) => attributes['url.full']?.includes(path));
      return found.length === 2 ? found.sort((a, b) => a.eventName.localeCompare(b.eventName)) : undefined;
    });
    const url = `${site.url}${path}/missing.png?token=REDACTED`;
    expect(missing).toMatchObject([
      {
        eventName: 'browser.resource_timing',
        attributes: {
          'url.full': url,
          'http.response.status_code': '404',
          'sightglass.resource.sample_ratio': '1',
        },
      },
      {
        eventName: 'sightglass.resource.failed',
        attributes: { 'url.full': url, 'sightglass.resource.element': 'html > body > img' },
      },
    ]);
    const slow = `${path}/slow-clicks.html`;
    // Its script is the page's own: what kept it busy, and not the load.
    await until(20_000, async () => {
      const frames = say(await eventsOf(slow), LONG_FRAME, 'sightglass.animation_frame.scripts');
      const scripts = frames.flatMap((json) => JSON.parse(json ?? '[]') as { url: string; duration_ms: number }[]);
      return scripts.find(({ url, duration_ms: ms }) => url === site.url + slow && ms >= 350);
    });
    const inp = await until(20_000, async () =>
      (await eventsOf(slow)).find(({ attributes }) => attributes['browser.web_vital.name'] === 'inp'),
    );
    expect(inp.attributes['sightglass.web_vital.element']).toBe('html > body > button#slow');
    const parts = JSON.parse(inp.attributes['sightglass.web_vital.parts'] ?? '{}') as Record<string, number>;
    expect(parts['processing']).toBeGreaterThanOrEqual(350);
    await page.close();
  });
});

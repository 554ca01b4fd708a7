/**
 * Vitals of pages whose shifts, delays and paints are known: what the server answers is what an observer of the page's own, and the DevTools
 * protocol, saw.
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
import { type Seen, type Vitals, loadVitals, routeVitals, scoreOf } from './vitals/seen.ts';
import { type Site, inTime, startSite } from './vitals/site.ts';

type Line = Answers['logs']['items'][number];

const FOLDER = fileURLToPath(new URL('..', import.meta.url)).slice(0, -1);
const PROGRAM = (endpoint: string): string => `
  import { start } from '@sightglass/browser';
  start({ endpoint: ${JSON.stringify(endpoint)}, service: 'shop' });`;

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

const read = (page: Page): Promise<Seen> => page.evaluate('oracle.read()');

/** Waits until the page has taken so many of its steps, and has been painted after them. */
async function steps(page: Page, count: number): Promise<void> {
  await page.waitForFunction(`globalThis.steps >= ${count}`);
}

/** Waits until the page has seen something. */
async function seenBy(page: Page, isSeen: (seen: Seen) => boolean | undefined, what: string): Promise<void> {
  await until(20_000, async () => isSeen(await read(page)) || undefined, what);
}

/** Waits until the browser has told the page of so many interactions. */
function interactions(page: Page, count: number): Promise<void> {
  const ids = ({ events }: Seen): Set<number> =>
    new Set(events.map(({ interactionId }) => interactionId).filter((id) => id > 0));
  return seenBy(page, (seen) => ids(seen).size >= count, `${count} interactions`);
}

/** Waits until something large was painted, and the load is over. */
async function painted(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await seenBy(page, ({ paints }) => paints.length > 0, 'a paint');
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
    for (const [vital, ms] of Object.entries(atLeast)) expect(found[vital as keyof Vitals]).toBeGreaterThanOrEqual(ms);
    await page.close();
  });
});

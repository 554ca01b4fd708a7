import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type Page, type Response, chromium } from 'playwright';
import { expect } from 'vitest';
import { chromiumArgs, chromiumPath } from './chromium.ts';
import { temporaryFiles } from './guard.ts';

/** How people look at a page. */
export interface Look {
  theme: 'light' | 'dark';
  width: number;
}

/** Every look that a page is opened in; {@link expectSound} sees to the dark theme. */
export const LOOKS: readonly Look[] = [1440, 390].map((width) => ({ theme: 'light', width }));

/** Starts Debian's Chromium, with further switches of its command line. It ends with this process at the latest. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  // Profile and downloads lie there.
  temporaryFiles();
  return chromium.launch({ executablePath: chromiumPath, args: [...chromiumArgs, ...more] });
}

/** A window of its own, without cookies, in one look. */
export function openContext(browser: Browser, { theme, width }: Look): Promise<BrowserContext> {
  const isWide = width > 1000;
  return browser.newContext({
    colorScheme: theme,
    viewport: { width, height: isWide ? 900 : 844 },
    hasTouch: !isWide,
  });
}

/** Opens an address, and waits until nothing more is loaded. `problems` goes on filling with what goes wrong on the page. */
export async function openPage(context: BrowserContext, url: string): Promise<{ page: Page; problems: string[] }> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url);
  await page.waitForLoadState('networkidle');
  return { page, problems };
}

/** Rules that colours decide; what else axe looks at is the same in both themes, and takes it seconds. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** On a page, the end of every animation that has one. From the next frame on: until then it may not know of its theme. */
const SETTLED = `new Promise(requestAnimationFrame)
  .then(() => document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime)))
  .then((running) => Promise.allSettled(running.map(({ finished }) => finished)))
  .then(() => undefined)`;

/**
 * Expects a page without an accessibility fault in both themes, without a console message or failed request, and without sideways scroll.
 *
 * @param picture name of its pictures, to which the theme is added; without it, none are kept.
 */
export async function expectSound(page: Page, problems: readonly string[], picture?: string): Promise<void> {
  expect(await faults(page)).toEqual([]);
  if (picture !== undefined) await screenshot(page, `${picture}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await faults(page, COLOUR_RULES)).toEqual([]);
  if (picture !== undefined) await screenshot(page, `${picture}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(problems).toEqual([]);
  // As text, because not every package that uses this knows the types of a browser.
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

async function faults(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(SETTLED);
  // Once a document: to read it takes as long as to look at a small page.
  if (await page.evaluate(`typeof axe === 'undefined'`)) await page.evaluate(axe.source);
  // Without a description of all that is well, and without what is in frames: that are pages of others, played back.
  const options = { resultTypes: ['violations'], iframes: false, ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** JavaScript that a page loads until it shows what `last` selects, in bytes after gzip. */
export async function firstLoadOf(browser: Browser, url: string, last: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const scripts: Response[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response);
  });
  await page.goto(url);
  await page.locator(last).first().waitFor();
  await page.waitForLoadState('networkidle');
  // What the page fetches ahead from now on is no part of it, and could not be read once the page is closed.
  page.removeAllListeners('response');
  const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body(), { level: 9 }).length));
  await context.close();
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Keeps a picture of the page as `<name>.png` in the folder that SIGHTGLASS_SCREENSHOTS names; without it, nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SIGHTGLASS_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What a cell shows, as a number in ms, percent or plain: the reader's side of the formatter. */
function read(text: string): number {
  const plain = text.replaceAll(/[\u202f\u00a0]/g, ' ').trim();
  const match = /^([\d ]+(?:\.\d+)?) ?(ns|µs|ms|s|%)?$/.exec(plain);
  if (match?.[1] === undefined) throw new Error(`not a number of a page: ${JSON.stringify(text)}`);
  const factor = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1000, '%': 1 }[match[2] ?? 'ms'] ?? 1;
  return Number(match[1].replaceAll(' ', '')) * factor;
}

/** Whether a cell shows a value, as far as three significant digits can tell; of `< 0.1 %` only that it is right. */
function shows(text: string | undefined, value: number): boolean {
  const bound = /^([<>]) (.*)$/.exec(text?.trim() ?? '');
  if (bound?.[2] === undefined) return Math.abs(read(text ?? '') - value) <= Math.abs(value) * 0.006 + 1e-9;
  return bound[1] === '<' ? value < read(bound[2]) : value > read(bound[2]);
}

/** Expects that a cell shows a value: times in ms, shares in percent. */
export function expectShown(text: string | undefined, value: number): void {
  expect(shows(text, value), `${JSON.stringify(text)} should show ${value}`).toBe(true);
}

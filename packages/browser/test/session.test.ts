/** Sessions in a real browser: reloads, tabs, ends, workers, and what stands on every record. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { until } from '../../../test/kit/until.ts';
import { html, programOf, script, startStage } from './stage.ts';
import type { Arrived, Stage } from './stage.ts';

const PROGRAM = `
import { captureException, errors, navigation, requests, sessionId, setAttributes, setRoute, setUser, start } from '@sightglass/browser/core';
Object.assign(globalThis, { captureException, sessionId, setAttributes, setRoute, setUser });
globalThis.beforeSend = ({ record }) => record;
const given = JSON.parse(new URL(location.href).searchParams.get('options') ?? '{}');
const captures = globalThis.document ? [errors(), navigation(), requests()] : [errors()];
globalThis.running = start({ endpoint: 'SINK', service: given.run, captures, beforeSend: (out) => beforeSend(out), ...given.options });
if (!globalThis.document) setTimeout(() => { throw new Error('in a worker'); });
`;
const PAGE =
  '<title>Shop</title><link rel="icon" href="data:,"><button>Buy</button><script src="/program.js"></script>';

let browser: Browser;
let stage: Stage;
let context: BrowserContext;
let page: Page;
let runs = 0;
/** Name of the service in this test: what arrives is told apart by it. */
let run: string;

beforeAll(async () => {
  const program = await programOf(PROGRAM);
  const pages = { '/': html(PAGE), '/product/12': html(PAGE), '/next': html(PAGE) };
  [browser, stage] = await Promise.all([
    launchChromium(),
    startStage({ ...pages, '/api': script('1'), '/program.js': script(program) }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  run = `run-${(runs += 1)}`;
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

const open = (options: object = {}, path = '/', tab: Page = page): Promise<unknown> =>
  tab.goto(`${stage.url}${path}?options=${encodeURIComponent(JSON.stringify({ run, options }))}`);
const idOf = (tab: Page = page): Promise<string> =>
  until(20_000, () => tab.evaluate<string | undefined>('globalThis.sessionId?.()'), 'a session');
const arrived = (name?: string): Arrived[] =>
  stage.arrived(name).filter(({ resource }) => resource['service.name'] === run);
const wait = (name: string, count = 1): Promise<Arrived[]> =>
  until(
    30_000,
    () => {
      const all = arrived(name);
      return all.length >= count ? all : undefined;
    },
    `${count} of ${name}`,
  );

describe('a session', () => {
  it('goes on over reloads and pages, is told once, and its end with what was in it', async () => {
    await open();
    const id = await idOf();
    await page.evaluate(`setTimeout(() => { throw new Error('one'); })`);
    await page.reload();
    expect(await idOf()).toBe(id);
    await open({}, '/next');
    expect(await idOf()).toBe(id);
    await page.goto('about:blank');
    const ends = await until(30_000, () => {
      const told = arrived('session.end').filter(({ attributes }) => attributes['sightglass.session.pages'] === 3);
      return told.length > 0 ? told : undefined;
    });
    expect(ends[0]?.attributes).toMatchObject({ 'session.id': id, 'sightglass.session.errors': 1 });
    const starts = await wait('session.start');
    expect(starts.map(({ attributes }) => attributes['session.id'])).toEqual([id]);
    expect(starts[0]?.attributes).toMatchObject({ 'sightglass.session.sampled': true });
    expect(new Set(arrived().map(({ attributes }) => attributes['session.id']))).toEqual(new Set([id]));
  });

  it('is one for tabs that begin at the same moment', async () => {
    const tabs = [page, ...(await Promise.all(Array.from({ length: 5 }, () => context.newPage())))];
    await Promise.all(tabs.map((tab) => open({}, '/', tab)));
    const ids = await Promise.all(tabs.map(idOf));
    expect(new Set(ids).size).toBe(1);
    await wait('browser.navigation', tabs.length);
    expect(arrived('session.start')).toHaveLength(1);
    expect(new Set(arrived().map(({ attributes }) => attributes['session.id']))).toEqual(new Set(ids));
  });

  it('does not wait for a tab that sleeps while it makes one, and not at all at a stop', async () => {
    // For as long as the tab lives.
    await page.goto(
      `${stage.url}/next?options=${encodeURIComponent(JSON.stringify({ run: 'other', options: { consent: 'pending' } }))}`,
    );
    await page.evaluate(`void navigator.locks.request('sightglass.session', () => new Promise(() => {}))`);
    const [second, third] = await Promise.all([context.newPage(), context.newPage()]);
    await open({}, '/', second);
    await second.evaluate(`captureException(new Error('at a stop')); running.stop()`);
    const [error] = await wait('exception');
    expect(error?.attributes['exception.message']).toBe('at a stop');
    await open({ session: { idleMinutes: 30 } }, '/', third);
    expect(await idOf(third)).toBe(error?.attributes['session.id']);
  });

  it('ends after half an hour in which nobody does anything: the next knows the one before', async () => {
    await page.clock.install();
    await open();
    const before = await idOf();
    await wait('session.start');
    await page.clock.fastForward('29:00');
    await page.click('button');
    expect(await idOf()).toBe(before);
    await page.clock.fastForward('31:00');
    await page.click('button');
    const after = await until(20_000, async () => {
      const id = await idOf();
      return id === before ? undefined : id;
    });
    const [, start] = await wait('session.start', 2);
    expect(start?.attributes).toMatchObject({ 'session.id': after, 'session.previous_id': before });
    const [end] = await wait('session.end');
    expect(end?.attributes['session.id']).toBe(before);
    // It lasted until the click in it at the latest.
    expect(end?.attributes['sightglass.session.duration_ms']).toBeLessThan(30 * 60_000);
  });

  it.each([
    ['session', false, true],
    ['none', false, false],
  ])('that is kept in %s is of one tab', async (storage, isShared, isOverReloads) => {
    await open({ session: { storage } });
    const id = await idOf();
    const other = await context.newPage();
    await open({ session: { storage } }, '/', other);
    expect((await idOf(other)) === id).toBe(isShared);
    await page.reload();
    expect((await idOf()) === id).toBe(isOverReloads);
    // What the page had to say as it was left lies there until it is delivered.
    await until(20_000, async () => (await page.evaluate('localStorage.length')) === 0);
  });

  it('that is not sampled is told with its start, its end and its errors alone', async () => {
    const flags: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api')) flags.push(request.headers()['traceparent']?.slice(-2));
    });
    await open({ sampleRatio: 0 });
    await idOf();
    await page.evaluate(`fetch('/api').then(() => setTimeout(() => { throw new Error('told'); }))`);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    await page.goto('about:blank');
    await wait('session.end');
    await wait('exception');
    expect(new Set(arrived().map(({ name }) => name))).toEqual(new Set(['session.start', 'exception', 'session.end']));
    expect(arrived('session.start')[0]?.attributes['sightglass.session.sampled']).toBe(false);
    expect(flags).toEqual(['00']);
  });

  it('is that of the page in its worker, which tells of its errors', async () => {
    await open();
    const id = await idOf();
    const options = { session: { id } };
    const address = `/program.js?options=${encodeURIComponent(JSON.stringify({ run, options }))}`;
    await page.evaluate(
      `globalThis.worker = new Worker(${JSON.stringify(address)}); worker.onerror = (event) => event.preventDefault()`,
    );
    const [error] = await wait('exception');
    expect(error?.attributes).toMatchObject({ 'session.id': id, 'exception.message': 'in a worker' });
    expect(arrived('session.start')).toHaveLength(1);
  });
});

describe('every record', () => {
  it('says session, page, user and what the program says of itself, and nothing that is private', async () => {
    await open(
      { user: { id: 'u-1', anonymousId: 'a-1', email: 'jane@example.com' }, attributes: { team: 'shop' } },
      '/product/12',
    );
    await page.evaluate(`setAttributes({ tier: 'gold' }); captureException(new Error('seen'))`);
    const [error] = await wait('exception');
    const [navigation] = await wait('browser.navigation');
    const common = {
      'session.id': await idOf(),
      'user.id': 'u-1',
      'enduser.pseudo.id': 'a-1',
      'url.full': `${stage.url}/product/12?options=REDACTED`,
      'url.path': '/product/12',
      'sightglass.page.route': '/product/:id',
      team: 'shop',
    };
    expect(error?.attributes).toMatchObject({ ...common, tier: 'gold', 'user.email': 'jane@example.com' });
    expect(navigation?.attributes).toMatchObject(common);
    expect(navigation?.attributes['user.email']).toBeUndefined();
    expect(error?.attributes['sightglass.page.id']).toBe(navigation?.attributes['sightglass.page.id']);
    expect(error?.resource).toMatchObject({
      'telemetry.distro.name': 'sightglass',
      'user_agent.original': await page.evaluate('navigator.userAgent'),
      'browser.language': await page.evaluate('navigator.language'),
    });
  });

  it('passes beforeSend, which changes it, or drops it, and what that drops is counted', async () => {
    await open();
    await page.evaluate(`beforeSend = ({ record }) => {
      if (record.attributes['exception.message'] === 'private') return null;
      if (record.attributes['exception.message'] === 'odd') throw new Error('in beforeSend');
      return { ...record, attributes: { ...record.attributes, checked: true } };
    }`);
    await page.evaluate(`for (const text of ['private', 'odd', 'public']) captureException(new Error(text))`);
    const [error] = await wait('exception');
    expect(error?.attributes).toMatchObject({ 'exception.message': 'public', checked: true });
    const dropped = await wait('sightglass.sdk.dropped');
    expect(dropped.map(({ value, attributes }) => [attributes['sightglass.drop.reason'], value])).toEqual([
      ['before_send', 2],
    ]);
    expect(arrived('exception')).toHaveLength(1);
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, expectSound, firstLoadOf, launchChromium, openContext, openPage } from './kit/browser.ts';
import { id, nano, resource, send, text } from './kit/population/otlp.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { until } from './kit/until.ts';
import { chunks, event, hostileRecording, pageBody, recordVisit, shifted, uuidAt } from './visits.ts';

/** Largest first load, gzip, in bytes of 1000: `docs/ARCHITECTURE.md`. */
const MAX_INITIAL_JS = 145_000;
const HOUR = 3_600_000;
/** For what must come: a busy machine takes its time. */
const SOON_MS = 45_000;
/** Between what is recorded before and after: nobody waits for that. */
const SILENCE_MS = 20 * HOUR;
const TRACE_ID = id(16, 'a trace of a visit');
const SPAN_ID = id(8, 'a span of a visit');

const pagesDir = fileURLToPath(new URL('../packages/ui/dist', import.meta.url));

let server: TemporaryServer;
let browser: Browser;
let evil: Server;
/** What the recording of the hostile page made any browser ask for. */
const askedOfEvil: string[] = [];
let range: { from: string; to: string };
let visit: { session: string; replay: string; startMs: number; failedMs: number };
let hostile: string;
let unrecorded: string;

async function startEvil(): Promise<string> {
  evil = createServer((request, response) => {
    askedOfEvil.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  browser = await launchChromium();
  const [url, recorded, started] = await Promise.all([startEvil(), recordVisit(browser), startTemporary({ pagesDir })]);
  server = started;
  const end = Math.floor(Date.now() / 1000) * 1000;
  range = { from: new Date(end - 24 * HOUR).toISOString(), to: new Date(end).toISOString() };

  const startMs = end - SILENCE_MS - HOUR;
  const first = recorded.before[0]?.timestamp ?? 0;
  const before = shifted(recorded.before, startMs - first);
  const after = shifted(recorded.after, startMs - first + SILENCE_MS);
  const session = uuidAt(startMs, 1);
  const replay = uuidAt(startMs, 2);
  const lastBefore = before.at(-1)?.timestamp ?? 0;
  const errorMs = (after.at(-1)?.timestamp ?? 0) - 1;
  // Two errors: a request that failed, and what the page made of it.
  const failedMs = errorMs - 2;
  visit = { session, replay, startMs, failedMs };
  const page = {
    'url.path': '/cart',
    'url.full': 'https://shop.example/cart',
    'sightglass.page.route': '/cart',
    'user.id': 'u-17',
  };
  const vital = (name: string, value: number, rating: string): object =>
    event(session, startMs + 20, 'browser.web_vital', {
      ...page,
      'browser.web_vital.name': name,
      'browser.web_vital.value': value,
      'browser.web_vital.id': `${session} ${name}`,
      'browser.web_vital.rating': rating,
    });
  hostile = uuidAt(end - 2 * HOUR, 7);
  await send(server.url, 'logs', [
    pageBody([
      event(session, startMs, 'session.start', { ...page, 'sightglass.session.sampled': true }),
      event(session, startMs + 10, 'browser.navigation', {
        ...page,
        'sightglass.page.id': 'p1',
        'sightglass.navigation.type': 'load',
      }),
      vital('lcp', 2900, 'needs-improvement'),
      vital('cls', 0.02, 'good'),
      vital('inp', 640, 'poor'),
      event(session, lastBefore, 'app.widget.click', {
        ...page,
        'app.widget.name': 'Pay now',
        'sightglass.click.kind': 'rage',
      }),
      event(
        session,
        errorMs,
        'exception',
        { ...page, 'exception.type': 'TypeError', 'exception.message': 'cart is undefined' },
        { severityNumber: 17, traceId: TRACE_ID, spanId: SPAN_ID },
      ),
      ...chunks(session, replay, [before, after]),
    ]),
    pageBody([
      event(hostile, end - 2 * HOUR, 'session.start', {
        ...page,
        'user.id': 'mallory',
        'sightglass.session.sampled': true,
      }),
      event(hostile, end - 2 * HOUR, 'browser.navigation', {
        ...page,
        'user.id': 'mallory',
        'sightglass.page.id': 'p2',
      }),
      ...chunks(hostile, uuidAt(end, 8), [hostileRecording(url, end - 2 * HOUR)]),
    ]),
    ...[3, 4, 5].map((number) => {
      const at = end - number * 600_000;
      const other = uuidAt(at, number);
      unrecorded = other;
      return pageBody([
        event(other, at, 'session.start', { 'url.path': '/', 'sightglass.session.sampled': true }),
        event(other, at + 5, 'browser.navigation', {
          'url.path': '/',
          'sightglass.page.id': `p${number}`,
          'sightglass.page.route': '/',
        }),
        event(other, at + 9, 'browser.resource_timing', {
          'url.path': '/',
          'sightglass.page.route': '/',
          'url.full': 'https://shop.example/app.js?v=1',
          'sightglass.resource.duration_ms': 120 * number,
          'sightglass.resource.initiator_type': 'script',
        }),
      ]);
    }),
  ]);
  await send(server.url, 'traces', [traceBody(session, failedMs)]);
  await until(
    SOON_MS,
    async () => {
      const [{ items }, one] = await Promise.all([
        api<{ items: unknown[] }>('sessions'),
        api<{ replays: { chunks: number }[] }>(`sessions/${session}`),
      ]);
      return items.length === 5 && one.replays[0]?.chunks === 2 ? true : undefined;
    },
    'all visits',
  );
});

function traceBody(session: string, atMs: number): object {
  const span = {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    name: 'POST',
    kind: 3,
    startTimeUnixNano: nano(atMs),
    endTimeUnixNano: nano(atMs + 1),
    status: { code: 2 },
    attributes: [
      text('session.id', session),
      text('http.request.method', 'POST'),
      text('url.full', 'https://shop.example/api/pay'),
      { key: 'http.response.status_code', value: { intValue: '503' } },
    ],
  };
  const from = resource('storefront-web', { 'telemetry.sdk.language': 'webjs' });
  return { resourceSpans: [{ resource: from, scopeSpans: [{ scope: { name: 'requests' }, spans: [span] }] }] };
}

afterAll(async () => {
  await browser?.close();
  await server?.close();
  evil?.close();
});

async function api<T>(path: string): Promise<T> {
  const url = new URL(`${server.url}/api/v1/${path}`);
  url.searchParams.set('from', range.from);
  url.searchParams.set('to', range.to);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const fixed = (path: string, more = ''): string => `${server.url}${path}?t=${range.from}/${range.to}${more}`;
const sessionAt = (session: string, more = ''): string => `${server.url}/sessions/${session}${more}`;
/** The page that was recorded, as it is rebuilt. */
const recordedPage = (page: Page): FrameLocator =>
  page.frameLocator('iframe[title="Recording of the page"]').frameLocator('iframe');
const secondsOf = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider').getAttribute('aria-valuenow'));

describe.each(LOOKS)('[UI-27] [UI-14] in both themes, $width px wide', (look) => {
  const { width } = look;
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openContext(browser, look);
  });
  afterAll(() => context.close());

  it('the pages of sessions and web vitals are sound', async () => {
    const { page, problems } = await openPage(context, fixed('/sessions'));
    await page.locator('tbody tr').first().waitFor();
    await expectSound(page, problems, `sessions-${width}`);

    await page.goto(sessionAt(visit.session));
    await recordedPage(page).locator('#offer').waitFor();
    await page.getByText('TypeError: cart is undefined').waitFor();
    await expectSound(page, problems, `session-${width}`);

    await page.goto(fixed('/rum'));
    await page.getByText('By page').waitFor();
    await page.getByText('app.js').waitFor();
    await expectSound(page, problems, `rum-${width}`);
    await page.close();
  });
});

describe('the player', () => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openContext(browser, { theme: 'light', width: 1440 });
  });
  afterAll(() => context.close());

  it('plays the recording, jumps over the hours in which nothing was done, and the list follows', async () => {
    const { page, problems } = await openPage(context, sessionAt(visit.session));
    const recorded = recordedPage(page);
    await recorded.locator('#offer').waitFor();
    expect(await recorded.locator('#items li').count()).toBe(0);
    await page.getByRole('button', { name: 'Play' }).click();
    await recorded.locator('#items li').nth(2).waitFor();
    expect(await recorded.locator('#items').innerText()).toContain('Gloves');
    // 20 hours later, within seconds.
    await recorded.getByText('Paid, thank you').waitFor({ timeout: SOON_MS });
    await page.getByRole('button', { name: 'Play' }).waitFor({ timeout: SOON_MS });
    expect(await secondsOf(page)).toBeGreaterThan(SILENCE_MS / 1000);
    expect(await page.locator('li[aria-current=time]').innerText()).toContain('TypeError');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('[ER-06] [UI-17] leads by keys alone to what failed, from five seconds before it, and on to its trace', async () => {
    const { page, problems } = await openPage(context, sessionAt(visit.session));
    await recordedPage(page).locator('#offer').waitFor();
    await page.keyboard.press('n');
    const before = Math.round((visit.failedMs - 5000 - visit.startMs) / 1000);
    await until(
      SOON_MS,
      async () => ((await secondsOf(page)) === before ? true : undefined),
      'the time before the error',
    );
    expect(new URL(page.url()).searchParams.get('at')).toBe(String(Math.floor(visit.failedMs - 5000)));
    // What was recorded until then is built at once: the list, but not yet the answer.
    await recordedPage(page).locator('#items li').nth(2).waitFor();
    expect(await recordedPage(page).locator('#state').innerText()).toBe('Waiting');

    await page.getByRole('slider').focus();
    await page.keyboard.press('End');
    await recordedPage(page).getByText('Paid, thank you').waitFor();
    await page.keyboard.press('Home');
    await until(SOON_MS, async () => ((await secondsOf(page)) === 0 ? true : undefined), 'the start');
    await until(
      SOON_MS,
      async () => ((await recordedPage(page).locator('#items li').count()) === 0 ? true : undefined),
      'the empty list',
    );

    // Idle time is played for once, so that it does not come to its end meanwhile.
    await page.getByRole('button', { name: 'Skip idle' }).press('Enter');
    await page.getByRole('slider').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play' }).waitFor();

    await page.getByRole('listitem').filter({ hasText: 'rage click' }).getByRole('button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(
      SOON_MS,
      async () => ((await page.locator('li[aria-current=time]').innerText()).includes('TypeError') ? true : undefined),
      'the error',
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\//);
    expect(new URL(page.url()).pathname).toBe(`/traces/${TRACE_ID}`);
    // And back again, to what came before it.
    const back = page.getByRole('link', { name: `Session ${visit.session.slice(-8)}` }).first();
    await back.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sessions\//);
    await recordedPage(page).locator('#offer').waitFor();
    expect(Number(new URL(page.url()).searchParams.get('at'))).toBe(Math.floor(visit.failedMs - 5000));
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows a recording full of attacks, runs nothing of it and asks nobody', async () => {
    const page = await context.newPage();
    const ran: string[] = [];
    page.on('dialog', (dialog) => void dialog.dismiss());
    page.on('popup', () => ran.push('a window'));
    await page.exposeFunction('owned', () => ran.push('a call'));
    await page.addInitScript(() =>
      addEventListener('message', ({ data }) => data === 'owned' && Reflect.get(globalThis, 'owned')()),
    );
    await page.goto(sessionAt(hostile));
    const recorded = recordedPage(page);
    await recorded.locator('#alive').waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    // It goes on to the end: nothing of it stops the player either.
    await until(
      SOON_MS,
      async () => ((await page.getByRole('button', { name: 'Play' }).count()) === 1 ? true : undefined),
      'the end',
    );
    expect(await recorded.locator('#alive').innerText()).toBe('Still here');
    // Also a click that gets through to it leads nowhere.
    await recorded.locator('#link').dispatchEvent('click');
    await recorded.locator('#form button').dispatchEvent('click');
    expect(await recorded.locator('#alive').innerText()).toBe('Still here');
    expect(new URL(page.url()).pathname).toBe(`/sessions/${hostile}`);
    expect(ran).toEqual([]);
    // The attacks would have put a number in its place.
    expect(await page.evaluate('typeof globalThis.owned')).toBe('function');
    expect(askedOfEvil).toEqual([]);
    await page.close();
  });

  it('loads images of the recorded site only once the reader asks for them, and still runs nothing', async () => {
    const { page } = await openPage(context, sessionAt(hostile));
    await recordedPage(page).locator('#alive').waitFor();
    await page.getByRole('button', { name: 'Load images' }).click();
    await until(SOON_MS, () => (askedOfEvil.includes('/image.png') ? true : undefined), 'the image');
    await recordedPage(page).locator('#alive').waitFor();
    const looks = /\.(?:png|css|woff2|mp4)$/;
    expect(askedOfEvil.filter((path) => !looks.test(path))).toEqual([]);
    await page.close();
  });
});

describe('what the pages say', () => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openContext(browser, { theme: 'light', width: 1440 });
  });
  afterAll(() => context.close());

  it('the list shows what the API answers, narrows, and opens the session', async () => {
    interface Listed {
      items: { sessionId: string; userId: string; errors: number; rageClicks: number; pages: number }[];
    }
    const { items } = await api<Listed>('sessions');
    const { page, problems } = await openPage(context, fixed('/sessions'));
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('tbody tr').count()).toBe(items.length);
    expect(await page.locator('h1').innerText()).toBe(
      `${items.length} sessions: ${items.filter(({ errors }) => errors > 0).length} with an error, ${items.filter(({ rageClicks }) => rageClicks > 0).length} with rage clicks`,
    );
    await page.getByRole('button', { name: 'With an error' }).click();
    await page.waitForURL(/has=error/);
    await until(SOON_MS, async () => ((await page.locator('tbody tr').count()) === 1 ? true : undefined), 'one row');
    await page.getByLabel('User').fill('mallory');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing matches these filters').waitFor();
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await until(
      SOON_MS,
      async () => ((await page.locator('tbody tr').count()) === items.length ? true : undefined),
      'all rows',
    );
    await page.getByRole('link', { name: /u-17/ }).click();
    await page.waitForURL(new RegExp(visit.session));
    // Its lines, and from a line back to its moment.
    await page.getByRole('link', { name: 'Logs of this session' }).click();
    await page.getByRole('row').filter({ hasText: 'exception' }).first().click();
    await page.getByRole('link', { name: `Session ${visit.session.slice(-8)}` }).click();
    await page.waitForURL(new RegExp(`/sessions/${visit.session}`));
    expect(Number(new URL(page.url()).searchParams.get('at'))).toBe(Math.floor(visit.failedMs + 2 - 5000));
    expect(problems).toEqual([]);
    await page.close();
  });

  it('web vitals are those of the API, rated by their limits', async () => {
    const { items } = await api<{ items: { name: string; p75: number; count: number }[] }>('vitals');
    const { page, problems } = await openPage(context, fixed('/rum'));
    const cards = page.getByRole('list', { name: 'Web vitals' }).getByRole('listitem');
    await cards.first().waitFor();
    expect(Object.fromEntries(items.map(({ name, p75 }) => [name, p75]))).toEqual({ cls: 0.02, inp: 640, lcp: 2900 });
    expect(await cards.allInnerTexts()).toEqual([
      expect.stringMatching(/LCP[\s\S]*2\.9 s[\s\S]*needs improvement/),
      expect.stringMatching(/INP[\s\S]*640 ms[\s\S]*poor/),
      expect.stringMatching(/CLS[\s\S]*0\.02[\s\S]*good/),
      expect.stringMatching(/FCP[\s\S]*not measured/),
      expect.stringMatching(/TTFB[\s\S]*not measured/),
    ]);
    await page.getByRole('button', { name: 'Device' }).click();
    await page.getByRole('rowheader', { name: 'desktop' }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('each page loads within the limit; the player, which comes after it, is measured by itself', async () => {
    const sizes = await Promise.all([
      firstLoadOf(browser, fixed('/sessions'), 'tbody tr'),
      firstLoadOf(browser, sessionAt(unrecorded), 'ol li'),
      firstLoadOf(browser, fixed('/rum'), 'h2'),
    ]);
    for (const size of sizes) expect(size).toBeLessThan(MAX_INITIAL_JS);
  });
});

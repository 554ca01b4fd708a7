/** Real clicks in Chromium: what is told of each, what was odd about it, and what it led to. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startSink } from '../../../test/kit/sink.ts';
import type { Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { DEAD, DEAD_SCRIPT, LIVE, UNSEEN } from './clicks/cases.ts';
import type { LiveCase } from './clicks/cases.ts';
import { bundleOurs } from './oracle/programs.ts';
import { startOrigin } from './oracle/site.ts';
import type { Origin } from './oracle/site.ts';
import { logsIn, spansIn } from './oracle/spans.ts';
import type { SentLog, SentSpan } from './oracle/spans.ts';

let browser: Browser;
let context: BrowserContext;
let site: Origin;
let sink: Sink;
let from = 0;
/** Pages in which cases are clicked at the same time. */
const LANES = 6;

const PROGRAM = (endpoint: string): string => `
import { errors, interactions, navigation, requests, start } from '@sightglass/browser/core';
globalThis.sdk = start({
  endpoint: '${endpoint}', service: 'shop', session: { storage: 'none' },
  captures: [errors(), requests(), interactions(), navigation()],
});`;

const html = (body: string, script = ''): string => `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<script src="/app.js"></script><style>body { height: 4000px } #all > * { margin: 4px; display: inline-block }</style>${body}<script>${script}</script>`;

beforeAll(async () => {
  [browser, site, sink] = await Promise.all([launchChromium(), startOrigin(), startSink(() => ({ status: 200 }))]);
  site.serve('/app.js', 'text/javascript', await bundleOurs(PROGRAM(sink.url)));
});
afterAll(async () => {
  await browser.close();
  site.close();
  await sink.close();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  from = sink.received.length;
});

async function newPage(): Promise<Page> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.accept());
  // Whoever listens answers: else the browser opens a window of its own, and waits.
  page.on('filechooser', () => {});
  return page;
}

async function open(path: string, body: string, script?: string, page?: Page): Promise<Page> {
  site.serve(path, 'text/html', html(body, script));
  const opened = page ?? (await newPage());
  await opened.goto(site.url + path);
  return opened;
}

const clicks = (path: string): SentLog[] =>
  logsIn(sink.received.slice(from)).filter(
    ({ eventName, attributes }) => eventName === 'app.widget.click' && attributes['url.path'] === path,
  );
const kinds = (path: string): unknown[] => clicks(path).map(({ attributes }) => attributes['sightglass.click.kind']);
const told = (path: string, count: number): Promise<SentLog[]> =>
  until(
    60_000,
    () => {
      const all = clicks(path);
      return all.length >= count ? all : undefined;
    },
    `${count} clicks of ${path}`,
  );

/** What is told of a click on the element of a case. Nothing else happens in the page: it would count as an answer. */
async function kindOf({ markup, script, key }: LiveCase, at: number, page: Page): Promise<unknown> {
  const path = `/clicks/${at}`;
  await open(path, markup, script, page);
  if (key !== undefined) await page.keyboard.down(key);
  await page.locator('#it').click({ force: true });
  if (key !== undefined) await page.keyboard.up(key);
  const [click] = await told(path, 1);
  return click?.attributes['sightglass.click.kind'];
}

describe('a click that nothing answers', () => {
  it('[RU-06] is dead, and of those that are told as dead at least 95 in 100 are', async () => {
    const path = '/clicks/dead';
    const page = await open(path, `<div id="all">${DEAD.join('')}</div>`, DEAD_SCRIPT);
    for (const element of await page.locator('#all > *').all()) await element.click();
    await told(path, DEAD.length);
    const missed = DEAD.filter((_, at) => kinds(path)[at] !== 'dead');
    expect(missed).toEqual([]);

    const wrong: string[] = [];
    const left = [...LIVE, UNSEEN].entries();
    const inTurn = async (): Promise<void> => {
      const own = await newPage();
      for (const [at, one] of left) if ((await kindOf(one, at, own)) !== undefined) wrong.push(one.does);
    };
    await Promise.all(Array.from({ length: LANES }, inTurn));
    expect(wrong).toEqual([UNSEEN.does]);
    expect(DEAD.length / (DEAD.length + wrong.length)).toBeGreaterThanOrEqual(0.95);
  }, 300_000);
});

describe('a click', () => {
  it('[RU-06] repeated in anger is told as rage once a burst; slow ones, and those that select a text, are not', async () => {
    const path = '/clicks/rage';
    const page = await open(
      path,
      '<button id="it">0</button><p id="text">some text to select</p><button id="slow">0</button>',
      "for (const one of [it, slow]) one.addEventListener('click', () => { one.textContent = Number(one.textContent) + 1; });",
    );
    const burst = async (count: number): Promise<number> => {
      const before = clicks(path).length;
      await page.locator('#it').click({ clickCount: count });
      await told(path, before + count);
      return kinds(path)
        .slice(before)
        .filter((kind) => kind === 'rage').length;
    };
    // On a machine that is busy a burst may take longer than a second.
    const rages = await until(20_000, async () => (await burst(5)) || undefined, 'a burst within a second');
    expect(rages).toBe(1);
    const before = clicks(path).length;
    await page.locator('#text').click({ clickCount: 3 });
    expect(await page.evaluate('String(getSelection())')).toContain('some text');
    for (let at = 0; at < 3; at++) {
      await page.locator('#slow').click();
      await page.waitForFunction(
        `slow.since ??= performance.now(), performance.now() - slow.since > 600 && delete slow.since`,
      );
    }
    await told(path, before + 6);
    expect(kinds(path).slice(before)).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('that leads to an error says so, and has one trace with the error and the requests it led to', async () => {
    const path = '/clicks/error';
    const page = await open(
      path,
      '<button id="buy" aria-label="Pay 99 CHF for Jane">Pay 99 CHF for Jane</button><button id="ask" data-sightglass-name="ask stock"><b>?</b></button>',
      `buy.addEventListener('click', () => { fetch('/api/items?own'); throw new RangeError('sold out'); });
      ask.addEventListener('click', async () => {
        await Promise.resolve();
        fetch('/api/items?job');
        setTimeout(() => fetch('/api/items?task'), 0);
        setTimeout(() => fetch('/api/items?later'), 700);
      });`,
    );
    await page.locator('#buy').click();
    await told(path, 1);
    await page.locator('#ask b').click();
    const spans = await until(20_000, () => {
      const all = spansIn(sink.received.slice(from));
      return all.length >= 6 ? all : undefined;
    });
    const [error, ask] = await told(path, 2);
    const named = (name: string): SentSpan | undefined => spans.find((span) => span.name === name);
    const request = (what: string): SentSpan | undefined =>
      spans.find(({ attributes }) => String(attributes['url.full']).endsWith(`?${what}`));
    const [buying, asking] = [named('click buy'), named('click ask stock')];
    expect(error?.attributes['sightglass.click.kind']).toBe('error');
    expect(ask?.attributes['sightglass.click.kind']).toBeUndefined();
    expect([error, ask].map((click) => click?.spanId)).toEqual([buying?.spanId, asking?.spanId]);
    expect([buying?.kind, buying?.parentSpanId]).toEqual([1, '']);
    const parents = ['own', 'job', 'task', 'later'].map((what) => request(what)?.parentSpanId);
    expect(parents).toEqual([buying?.spanId, asking?.spanId, asking?.spanId, '']);
    expect(request('later')?.traceId).not.toBe(asking?.traceId);
    const exception = await until(10_000, () =>
      logsIn(sink.received.slice(from)).find(({ eventName }) => eventName === 'exception'),
    );
    expect([exception.traceId, exception.spanId]).toEqual([buying?.traceId, buying?.spanId]);
    const header = site.seen.find(({ headers }) => String(headers['traceparent']).includes(buying?.traceId ?? '-'));
    expect(header?.headers['traceparent']).toBe(`00-${buying?.traceId}-${request('own')?.spanId}-01`);
  });

  it('has in its trace what awaits an answer, however that is asked for and read; and nothing else of that time', async () => {
    const path = '/clicks/awaits';
    const page = await open(
      path,
      '<button id="go">Go</button>',
      `const xhr = (listen) => new Promise((resolve) => { const r = new XMLHttpRequest(); r.open('GET', '/api/late-body?ms=400'); listen(r, resolve); r.send(); });
      const asks = {
        answer: async () => void await fetch('/api/items'),
        json: async () => void await (await fetch('/api/items')).json(),
        then: () => fetch('/api/late-body?ms=400').then((answer) => answer.text()).then((text) => text.length),
        status: async () => void await fetch('/api/status?code=500'),
        failure: async () => { try { await fetch('/api/gone'); } catch {} },
        onload: () => xhr((r, resolve) => { r.onload = resolve; }),
        onloadend: () => xhr((r, resolve) => { r.onloadend = resolve; }),
        late: () => xhr((r, resolve) => setTimeout(() => r.addEventListener('load', resolve))),
      };
      let left = Object.keys(asks).length;
      const again = async (ask) => { await ask(); await ask(); };
      go.onclick = () => {
        // Not in the task after the click, which is its own.
        let other;
        setTimeout(() => { other = setInterval(() => fetch('/api/items?other'), 5); }, 100);
        for (const [name, ask] of Object.entries(asks))
          again(ask).then(() => fetch('/api/items?' + name)).then(() => { left -= 1; if (left === 0) clearInterval(other); });
      };`,
    );
    await page.locator('#go').click();
    const names = ['answer', 'json', 'then', 'status', 'failure', 'onload', 'onloadend', 'late'];
    const all = await until(30_000, () => {
      const spans = spansIn(sink.received.slice(from));
      const asked = names.map((name) =>
        spans.find(({ attributes }) => String(attributes['url.full']).endsWith(`?${name}`)),
      );
      const isWhole = !asked.includes(undefined) && spans.some(({ name }) => name === 'click go');
      return isWhole ? { spans, asked } : undefined;
    });
    const click = all.spans.find(({ name }) => name === 'click go');
    expect(all.asked.map((span) => span?.parentSpanId)).toEqual(names.map(() => click?.spanId));
    const others = all.spans.filter(({ attributes }) => String(attributes['url.full']).endsWith('?other'));
    expect(others.length).toBeGreaterThan(3);
    expect(others.filter(({ traceId }) => traceId === click?.traceId)).toEqual([]);
  });

  it('is not told as the cause of what another one led to, when two wait at the same time', async () => {
    const path = '/clicks/two';
    const page = await open(
      path,
      '<button id="first">1</button><button id="second">2</button>',
      `let shared;
      const config = () => (shared ??= fetch('/api/slow?ms=1500').then((answer) => answer.json()));
      first.onclick = async () => { await config(); await fetch('/api/items?first'); };
      second.onclick = async () => { fetch('/api/items?own'); await config(); await fetch('/api/items?second'); await fetch('/api/items?done'); };`,
    );
    await page.locator('#first').click();
    await page.locator('#second').click();
    const spans = await until(30_000, () => {
      const sent = spansIn(sink.received.slice(from));
      return sent.some(({ attributes }) => String(attributes['url.full']).endsWith('?done')) ? sent : undefined;
    });
    const parentOf = (what: string): string | undefined =>
      spans.find(({ attributes }) => String(attributes['url.full']).endsWith(what))?.parentSpanId;
    const idOf = (name: string): string | undefined => spans.find((span) => span.name === name)?.spanId;
    expect(parentOf('?own')).toBe(idOf('click second'));
    expect(parentOf('/api/slow?ms=REDACTED')).toBe(idOf('click first'));
    expect(['?first', '?second', '?done'].map(parentOf)).toEqual(['', '', '']);
  });

  it('tells where it was, and what is written there only where that is allowed', async () => {
    const path = '/clicks/names';
    const page = await open(
      path,
      `<main><button class="buy now">Jane's secret</button>
      <section data-sightglass-allow><button>Public</button><p data-sightglass-mask><button aria-label="hidden">masked</button></p></section></main>`,
    );
    for (const button of await page.locator('button').all()) await button.click();
    const all = await told(path, 3);
    expect(all.map(({ attributes }) => [attributes['app.widget.id'], attributes['app.widget.name']])).toEqual([
      ['html > body > main > button.buy.now', undefined],
      ['html > body > main > section > button', 'Public'],
      ['body > main > section > p > button', undefined],
    ]);
    expect(all[0]?.attributes['app.screen.coordinate.x']).toBeTypeOf('number');
    expect(sink.received.slice(from).some(({ text }) => /Jane|hidden|masked/.test(text))).toBe(false);
  });

  it('that a program makes is none; one of a label is one; and those under way leave with the page', async () => {
    const path = '/clicks/leave';
    const page = await open(
      path,
      '<label id="it">Yes <input id="box" type="checkbox"></label><button id="dead">Go</button>',
    );
    await page.evaluate('dead.click()');
    await page.locator('#it').click({ position: { x: 5, y: 5 } });
    expect(await page.evaluate('box.checked')).toBe(true);
    await page.locator('#dead').click();
    await page.goto(`${site.url}/app.js`);
    const all = await told(path, 2);
    expect(all.map(({ attributes }) => attributes['app.widget.id'])).toEqual([
      'html > body > label#it',
      'html > body > button#dead',
    ]);
    expect(kinds(path)).toEqual([undefined, undefined]);
  });
});

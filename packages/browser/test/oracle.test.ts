/** The same visit with the stock instrumentations and with ours: what both tell of it, and what neither may do to the page. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startSink } from '../../../test/kit/sink.ts';
import type { Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { compare } from './oracle/compare.ts';
import type { Side } from './oracle/compare.ts';
import { differencesPage } from './oracle/differences-doc.ts';
import { provideLibraries } from './oracle/libraries.ts';
import { bundleOurs, bundleStock, oursProgram, stockProgram } from './oracle/programs.ts';
import { startOrigin } from './oracle/site.ts';
import type { Origin } from './oracle/site.ts';
import { logsIn, pointsIn, spansIn } from './oracle/spans.ts';
import type { SentLog, SentPoint, SentSpan } from './oracle/spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const HTML = `<!doctype html><meta name="traceparent" content="00-${TRACE}-b7ad6b7169203331-01">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css?v=7"><script src="/app.js"></script>
<script>const request = new XMLHttpRequest(); request.open('GET', '/api/items?at=start', false); request.send();</script><h1>Shop</h1>`;

let browser: Browser;
let site: Origin;
let other: Origin;
let friend: Origin;
let sinks: Record<Side, Sink>;
let programs: Record<Side, string>;

beforeAll(async () => {
  await provideLibraries();
  const sink = (): Promise<Sink> => startSink(() => ({ status: 200 }));
  const [ours, stock] = await Promise.all([sink(), sink()]);
  sinks = { ours, stock };
  [browser, site, other, friend] = await Promise.all([launchChromium(), startOrigin(), startOrigin(), startOrigin()]);
  programs = {
    ours: await bundleOurs(
      oursProgram(ours.url, `{ propagateTo: propagationRule(['${friend.url}/api', /\\/partner\\//]) }`),
    ),
    stock: await bundleStock(stockProgram(stock.url)),
  };
  site.serve('/style.css', 'text/css', 'h1 { color: red }');
  site.serve('/shop', 'text/html', HTML);
});
afterAll(async () => {
  await browser.close();
  for (const one of [site, other, friend]) one.close();
  for (const sink of Object.values(sinks)) await sink.close();
});

async function open(side: Side): Promise<Page> {
  site.serve('/app.js', 'text/javascript', programs[side]);
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/shop?token=s3cret#part`);
  return page;
}

/** Spans of one side since `from` requests, once there are so many; without that of the SDK's own file. */
function spans(side: Side, count: number, from: number): Promise<SentSpan[]> {
  return until(
    20_000,
    () => {
      const all = spansIn(sinks[side].received.slice(from)).filter(
        ({ attributes }) => !String(attributes['url.full']).endsWith('/app.js'),
      );
      return all.length >= count ? all : undefined;
    },
    `${count} spans of ${side}`,
  );
}

const XHR = `(method, url, more = () => {}, isAsync = true) => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  request.open(method, url, isAsync);
  request.onloadend = () => resolve(request.status);
  more(request);
  request.send(method === 'POST' ? 'a body' : undefined);
  if (!isAsync) resolve(request.status);
})`;

const VISIT = (other: string): string => `(async () => {
  const xhr = ${XHR};
  await (await fetch('/api/items?user=jane#top')).json();
  await (await fetch('/api/echo', { method: 'post', body: 'a body' })).text();
  await (await fetch('/api/status?code=404')).text();
  await (await fetch('/api/status?code=503')).text();
  await (await fetch(new Request('/api/items?as=request', { headers: { 'x-shop': '1' } }))).text();
  await (await fetch(new URL('/api/items?as=url', location.href), { headers: [['x-shop', '1']] })).text();
  await (await fetch('/api/moved')).text();
  await (await fetch('/api/echo?method=odd', { method: 'FROB' })).text();
  await (await fetch('${other}/api/items')).text();
  await fetch('/api/gone').catch(() => {});
  const stop = new AbortController();
  const stopped = fetch('/api/never', { signal: stop.signal }).catch(() => {});
  stop.abort();
  await stopped;
  await work('checkout', async () => { await (await fetch('/api/items?in=work')).text(); });
  await xhr('GET', '/api/items?as=xhr');
  await xhr('POST', '/api/echo?as=xhr');
  await xhr('GET', '/api/status?code=404&as=xhr');
  await xhr('GET', '${other}/api/items?as=xhr');
  await xhr('GET', '/api/gone?as=xhr');
  await xhr('GET', '/api/never?as=timeout', (request) => { request.timeout = 50; });
  await xhr('GET', '/api/never?as=abort', (request) => { setTimeout(() => request.abort(), 20); });
  await work('pay', () => xhr('GET', '/api/items?in=pay'));
})()`;
/** Requests of the document and of the visit, two spans of the program's own, and three of the load. */
const SPANS = 1 + 20 + 2 + 3;
/** A span of the request that the document made while it loaded, which ours leave out. */
const TWICE = { ours: 0, stock: 1 };

describe('beside the stock instrumentations', () => {
  it('tells the same of the same visit, but for what is written', async () => {
    const sent: Partial<Record<Side, SentSpan[]>> = {};
    for (const side of ['ours', 'stock'] as const) {
      const from = sinks[side].received.length;
      const page = await open(side);
      await page.evaluate(VISIT(other.url));
      sent[side] = await spans(side, SPANS + TWICE[side], from);
      await page.context().close();
    }
    const { ours, stock, requestEvents, notMet } = compare({ ours: sent.ours ?? [], stock: sent.stock ?? [] });
    expect(ours).toEqual(stock);
    const events = 'fetchStart,requestStart,responseStart,responseEnd';
    expect(requestEvents.ours).toEqual(new Set([events]));
    expect(requestEvents.stock).toContain(events);
    expect(notMet).toEqual([]);
  });

  it('is described with the list that is allowed', () => {
    const { is, mustBe } = differencesPage();
    expect(is).toBe(mustBe);
  });
});

describe('the load of a document', () => {
  it('continues the span of the server that a header names, and is a trace of its own where that is none', async () => {
    const from = sinks.ours.received.length;
    site.serve('/app.js', 'text/javascript', programs.ours);
    const html = HTML.replace(/<meta name="traceparent"[^>]*>/, '');
    const loadWith = async (path: string, header: string): Promise<SentSpan> => {
      site.serve(path, 'text/html', html, { 'server-timing': header });
      const page = await (await browser.newContext()).newPage();
      await page.goto(site.url + path);
      const isLoad = ({ name, attributes }: SentSpan): boolean =>
        name === 'documentLoad' && attributes['url.full'] === site.url + path;
      const load = await until(20_000, () => spansIn(sinks.ours.received.slice(from)).find(isLoad));
      await page.context().close();
      return load;
    };
    const [continued, alone] = await Promise.all([
      loadWith('/shop/known', `db;dur=3, traceparent;desc="00-${TRACE}-b7ad6b7169203331-01"`),
      loadWith('/shop/wrong', 'traceparent;desc="00-0-0-01"'),
    ]);
    expect([continued.traceId, continued.parentSpanId]).toEqual([TRACE, 'b7ad6b7169203331']);
    expect(alone.parentSpanId).toBe('');
    expect(alone.traceId).not.toBe(TRACE);
  });
});

/** What a visit sent, and what came to the three origins meanwhile. */
interface Visit {
  readonly page: Page;
  readonly spans: (count: number) => Promise<SentSpan[]>;
  readonly logs: () => SentLog[];
  readonly points: () => SentPoint[];
  /** Headers of the requests to a path. */
  readonly headersOf: (origin: Origin, path: string) => Record<string, unknown>[];
}

async function visit(): Promise<Visit> {
  const from = sinks.ours.received.length;
  const seen = new Map([site, other, friend].map((origin) => [origin, origin.seen.length]));
  const page = await open('ours');
  return {
    page,
    spans: async (count) => {
      const all = await until(
        20_000,
        () => {
          const requests = spansIn(sinks.ours.received.slice(from)).filter(
            ({ kind, attributes }) => kind === 3 && !String(attributes['url.full']).includes('at=REDACTED'),
          );
          return requests.length >= count ? requests : undefined;
        },
        `${count} spans of requests`,
      );
      return all.sort((one, another) => one.start - another.start);
    },
    logs: () => logsIn(sinks.ours.received.slice(from)),
    points: () => pointsIn(sinks.ours.received.slice(from)),
    headersOf: (origin, path) =>
      origin.seen
        .slice(seen.get(origin))
        .filter((one) => one.path === path)
        .map(({ headers, method }) => ({ method, ...headers })),
  };
}

const parentOf = (span: SentSpan | undefined): string => `00-${span?.traceId}-${span?.spanId}-01`;

describe('a request of the page', () => {
  it('tells its span to the own origin, and to those that were named, matched by origin and path alone', async () => {
    const { page, spans, headersOf } = await visit();
    await page.evaluate(`(async () => {
      const xhr = ${XHR};
      await (await fetch('/api/items?one')).text();
      await xhr('GET', '/api/items?two');
      await (await fetch('${friend.url}/api/items')).text();
      await xhr('GET', '${friend.url}/api/items');
      await (await fetch('${other.url}/partner/items')).text();
      // Neither a query, nor an origin or path that only begins alike.
      await (await fetch('${other.url}/api/items?next=${friend.url}/api/items&to=/partner/')).text();
      await xhr('GET', '${other.url}/api/items?next=/partner/');
      await (await fetch('${friend.url}/apis')).text();
      await (await fetch('${friend.url}/')).text();
    })()`);
    const sent = await spans(9);
    const to = (origin: Origin, path: string, method = 'GET'): unknown[] =>
      headersOf(origin, path)
        .filter((one) => one['method'] === method)
        .map(({ traceparent }) => traceparent);
    expect(to(site, '/api/items').slice(-2)).toEqual(sent.slice(0, 2).map(parentOf));
    expect(to(friend, '/api/items')).toEqual(sent.slice(2, 4).map(parentOf));
    expect(to(other, '/partner/items')).toEqual([parentOf(sent[4])]);
    for (const [origin, path, count] of [
      [other, '/api/items', 2],
      [friend, '/apis', 1],
      [friend, '/', 1],
    ] as const) {
      expect(to(origin, path)).toEqual(Array.from({ length: count }, () => undefined));
      // Nor did they cost a preflight.
      expect(to(origin, path, 'OPTIONS')).toEqual([]);
    }
    await page.context().close();
  });

  it('keeps the trace that the page itself set, and what the page holds is as it was', async () => {
    const { page, spans, headersOf } = await visit();
    const own = `00-${TRACE}-00f067aa0ba902b7-01`;
    const held = await page.evaluate(`(async () => {
      const headers = { traceparent: '${own}' };
      await (await fetch('/api/items?own', { headers })).text();
      await (${XHR})('GET', '/api/items?own', (request) => request.setRequestHeader('TraceParent', '${own}'));
      const request = new Request('/api/echo', { method: 'POST', body: 'a body', keepalive: true, headers: { 'x-shop': '1' } });
      const copy = request.clone();
      const answer = await (await fetch(request)).text();
      const init = { headers: new Headers({ 'x-shop': '2' }), keepalive: true };
      await (await fetch('/api/items?init', init)).text();
      class Init { get headers() { return [['x-shop', '3']]; } get method() { return 'PUT'; } }
      await (await fetch('/api/items?class', new Init())).text();
      return {
        answer, again: await copy.text(), copied: [...copy.headers.keys()],
        init: [...init.headers.keys()], given: [...request.headers.keys()], used: request.bodyUsed,
      };
    })()`);
    expect(held).toEqual({
      answer: 'a body',
      again: 'a body',
      copied: ['content-type', 'x-shop'],
      init: ['x-shop'],
      given: ['content-type', 'x-shop'],
      used: true,
    });
    const sent = await spans(5);
    expect(sent.slice(0, 2).map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
      Array.from({ length: 2 }, () => [TRACE, '00f067aa0ba902b7']),
    );
    const [first, second, third, last] = headersOf(site, '/api/items').slice(-4);
    expect([first?.['traceparent'], second?.['traceparent']]).toEqual([own, own]);
    expect(headersOf(site, '/api/echo').map((one) => [one['x-shop'], one['traceparent']])).toEqual([
      ['1', parentOf(sent[2])],
    ]);
    expect([third?.['x-shop'], third?.['traceparent']]).toEqual(['2', parentOf(sent[3])]);
    expect([last?.['method'], last?.['x-shop'], last?.['traceparent']]).toEqual(['PUT', '3', parentOf(sent[4])]);
    await page.context().close();
  });

  it('has its body read by the page alone: what is not read stays with the server', async () => {
    const { page, spans } = await visit();
    const before = site.streamed;
    const held = await page.evaluate(`(async () => {
      globalThis.answer = await fetch('/api/stream?pieces=8000');
      const read = await fetch('/api/late-body?ms=300');
      return [answer.bodyUsed, answer.body.locked, read.bodyUsed, await read.text()];
    })()`);
    expect(held).toEqual([false, false, false, 'first last']);
    // The one that was read ends with its last byte, though its head came 300 ms before.
    const [late] = await spans(1);
    expect(late?.attributes['url.full']).toContain('/api/late-body');
    expect((late?.end ?? 0) - (late?.start ?? 0)).toBeGreaterThan(290);
    await page.evaluate('sdk.stop()');
    const [stream] = await spans(2);
    expect(stream?.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(stream?.events).toEqual([]);
    // Of 500 MB the browser takes some 70 ahead; then nobody takes any more.
    let last = -1;
    const taken = await until(30_000, () => {
      const before = last;
      last = site.streamed;
      return last === before ? last : undefined;
    });
    expect(taken - before).toBeLessThan(150e6);
    await page.context().close();
  });

  it('[ER-06] that fails is told with its trace, and fails in the page as ever; one that the page gave up did not fail', async () => {
    const { page, spans, logs, points } = await visit();
    const heard = await page.evaluate(`(async () => {
      const heard = [];
      addEventListener('unhandledrejection', (event) => { heard.push(event.reason.name); event.preventDefault(); });
      fetch('/api/gone');
      fetch('http://[bad');
      fetch('/api/items', { headers: { 'no header': 'x' } });
      const stop = new AbortController();
      const stopped = fetch('/api/never', { signal: stop.signal });
      stop.abort(new RangeError('enough'));
      await stopped.catch((error) => heard.push(error.message));
      await fetch('/api/never?late', { signal: AbortSignal.timeout(50) }).catch((error) => heard.push(error.name));
      await (await fetch('/api/status?code=503')).text();
      await (await fetch('/api/status?code=404')).text();
      const request = new XMLHttpRequest();
      request.open('GET', '/api/gone?sync', false);
      try { request.send(); } catch (error) { heard.push(error.name); }
      while (heard.length < 6) await new Promise((resolve) => setTimeout(resolve, 10));
      return heard.sort();
    })()`);
    expect(heard).toEqual(['NetworkError', 'TimeoutError', 'TypeError', 'TypeError', 'TypeError', 'enough']);
    const sent = await spans(6);
    const outcomes = sent.map(({ attributes, status }) => [
      String(attributes['url.full']).replace(/.*\/api/, ''),
      attributes['http.response.status_code'],
      attributes['error.type'],
      status.code,
    ]);
    expect(outcomes).toEqual([
      ['/gone', undefined, 'TypeError', 2],
      ['/never', undefined, undefined, 0],
      ['/never?late', undefined, 'TimeoutError', 2],
      ['/status?code=REDACTED', 503, '503', 2],
      ['/status?code=REDACTED', 404, '404', 2],
      ['/gone?sync', undefined, 'error', 2],
    ]);
    const failed = await until(10_000, () => {
      const all = logs().filter(({ eventName }) => eventName === 'sightglass.request.failed');
      return all.length >= 4 ? all : undefined;
    });
    const place = ({ traceId, spanId }: SentSpan | SentLog): string => `${traceId} ${spanId}`;
    expect(failed.map(place).sort()).toEqual(
      [0, 2, 3, 5]
        .flatMap((at) => sent[at] ?? [])
        .map(place)
        .sort(),
    );
    // What the page does wrong is no fault of the SDK.
    await page.evaluate('sdk.stop()');
    expect(points().filter(({ metric }) => metric === 'sightglass.sdk.faults')).toEqual([]);
    await page.context().close();
  });

  it('finds the functions of the browser as they were', async () => {
    const { page } = await visit();
    const shape = `[fetch, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send].map((one) => {
      return [one.name, one.length, String(one).endsWith('{ [native code] }')];
    })`;
    const bare = await page.context().newPage();
    await bare.goto(`${site.url}/style.css`);
    expect(await page.evaluate(shape)).toEqual(await bare.evaluate(shape));
    await page.context().close();
  });
});

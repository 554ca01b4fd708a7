/** The same visit with the stock instrumentations and with ours: what both tell of it, and what neither may do to the page. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startSink } from '../../../test/kit/sink.ts';
import type { Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { compare } from './oracle/compare.ts';
import type { Side } from './oracle/compare.ts';
import { provideLibraries } from './oracle/libraries.ts';
import { bundleOurs, bundleStock, oursProgram, stockProgram } from './oracle/programs.ts';
import { startOrigin } from './oracle/site.ts';
import type { Origin } from './oracle/site.ts';
import { spansIn } from './oracle/spans.ts';
import type { SentSpan } from './oracle/spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const HTML = `<!doctype html><meta name="traceparent" content="00-${TRACE}-b7ad6b7169203331-01">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css?v=7"><script src="/app.js"></script>
<script>const request = new XMLHttpRequest(); request.open('GET', '/api/items?at=start', false); request.send();</script><h1>Shop</h1>`;

let browser: Browser;
let site: Origin;
let other: Origin;
let sinks: Record<Side, Sink>;
let programs: Record<Side, string>;

beforeAll(async () => {
  await provideLibraries();
  const sink = (): Promise<Sink> => startSink(() => ({ status: 200 }));
  const [ours, stock] = await Promise.all([sink(), sink()]);
  sinks = { ours, stock };
  programs = {
    ours: await bundleOurs(oursProgram(ours.url)),
    stock: await bundleStock(stockProgram(stock.url)),
  };
  [browser, site, other] = await Promise.all([launchChromium(), startOrigin(), startOrigin()]);
  site.serve('/style.css', 'text/css', 'h1 { color: red }');
  site.serve('/shop', 'text/html', HTML);
});
afterAll(async () => {
  await browser.close();
  for (const one of [site, other]) one.close();
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
    const { ours, stock, notMet } = compare({ ours: sent.ours ?? [], stock: sent.stock ?? [] });
    expect(ours).toEqual(stock);
    expect(notMet).toEqual([]);
  });
});

/** A page that runs the stock SDK of OpenTelemetry (API 1.9, SDK 2.x, its OTLP exporter) goes on as it was beside ours. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startTemporary } from '../../../test/kit/server.ts';
import type { TemporaryServer } from '../../../test/kit/server.ts';
import { startSink } from '../../../test/kit/sink.ts';
import type { Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { provideLibraries } from './oracle/libraries.ts';
import { bundleOurs, bundleStock, oursProgram, stockProgram } from './oracle/programs.ts';
import { startOrigin } from './oracle/site.ts';
import type { Origin } from './oracle/site.ts';
import { spansIn } from './oracle/spans.ts';
import type { SentSpan } from './oracle/spans.ts';

let browser: Browser;
let server: TemporaryServer;
let site: Origin;
let other: Origin;
/** Before the server, one for each SDK. */
let sinks: Record<'ours' | 'stock', Sink>;

beforeAll(async () => {
  await provideLibraries();
  [browser, server, site, other] = await Promise.all([
    launchChromium(),
    startTemporary(),
    startOrigin(),
    startOrigin(),
  ]);
  const [ours, stock] = await Promise.all([startSink(server.url), startSink(server.url)]);
  sinks = { ours, stock };
  site.serve('/ours.js', 'text/javascript', await bundleOurs(oursProgram(ours.url)));
  site.serve('/ours-alone.js', 'text/javascript', await bundleOurs(oursProgram(ours.url, '{}', false)));
  site.serve('/stock.js', 'text/javascript', await bundleStock(stockProgram(stock.url)));
});
afterAll(async () => {
  await browser.close();
  for (const one of [site, other]) one.close();
  for (const sink of Object.values(sinks)) await sink.close();
  await server.close();
});

const VISIT = (elsewhere: string): string => `(async () => {
  const xhr = (url) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.onloadend = () => resolve(request.responseText);
    request.send();
  });
  const answers = [
    await (await fetch('/api/items?by=fetch')).text(),
    await (await fetch(new Request('/api/echo', { method: 'POST', body: 'a body' }))).text(),
    await xhr('/api/items?by=xhr'),
    await (await fetch('${elsewhere}/api/items')).text(),
    await xhr('${elsewhere}/api/items'),
  ];
  work('checkout', () => 1);
  return answers;
})()`;
const ITEMS = '{"items":[1,2,3]}';

describe.each([
  { name: 'loaded before ours, which would stand behind the API, too', order: ['stock', 'ours'] },
  { name: 'loaded after ours', order: ['ours-alone', 'stock'] },
])('the stock SDK, $name', ({ order }) => {
  it('makes its spans, sets its headers and sends to our server as without it', async () => {
    const from = { ours: sinks.ours.received.length, stock: sinks.stock.received.length };
    const seen = new Map([site, other].map((origin) => [origin, origin.seen.length]));
    const scripts = order.map((name) => `<script src="/${name}.js"></script>`).join('');
    site.serve('/beside', 'text/html', `<!doctype html><link rel="icon" href="data:,">${scripts}`);
    const page = await (await browser.newContext()).newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`${site.url}/beside`);
    expect(await page.evaluate(VISIT(other.url))).toEqual([ITEMS, 'a body', ITEMS, ITEMS, ITEMS]);

    const requests = (side: 'ours' | 'stock'): Promise<SentSpan[]> =>
      until(
        20_000,
        () => {
          const all = spansIn(sinks[side].received.slice(from[side])).filter(({ kind }) => kind === 3);
          return all.length >= 5 ? all.sort((one, another) => one.start - another.start) : undefined;
        },
        `spans of ${side}`,
      );
    const [ours, stock] = [await requests('ours'), await requests('stock')];
    const named = (spans: SentSpan[]): unknown[] =>
      spans.map(({ name, attributes }) => [name, String(attributes['url.full']).replace(/\?.*/, '')]);
    const expected = [
      ['GET', `${site.url}/api/items`],
      ['POST', `${site.url}/api/echo`],
      ['GET', `${site.url}/api/items`],
      ['GET', `${other.url}/api/items`],
      ['GET', `${other.url}/api/items`],
    ];
    // Neither sees what the other sends.
    expect(named(ours)).toEqual(expected);
    expect(named(stock)).toEqual(expected);

    // Its propagator stands behind the API, and sets every header, once.
    const headers = site.seen.slice(seen.get(site)).map((one) => one.headers['traceparent']);
    expect(headers).toEqual(stock.slice(0, 3).map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
    const foreign = other.seen.slice(seen.get(other));
    expect(foreign.map(({ method, headers }) => [method, headers['traceparent']])).toEqual([
      ['GET', undefined],
      ['GET', undefined],
    ]);
    expect(problems).toEqual([]);

    const services = await until(20_000, async () => {
      await server.store.flush();
      const to = Date.now() + 60_000;
      const query = new URLSearchParams({
        from: new Date(to - 3_600_000).toISOString(),
        to: new Date(to).toISOString(),
      });
      const { items } = (await (await fetch(`${server.url}/api/v1/services?${query}`)).json()) as {
        items: { service: string }[];
      };
      const names = items.map(({ service }) => service).sort();
      return names.length >= 2 ? names : undefined;
    });
    expect(services).toEqual(['shop', 'shop-stock']);
    await page.context().close();
  });
});

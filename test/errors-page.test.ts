/** What a page sends, in Chromium: nothing of the page's own behaviour may change by it. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlePage } from '../scripts/bundle-page.mjs';
import { launchChromium } from './kit/browser.ts';
import { until } from './kit/until.ts';

const PROGRAM = `
import * as errors from '@sightglass/errors/browser';
globalThis.records = [];
globalThis.drops = {};
const client = {
  addLog: (scope, record) => records.push(record),
  countDropped: (signal, reason, count) => { drops[reason] = (drops[reason] ?? 0) + count; },
  setConsent() {}, addSpan() {}, addMetric() {}, async flush() {}, async shutdown() {},
};
globalThis.begin = (options) => { globalThis.tracker = errors.start({ client, ...options }); };
globalThis.errors = errors;
if (!globalThis.document) {
  begin();
  onunhandledrejection = () => setTimeout(() => postMessage(records));
  onmessage = ({ data }) => { globalThis.eval(data); };
}
`;
const HTML = `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/errors.js"></script>
<main><form id="order"><input name="id"><button class="buy now">Pay 99 CHF for Jane</button></form></main>`;

interface LogRecord {
  eventName: string;
  severityNumber: number;
  body?: string;
  attributes: Record<string, unknown>;
}

let browser: Browser;
let page: Page;
let site: Server;
let elsewhere: Server;
let program: string;
/** Bodies that were posted to the site. */
const posted: { url: string; body: string }[] = [];
const origin = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('latin1');
}

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { pathname } = new URL(request.url ?? '', 'http://x');
      if (request.method === 'POST') posted.push({ url: pathname, body });
      if (pathname === '/strict')
        response.setHeader(
          'content-security-policy',
          "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:",
        );
      const files: Record<string, [type: string, text: string]> = {
        '/': ['text/html', HTML],
        '/strict': ['text/html', HTML],
        '/errors.js': ['text/javascript', program],
        '/throws.js': ['text/javascript', 'throw new Error("of another origin")'],
        '/api': ['application/json', '{"ok":true}'],
        '/v1/logs': ['application/json', '{}'],
      };
      const [type, text] = files[pathname] ?? ['text/plain', ''];
      response.writeHead(files[pathname] === undefined ? 404 : 200, { 'content-type': type }).end(text);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

beforeAll(async () => {
  [program, browser, site, elsewhere] = await Promise.all([bundlePage(PROGRAM), launchChromium(), serve(), serve()]);
});
afterAll(async () => {
  await browser.close();
  for (const server of [site, elsewhere]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(async () => {
  posted.length = 0;
  await page?.context().close();
  page = await (await browser.newContext()).newPage();
  await page.goto(`${origin(site)}/?visit=s3cret`);
});

/** What was sent, once there are so many. */
const records = (count: number): Promise<LogRecord[]> =>
  until(
    5000,
    async () => {
      const all = await page.evaluate<LogRecord[]>('records');
      return all.length >= count ? all : undefined;
    },
    `${count} records`,
  );
const drops = (): Promise<unknown> => page.evaluate('drops');
const crumbs = (record: LogRecord | undefined): unknown[] =>
  (
    (record?.attributes['sightglass.exception.breadcrumbs'] ?? []) as {
      category: string;
      level?: string;
      message: string;
    }[]
  ).map(({ category, level, message }) => [category, ...(level === undefined ? [] : [level]), message]);

describe('what nobody catches', () => {
  it('is captured: errors, texts, rejections with and without an error', async () => {
    await page.evaluate('begin()');
    const seen: string[] = [];
    page.on('pageerror', (error) => seen.push(error.message));
    await page.evaluate(`
      handled = [];
      onerror = (...given) => { handled.push(given[0]); };
      addEventListener('unhandledrejection', (event) => handled.push([event.defaultPrevented, String(event.reason)]));
      setTimeout(() => { throw new TypeError('no cart') });
      setTimeout(() => { throw 'a text' });
      setTimeout(() => { throw undefined });
      Promise.reject(new RangeError('too many'));
      Promise.reject('no reason');
      Promise.reject();
      Promise.reject(new Event('error'));
      null;
    `);
    const all = await records(7);
    const told = all.map(({ attributes }) =>
      ['exception.type', 'exception.message', 'sightglass.exception.mechanism'].map((key) => attributes[key]),
    );
    expect(told).toHaveLength(7);
    expect(told).toEqual(
      expect.arrayContaining([
        ['TypeError', 'no cart', 'onerror'],
        ['String', 'a text', 'onerror'],
        ['Error', 'Uncaught undefined', 'onerror'],
        ['RangeError', 'too many', 'unhandledrejection'],
        ['String', 'no reason', 'unhandledrejection'],
        ['Undefined', 'undefined', 'unhandledrejection'],
        ['Event', '{"isTrusted":false}', 'unhandledrejection'],
      ]),
    );
    for (const { severityNumber, attributes } of all) {
      expect(severityNumber).toBe(17);
      expect(attributes).toMatchObject({
        'sightglass.exception.handled': false,
        'url.full': `${origin(site)}/?visit=REDACTED`,
        'url.path': '/',
      });
    }
    const text = all.find(({ attributes }) => attributes['exception.message'] === 'a text');
    expect(text?.attributes['exception.stacktrace']).toMatch(/^ {4}at .*:\d+:\d+$/);
    // The page and its console hear of all of it, as without us.
    expect(await page.evaluate('handled')).toEqual(
      expect.arrayContaining(['Uncaught TypeError: no cart', [false, 'no reason']]),
    );
    expect(seen).toHaveLength(7);
  });

  it('once, though it was captured by hand before', async () => {
    await page.evaluate('begin()');
    await page.evaluate(`setTimeout(() => {
      const error = new Error('seen by a boundary');
      errors.captureException(error, { mechanism: 'react' });
      setTimeout(() => errors.captureMessage('after'));
      throw error;
    })`);
    const all = await records(2);
    expect(all.map(({ eventName, attributes }) => [eventName, attributes['sightglass.exception.mechanism']])).toEqual([
      ['exception', 'react'],
      ['sightglass.message', 'manual'],
    ]);
  });

  it('of a frame is an error, too', async () => {
    await page.evaluate('begin()');
    await page.evaluate(`
      const frame = document.body.appendChild(document.createElement('iframe'));
      errors.captureException(frame.contentWindow.eval('new RangeError("in a frame", { cause: new DOMException("stopped", "AbortError") })'));
    `);
    const [record] = await records(1);
    expect(record?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'in a frame',
      'exception.stacktrace': expect.stringContaining('RangeError: in a frame\n    at '),
      'sightglass.exception.causes': [{ type: 'AbortError', message: 'stopped' }],
    });
  });

  it('is left out where it is noise without a place, and counted', async () => {
    await page.evaluate('begin()');
    await page.evaluate(`new Promise((resolve) => {
      const script = Object.assign(document.createElement('script'), { src: '${origin(elsewhere)}/throws.js', onload: resolve });
      document.body.append(script);
    })`);
    await page.evaluate(`
      dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }));
      dispatchEvent(new ErrorEvent('error', { message: 'x is not a function', filename: 'chrome-extension://abc/content.js', lineno: 1, colno: 2 }));
      dispatchEvent(new ErrorEvent('error', { error: new Error('ResizeObserver loop of our own') }));
    `);
    const all = await records(1);
    expect(all.map(({ attributes }) => attributes['exception.message'])).toEqual(['ResizeObserver loop of our own']);
    expect(await drops()).toEqual({ before_send: 3 });
  });

  it('in a worker is captured there', async () => {
    const sent = await page.evaluate<LogRecord[]>(`new Promise((resolve) => {
      const worker = new Worker('/errors.js');
      worker.onerror = (event) => event.preventDefault();
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage('console.log("a step"); fetch("/api?a=b").then(() => { throw new TypeError("in a worker") })');
    })`);
    expect(sent).toMatchObject([
      { attributes: { 'exception.type': 'TypeError', 'exception.message': 'in a worker', 'url.path': '/errors.js' } },
    ]);
    expect(crumbs(sent[0])).toEqual([
      ['console', 'info', 'a step'],
      ['request', 'info', 'GET /api?a=REDACTED 200'],
    ]);
  });
});

it('resources that do not load are told, with their element and without what their address asks', async () => {
  await page.evaluate('begin()');
  await page.evaluate(`
    document.querySelector('main').innerHTML = '<p class="a b"><img id="hero" src="/none.png?key=s3cret"></p><link rel="stylesheet" href="/none.css">';
    document.body.append(Object.assign(document.createElement('script'), { src: '/none.js' }));
  `);
  const all = await records(3);
  const told = all.map(({ eventName, severityNumber, attributes }) => [
    eventName,
    severityNumber,
    ...['url.full', 'sightglass.resource.kind', 'sightglass.resource.element', 'browser.document.url.full'].map(
      (key) => attributes[key],
    ),
  ]);
  const document = `${origin(site)}/?visit=REDACTED`;
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      ['sightglass.resource.failed', 13, `${origin(site)}/none.css`, 'link', 'html > body > main > link', document],
      ['sightglass.resource.failed', 13, `${origin(site)}/none.js`, 'script', 'html > body > script', document],
      [
        'sightglass.resource.failed',
        13,
        `${origin(site)}/none.png?key=REDACTED`,
        'img',
        'html > body > main > p.a.b > img#hero',
        document,
      ],
    ]),
  );
});

describe('the steps of a visit', () => {
  it('are clicks, addresses, requests and lines of the console, without what people wrote', async () => {
    await page.evaluate('begin()');
    await page.evaluate(`document.querySelector('form').onsubmit = () => false`);
    await page.click('button');
    await page.evaluate(`(async () => {
      console.warn('stock of %s is', 7, { low: true }, new TypeError('odd'));
      history.pushState({}, '', '/cart?coupon=s3cret#top');
      await (await fetch('/api?token=s3cret')).json();
      await fetch(new Request('/none', { method: 'PUT', body: 'x' }));
      await fetch('http://127.0.0.1:1/').catch(() => {});
      await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open('DELETE', '/api?token=s3cret');
        request.onloadend = () => setTimeout(resolve);
        request.send();
      });
      errors.captureException(new Error('then this'));
    })()`);
    const [record] = await records(1);
    expect(crumbs(record)).toEqual([
      ['click', 'html > body > main > form#order > button.buy.now'],
      ['console', 'warning', 'stock of %s is 7 {"low":true} TypeError: odd'],
      ['navigation', `${origin(site)}/?visit=REDACTED to ${origin(site)}/cart?coupon=REDACTED#top`],
      ['request', 'info', 'GET /api?token=REDACTED 200'],
      ['request', 'error', `PUT ${origin(site)}/none 404`],
      ['request', 'error', 'GET http://127.0.0.1:1/ TypeError: Failed to fetch'],
      ['request', 'info', 'DELETE /api?token=REDACTED 200'],
    ]);
    expect(JSON.stringify(record)).not.toMatch(/s3cret|Jane/);
  });

  it('are not kept where they are not wanted: nothing of the page is wrapped', async () => {
    expect(
      await page.evaluate(`(() => {
      const before = [fetch, XMLHttpRequest.prototype.open, console.log, history.pushState];
      begin({ breadcrumbs: false });
      return before.every((native, index) => native === [fetch, XMLHttpRequest.prototype.open, console.log, history.pushState][index]);
    })()`),
    ).toBe(true);
    await page.evaluate('errors.captureException(new Error("x"))');
    expect(crumbs((await records(1))[0])).toEqual([]);
  });

  it('are those that there are, where the platform knows less', async () => {
    await page.evaluate(`
      delete globalThis.XMLHttpRequest;
      delete globalThis.navigation;
      begin();
    `);
    await page.evaluate(`fetch('/api').then(() => {
      for (const away of ['/a', '/b']) history.pushState({}, '', away);
      history.back();
      onpopstate = () => { errors.captureException(new Error('back')); };
    })`);
    expect(crumbs((await records(1))[0])).toEqual([
      ['request', 'info', 'GET /api 200'],
      ['navigation', `${origin(site)}/?visit=REDACTED to ${origin(site)}/a`],
    ]);
  });

  it('change nothing: what is printed, answered and rejected is as before', async () => {
    const lines: unknown[] = [];
    page.on('console', (message) => lines.push([message.type(), message.text()]));
    const run = `(async () => {
      const heard = [];
      const listener = (event) => heard.push(String(event.reason));
      addEventListener('unhandledrejection', listener);
      console.log('a %s', 'b', { c: 1 });
      console.error(new Error('shown').message);
      const response = await fetch('/api');
      const before = [response.bodyUsed, response.body.locked];
      const text = await response.text();
      await fetch('http://127.0.0.1:1/').catch(() => {});
      fetch('http://127.0.0.1:1/');
      let thrown;
      try { new XMLHttpRequest().send(); } catch (error) { thrown = error.name; }
      try { fetch(); } catch (error) { thrown = error.name; }
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      removeEventListener('unhandledrejection', listener);
      return { heard, before, text, thrown, names: [fetch.name, fetch.length, String(fetch), console.log.name, String(XMLHttpRequest.prototype.open)] };
    })()`;
    const without = await page.evaluate(run);
    const printed = lines.splice(0);
    await page.evaluate('begin()');
    const withUs = await page.evaluate<{ names: string[] }>(run);
    expect(withUs).toEqual({ ...(without as object), names: expect.any(Array) });
    expect(withUs.names.slice(0, 2)).toEqual(['fetch', 1]);
    for (const text of [withUs.names[2], withUs.names[4]]) expect(text).toContain('[native code]');
    expect(lines).toEqual(printed);
  });

  it('end when it stops: what was wrapped is the native function again', async () => {
    expect(
      await page.evaluate(`(async () => {
      const natives = () => [fetch, XMLHttpRequest.prototype.open, ...['log', 'warn', 'error'].map((name) => console[name])];
      const before = natives();
      begin();
      const during = natives();
      const ours = fetch;
      fetch = (...given) => ours(...given);
      await tracker.stop();
      await fetch('/api');
      dispatchEvent(new ErrorEvent('error', { error: new Error('late') }));
      return {
        wrapped: during.every((now, index) => now !== before[index]),
        restored: natives().slice(1).every((now, index) => now === before[index + 1]),
        records,
      };
    })()`),
    ).toEqual({ wrapped: true, restored: true, records: [] });
  });
});

describe('lines of the console', () => {
  it('are sent where they are asked for: as an error where one is printed, else as text', async () => {
    await page.evaluate('begin({ console: true })');
    await page.evaluate(`
      console.log('not asked for');
      console.warn('low stock:', 3);
      console.error('failed', new RangeError('order 7'));
    `);
    expect(await records(2)).toMatchObject([
      { eventName: 'sightglass.console', severityNumber: 13, body: 'low stock: 3' },
      {
        eventName: 'exception',
        severityNumber: 17,
        attributes: {
          'exception.type': 'RangeError',
          'sightglass.exception.mechanism': 'console',
          'sightglass.exception.handled': true,
        },
      },
    ]);
    expect(await drops()).toEqual({});
  });

  it('do not go in circles: what beforeSend prints is no event', async () => {
    await page.evaluate(
      `begin({ console: ['log'], beforeSend: (event) => { console.log('sending', event.message); return event; } })`,
    );
    await page.evaluate(`console.log('x'); errors.captureException(new Error('y'));`);
    expect((await records(2)).map(({ body, attributes }) => body ?? attributes['exception.message'])).toEqual([
      'x',
      'y',
    ]);
    expect(await drops()).toEqual({ before_send: 1 });
  });
});

it('a line of the console is told in short, whatever is printed, also what prints itself when it is read', async () => {
  let lines = 0;
  page.on('console', () => (lines += 1));
  await page.evaluate('begin()');
  const took = await page.evaluate<number>(`(() => {
    const since = performance.now();
    const mirror = { get message() { console.log(mirror); return 'mirror'; } };
    console.log(mirror);
    console.log(new Uint8Array(30_000_000), ...Array.from({ length: 50 }, (_, index) => index));
    return performance.now() - since;
  })()`);
  await page.evaluate('errors.captureException(new Error("x"))');
  expect(crumbs((await records(1))[0])).toEqual([
    ['console', 'info', 'mirror'],
    ['console', 'info', 'Uint8Array 0 1 2 3 4 5 6 7 8'],
  ]);
  // It prints a line each time it is read, and no line of those is read again.
  expect(lines).toBeLessThan(6);
  expect(took).toBeLessThan(500);
});

describe('its own client', () => {
  const arrived = (): string[] => posted.filter(({ url }) => url === '/v1/logs').map(({ body }) => body);
  const kept = (): Promise<unknown> =>
    page.evaluate(
      `(async () => [(await indexedDB.databases()).map(({ name }) => name), Object.keys(localStorage), document.cookie])()`,
    );
  const begin = (more = ''): Promise<unknown> =>
    page.evaluate(
      `tracker = errors.start({ endpoint: location.origin, service: 'shop', release: '1.2.3', environment: 'test' ${more} })`,
    );

  it('sends, also from a page with a strict content security policy, and is no step itself', async () => {
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(`${origin(site)}/strict`);
    await begin();
    for (const message of ['first', 'second']) {
      await page.evaluate(`errors.captureException(new Error('${message}')); tracker.flush()`);
    }
    const bodies = await until(5000, () => (arrived().length >= 2 ? arrived() : undefined), 'two requests');
    expect(problems).toEqual([]);
    const sent = await page.evaluate<string>(`(async () => tracker.stop().then(() => 'stopped'))()`);
    expect(sent).toBe('stopped');
    expect(bodies.every((body) => body.length > 0)).toBe(true);
    const [first, second] = await Promise.all(bodies.map(textOf));
    expect(first).toContain('"service.version"');
    expect(second).toContain('second');
    expect(second).not.toContain('v1/logs');
  });

  it('tells how many it left out, and why', async () => {
    await begin(', maxPerMinute: 2');
    await page.evaluate(
      `for (let index = 0; index < 7; index++) errors.captureException(new Error('x'.repeat(index))); tracker.flush()`,
    );
    const told = await until(5000, () => posted.find(({ url }) => url === '/v1/metrics'), 'a metric');
    const { name, sum } = JSON.parse(await textOf(told.body)).resourceMetrics[0].scopeMetrics[0].metrics[0];
    const [{ attributes, asDouble }] = sum.dataPoints;
    expect([name, asDouble]).toEqual(['sightglass.sdk.dropped', 5]);
    expect(attributes).toContainEqual({ key: 'sightglass.drop.reason', value: { stringValue: 'rate_limited' } });
  });

  it.each(['pending', 'denied'])('sends and stores nothing while consent is %s', async (consent) => {
    const before = await kept();
    await begin(`, consent: '${consent}'`);
    await page.evaluate(
      `errors.captureException(new Error('x')); setTimeout(() => { throw new Error('y') }); tracker.flush()`,
    );
    // Longer than a batch waits: nothing is what must happen.
    await page.evaluate(`new Promise((resolve) => { setTimeout(resolve, 1500); })`);
    expect(await kept()).toEqual(before);
    expect(posted).toEqual([]);
    await page.evaluate(`tracker.setConsent('granted'); errors.captureException(new Error('z')); tracker.flush()`);
    const bodies = await until(5000, () => (arrived().length > 0 ? arrived() : undefined), 'a request');
    const text = (await Promise.all(bodies.map(textOf))).join('\n');
    expect(text).toContain('"z"');
    expect(text.includes('"y"')).toBe(consent === 'pending');
  });

  it('must be told where to send', async () => {
    const thrown = await page.evaluate(`(() => {
      const tried = [{}, { endpoint: location.origin }, { endpoint: 7, service: 'shop' }, { endpoint: location.origin, service: 'shop', sampleratio: 1 }];
      return tried.map((options) => { try { errors.start(options); } catch (error) { return error.message; } });
    })()`);
    expect(thrown).toEqual([
      'start(): give endpoint and service, or client, logger or emit',
      'start(): give endpoint and service, or client, logger or emit',
      expect.stringMatching(/^start\(\): option endpoint is 7; give .* endpoint:string /),
      expect.stringMatching(/^start\(\): option sampleratio is 1; give sampleRatio:number /),
    ]);
  });
});

/** Milliseconds of the processor that a page's thread takes for a script: on a busy machine those of the clock say nothing. */
async function costOf(script: string): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const scriptMs = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const before = await scriptMs();
  await page.evaluate(script);
  const after = await scriptMs();
  await devtools.detach();
  return after - before;
}

const TEN_THOUSAND = (capture: string): string => `
  for (let index = 0; index < 10_000; index += 1) {
    try { null.cart[index]; } catch (error) { ${capture} }
  }`;

it('ten thousand errors in a loop do not freeze the page; each is sent or counted', async () => {
  await page.evaluate('begin()');
  const without = await costOf(TEN_THOUSAND(''));
  const withUs = await costOf(TEN_THOUSAND('errors.captureException(error);'));
  expect(await page.evaluate('records.length')).toBe(10);
  expect(await drops()).toEqual({ rate_limited: 9990 });
  expect(without).toBeGreaterThan(1);
  expect(withUs - without).toBeLessThan(500);
});

it('a capture with all its steps takes less than a millisecond', async () => {
  await page.evaluate('begin({ maxPerMinute: 1000, maxSamePerMinute: 1000 })');
  await page.evaluate('for (let step = 0; step < 100; step += 1) console.log("step", step, { of: "a visit" });');
  const cost = await costOf(`
    for (let index = 0; index < 500; index += 1) errors.captureException(new Error('failure', { cause: new Error('cause ' + index) }));
  `);
  expect(await page.evaluate('records.length')).toBe(500);
  expect(crumbs(await page.evaluate<LogRecord>('records[499]'))).toHaveLength(100);
  expect(cost / 500).toBeLessThan(1);
});

async function textOf(body: string): Promise<string> {
  const bytes = Buffer.from(body, 'latin1');
  if (bytes[0] !== 0x1f) return bytes.toString();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

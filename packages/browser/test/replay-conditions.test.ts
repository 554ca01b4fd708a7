// Recordings of pages that end, forbid, exaggerate, or are not to be recorded, as a receiver sees them.
import type { Browser, CDPSession, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { type Sink, startSink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { type CameEvent, chunksIn, eventsIn } from './replay/recorded.ts';
import { type Site, startSite } from './replay/site.ts';

const HTML = `<!doctype html><html><head><title>page</title></head><body><p id="text">text</p><div id="app"></div>
  <script type="module" nonce="n1" src="/sg/page.js"></script></body></html>`;
const PLAIN = HTML.replace(' nonce="n1"', '');
const STRICT = `default-src 'none'; connect-src *; script-src 'nonce-n1' 'strict-dynamic'`;

let site: Site;
let browser: Browser;
let sink: Sink;

beforeAll(async () => {
  [browser, site] = await Promise.all([
    launchChromium(),
    startSite({
      '/page': { html: PLAIN },
      '/other': { html: '<!doctype html><title>other</title>' },
      '/strict': { html: HTML, csp: STRICT },
      '/worker': { html: HTML, csp: `${STRICT}; worker-src 'self'` },
    }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
afterEach(() => sink.close());

/** Opens a page that records, alone with its storage, and a receiver of its own. */
async function open(path: string, options: object = {}): Promise<Page> {
  sink = await startSink(() => ({ status: 200 }));
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(`globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));`);
  await page.goto(site.url + path);
  await begin(page, options);
  return page;
}

async function begin(page: Page, options: object = {}): Promise<void> {
  const started = { endpoint: sink.url, options: { sampleRatio: 1, ...options } };
  await page.evaluate(`sightglass.begin(${JSON.stringify(started)})`);
}

/** What has come, once it holds some text. */
function came(text: string): Promise<CameEvent[]> {
  return until(
    20_000,
    () => {
      const events = eventsIn(chunksIn(sink.received));
      return JSON.stringify(events).includes(text) ? events : undefined;
    },
    text,
  );
}

/** Puts a class on the page, which shows in a recording as it is. */
function mark(page: Page, name: string): Promise<unknown> {
  return page.evaluate(`document.body.className = '${name}'`);
}

/** The same, and has the page send what it has, as if it were left. */
async function markAndSend(page: Page, name: string): Promise<void> {
  await mark(page, name);
  await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
}

/** Expects that a recording can be played: it begins with a snapshot, and nothing is missing between. */
function expectWhole(events: readonly CameEvent[]): void {
  const chunks = chunksIn(sink.received);
  expect(new Set(chunks.map(({ replayId }) => replayId)).size).toBe(1);
  expect(chunks.map(({ seq }) => seq)).toEqual(chunks.map((_, n) => n));
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual([4, 2]);
  const times = events.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
}

describe('what is recorded arrives', () => {
  it('whole when its tab is closed right after a change', async () => {
    const page = await open('/page');
    await came('"type":2');
    await mark(page, 'last');
    await page.close({ runBeforeUnload: true });
    expectWhole(await came('last'));
  });

  it('whole when its page is left right after a change', async () => {
    const page = await open('/page');
    await came('"type":2');
    // The page goes once this call is answered: an answer that never came would hold the test.
    await page.evaluate(`document.body.className = 'last'; setTimeout(() => (location.href = '/other')); undefined`);
    expectWhole(await came('last'));
    // Closed while it goes to another page, one in six is never told to be closed.
    await page.waitForURL(`${site.url}/other`);
    await page.close();
  });

  it('as far as it was written when its page crashes', async () => {
    const page = await open('/page');
    await came('"type":2');
    await markAndSend(page, 'written');
    const seen = await came('written');
    await mark(page, 'perhaps');
    const cdp = await page.context().newCDPSession(page);
    await Promise.race([cdp.send('Page.crash').catch(() => {}), page.waitForEvent('crash')]);
    // What it had stored is sent by whoever comes next.
    const next = await page.context().newPage();
    await next.goto(`${site.url}/page`);
    await begin(next, { sampleRatio: 0 });
    await next.evaluate('sightglass.running.flush()');
    expectWhole(eventsIn(chunksIn(sink.received)));
    expect(seen.length).toBeGreaterThan(2);
    await next.close();
  });

  it('in parts where a page is too large for one record', async () => {
    const page = await open('/page');
    // Nothing that repeats: 4,000 class names that cannot be packed.
    await page.evaluate(`sightglass.replay.stop(); sightglass.running.stop()`);
    await page.goto(`${site.url}/page`);
    await page.evaluate(
      `app.innerHTML = Array.from({ length: 6000 }, () => '<i class="c' + crypto.randomUUID() + '"></i>').join('')`,
    );
    await begin(page);
    await markAndSend(page, 'large');
    const events = await came('large');
    const parts = chunksIn(sink.received).filter(({ part }) => part !== undefined);
    expect(parts.length).toBeGreaterThan(2);
    expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThanOrEqual(60_000);
    expect(JSON.stringify(events).match(/"class":"c[\da-f-]{36}"/g)).toHaveLength(6000);
    await page.close();
  });
});

describe('a session that is not chosen', () => {
  it('sends nothing until an error, then what led to it, and what follows', async () => {
    const page = await open('/page', { sampleRatio: 0 });
    const loaded = `performance.getEntriesByType('resource').some(({ name }) => name.includes('start-recorder'))`;
    await until(20_000, async () => (await page.evaluate<boolean>(loaded)) || undefined, 'the recorder');
    await page.evaluate('new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 200)))');
    await mark(page, 'before');
    await page.evaluate('sightglass.running.flush()');
    expect(chunksIn(sink.received)).toEqual([]);
    await page.evaluate(`sightglass.captureException(new Error('told'))`);
    await markAndSend(page, 'after');
    const events = await came('after');
    expectWhole(events);
    expect(JSON.stringify(events)).toContain('before');
    await page.close();
  });

  it('is sent when somebody says so', async () => {
    const page = await open('/page', { sampleRatio: 0 });
    await page.evaluate('sightglass.replay.send()');
    await came('"type":2');
    await markAndSend(page, 'wanted');
    expectWhole(await came('wanted'));
    await page.close();
  });

  it('loads no recorder where errors are not wanted either', async () => {
    const page = await open('/page', { sampleRatio: 0, onError: false });
    await page.evaluate(`sightglass.captureException(new Error('told'))`);
    await page.evaluate('new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 200)))');
    await page.evaluate('sightglass.running.flush()');
    expect(sink.received.some(({ text }) => text.includes('told'))).toBe(true);
    const loaded = await page.evaluate<string[]>('performance.getEntriesByType("resource").map(({ name }) => name)');
    expect(loaded.filter((name) => name.includes('recorder'))).toEqual([]);
    await page.close();
  });
});

describe('chunks are compressed', () => {
  it('in a worker that is made of a blob, where no policy is seen', async () => {
    const page = await open('/page');
    await came('"type":2');
    expect(page.workers().map((worker) => worker.url().slice(0, 5))).toEqual(['blob:']);
    expect(chunksIn(sink.received)[0]?.body).toMatch(/^H4sI/);
    await page.close();
  });

  it('in the page, with nothing reported, where a policy forbids workers', async () => {
    const page = await open('/strict');
    await came('"type":2');
    expect(page.workers()).toEqual([]);
    expect(chunksIn(sink.received)[0]?.body).toMatch(/^H4sI/);
    expect(await page.evaluate('violations')).toEqual([]);
    await page.close();
  });

  it('in a worker of its own file, where a policy allows that', async () => {
    const page = await open('/worker', { workerUrl: '/sg/worker.js' });
    await came('"type":2');
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/sg/worker.js']);
    expect(chunksIn(sink.received)[0]?.body).toMatch(/^H4sI/);
    expect(await page.evaluate('violations')).toEqual([]);
    await page.close();
  });
});

describe('frames', () => {
  it('are boxes, whose documents nobody listens to', async () => {
    const page = await open('/page');
    await came('"type":2');
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<b class="inside">x</b>';
      frame.onload = () => setTimeout(() => { frame.contentDocument.body.className = 'inside'; setTimeout(resolve, 50); }, 50);
      document.body.append(frame);
    })`);
    await markAndSend(page, 'outside');
    const events = JSON.stringify(await came('outside'));
    expect(events).toContain('"tagName":"iframe"');
    expect(events).not.toContain('inside');
    await page.close();
  });
});

describe('where the program asks for it', () => {
  it('documents in frames are recorded, and what changes in them', async () => {
    const page = await open('/page', { iframes: true });
    await came('"type":2');
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<b class="inside">x</b>';
      frame.onload = () => setTimeout(() => { frame.contentDocument.body.className = 'changed'; setTimeout(resolve, 100); }, 500);
      document.body.append(frame);
    })`);
    await markAndSend(page, 'outside');
    const events = JSON.stringify(await came('outside'));
    expect(events).toContain('"class":"inside"');
    expect(events).toContain('"class":"changed"');
    await page.close();
  });

  it('pictures of canvases are taken, as they change', async () => {
    const page = await open('/page', { canvas: 4 });
    await came('"type":2');
    await page.evaluate(`(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 20 });
      document.body.append(canvas);
      let n = 0;
      setInterval(() => { const c = canvas.getContext('2d'); c.fillStyle = n++ % 2 ? 'red' : 'blue'; c.fillRect(0, 0, 40, 20); }, 100);
    })()`);
    const events = await until(20_000, async () => {
      await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`);
      const drawn = eventsIn(chunksIn(sink.received)).filter(({ data }) => data['source'] === 9);
      return drawn.length > 3 ? drawn : undefined;
    });
    const pictures = events.map(({ data }) => /"base64":"([^"]{20,})"/.exec(JSON.stringify(data))?.[1]);
    expect(new Set(pictures).size).toBeGreaterThan(1);
    const colours = new Set<string>();
    for (const picture of new Set(pictures))
      colours.add(
        await page.evaluate<string>(`(async () => {
          const image = new Image();
          image.src = 'data:image/webp;base64,${picture}';
          await image.decode();
          const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 20 });
          const c = canvas.getContext('2d');
          c.drawImage(image, 0, 0);
          const [red, , blue] = c.getImageData(20, 10, 1, 1).data;
          return red > blue ? 'red' : 'blue';
        })()`),
      );
    expect([...colours].toSorted()).toEqual(['blue', 'red']);
    await page.close();
  });
});

describe('what recording costs', () => {
  it('is little in 20,000 changes at once, after which comes a new snapshot', async () => {
    const page = await open('/page');
    await came('"type":2');
    const burst = `(() => { const start = performance.now();
      for (let n = 0; n < 20000; n++) app.append(document.createElement('i'));
      return new Promise((resolve) => setTimeout(() => resolve(performance.now() - start))); })()`;
    const recorded = await page.evaluate<number>(burst);
    const snapshots = () => eventsIn(chunksIn(sink.received)).filter(({ type }) => type === 2).length;
    await until(20_000, () => snapshots() > 1 || undefined, 'another snapshot');
    await markAndSend(page, 'settled');
    const events = await came('settled');
    const added = events
      .filter(({ data }) => data['source'] === 0)
      .map(({ data }) => (data['adds'] as unknown[]).length);
    expect(Math.max(...added)).toBeLessThan(2000);
    const last = JSON.stringify(events.findLast(({ type }) => type === 2));
    expect(last.match(/"tagName":"i"/g)).toHaveLength(20_000);
    await page.evaluate('sightglass.running.stop(); app.replaceChildren()');
    const bare = await page.evaluate<number>(burst);
    expect(recorded).toBeLessThan(10 * bare + 50);
    await page.close();
  });

  it('is no more than twice what the changes of a page take anyway', async () => {
    const page = await open('/page');
    await came('"type":2');
    // Large, so that a look at the whole of it would show.
    await page.evaluate(`app.innerHTML = '<p>row</p>'.repeat(3000) + '<div id="live"></div>'`);
    await markAndSend(page, 'large');
    await came('large');
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = `new Promise((resolve) => { let n = 0; const timer = setInterval(() => {
        live.replaceChildren(...Array.from({ length: 20 }, (_, i) => Object.assign(document.createElement('p'), { textContent: n + ' ' + i })));
        live.style.opacity = String(n % 2 || 0.5);
        if (++n === 20) { clearInterval(timer); resolve(); } }, 50); })`;
    const busyMs = async (): Promise<number> => {
      // What runs for the first time is compiled first.
      await page.evaluate(busy);
      const before = await tasks(cdp);
      await page.evaluate(busy);
      return (await tasks(cdp)) - before;
    };
    const recorded = await busyMs();
    await page.evaluate('sightglass.running.stop()');
    const bare = await busyMs();
    expect(recorded).toBeLessThan(3 * bare);
    await page.close();
  });

  it('is told when it was too much, and at an end', async () => {
    const page = await open('/page', { maxMinutes: 0.1 });
    await came('sightglass.replay.stopped');
    await until(
      20_000,
      () =>
        sink.received.some(({ text }) => text.includes('sightglass.sdk.dropped') && text.includes('budget')) ||
        undefined,
      'the drop',
    );
    await mark(page, 'unseen');
    await page.evaluate('sightglass.running.flush()');
    expect(JSON.stringify(eventsIn(chunksIn(sink.received)))).not.toContain('unseen');
    await page.close();
  });

  it('is no memory once it has ended', async () => {
    const page = await open('/page');
    await came('"type":2');
    const cdp = await page.context().newCDPSession(page);
    const churn = `(async () => { for (let n = 0; n < 30; n++) {
      const host = document.createElement('div'); app.append(host);
      host.attachShadow({ mode: 'open' }).innerHTML = '<p>'.repeat(50);
      const frame = document.createElement('iframe'); frame.srcdoc = '<p>'.repeat(50); app.append(frame);
      await new Promise((resolve) => { frame.onload = resolve; });
      host.remove(); frame.remove(); } })()`;
    await page.evaluate(churn);
    await markAndSend(page, 'churned');
    await came('churned');
    await page.evaluate('sightglass.running.stop()');
    const { documents, nodes } = await until(20_000, async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      const left = await cdp.send('Memory.getDOMCounters');
      return left.documents < 10 && left.nodes < 1000 ? left : undefined;
    });
    expect([documents, nodes]).toEqual([expect.any(Number), expect.any(Number)]);
    await page.close();
  });
});

/** Milliseconds of the processor that the main thread took so far. */
async function tasks(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

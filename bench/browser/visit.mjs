/** One visit of the measured page with one program on it, and what it cost. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const CLICKS = 30;
/** How long a page stays open once it is done: longer than anybody waits with a batch. */
const STAYS_MS = 7000;
const HTML =
  '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>bench</title><button id="more">More</button><main></main><script src="/page.js"></script></html>';
const PAGE = readFileSync(new URL('page.js', import.meta.url), 'utf8');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A web server with the page and the programs.
 *
 * @param {Map<string, string>} files code by path, such as `/ours/page.js`
 */
export async function startPages(files) {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://pages');
    const code = pathname === '/page.js' ? PAGE : files.get(pathname);
    if (code !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    else if (pathname === '/data')
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[1,2,3]}');
    else response.writeHead(200, { 'content-type': 'text/html' }).end(HTML);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Plays one visit in a window of its own.
 *
 * @param {{ script?: string, module?: string }} program what the page runs: a classic script, which is timed, or a module; neither for the bare page
 */
export async function playVisit({ browser, pages, sink, program }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(`globalThis.endpoint = ${JSON.stringify(sink.url)}`);
    const before = { requests: sink.received.length, preflights: sink.preflights };
    await page.goto(pages.url);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const start = await metricsOf(devtools);
    const from = performance.now();
    await page.evaluate((given) => prepare(given), program);
    await pause(100);
    const beforeInit = await timesOf(devtools);
    await page.evaluate('Promise.resolve(inject()).then(() => undefined)');
    const afterInit = await timesOf(devtools);
    await page.evaluate('build()');
    // What is loaded once the page is idle is there by now.
    await pause(500);
    await page.evaluate('visit()');
    for (let click = 0; click < CLICKS; click += 1) {
      await page.mouse.click(20, 20);
      await pause(30);
    }
    await pause(STAYS_MS);
    const wallMs = performance.now() - from;
    const end = await metricsOf(devtools);
    const received = sink.received.slice(before.requests);
    const longTasks = await page.evaluate('longTasks.filter(([, ms]) => ms > 50).map(([, ms]) => ms)');
    return {
      // Of a module it would hold what loads it.
      initMs: program.module === undefined ? (afterInit.TaskDuration - beforeInit.TaskDuration) * 1000 : NaN,
      scriptMs: (end.ScriptDuration - start.ScriptDuration) * 1000,
      wallMs,
      taskMs: (end.TaskDuration - start.TaskDuration) * 1000,
      heap: end.heap,
      requests: received.length,
      preflights: sink.preflights - before.preflights,
      bytes: received.reduce((sum, { bytes }) => sum + bytes, 0),
      longTasks,
    };
  } finally {
    await context.close();
  }
}

async function metricsOf(devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  return timesOf(devtools);
}

async function timesOf(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const {
    ScriptDuration,
    TaskDuration,
    JSHeapUsedSize: heap,
  } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  return { ScriptDuration, TaskDuration, heap };
}

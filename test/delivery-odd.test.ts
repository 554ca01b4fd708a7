/** What a page tells of in a browser that stores nothing, has another time, or shows several pages; and what is lost is told of. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOCK } from './delivery/clock.ts';
import { keptFor } from './delivery/kept.ts';
import { arrival, dropsOf, RIGHT, storedEvents } from './delivery/ours.ts';
import { type Scene, type StageChoices, startScene } from './delivery/scene.ts';
import type { Stage } from './delivery/stage.ts';
import { first, lasting, type Sink } from './kit/sink.ts';
import { until } from './kit/until.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene?.close());

const open = async (stage: Stage) => {
  const page = await stage.context.newPage();
  await page.goto(stage.page);
  return page;
};
const asked = ({ received }: Sink, times = 1): Promise<true> =>
  until(20_000, () => (received.length >= times ? true : undefined), 'a request');

/** As browsers do where the user wants nothing to be stored, or in a frame of another site. */
const DENY = `
  const deny = () => { throw new DOMException('denied', 'SecurityError') };
  for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: deny });
  Object.defineProperty(navigator, 'locks', { value: { request: async () => deny(), query: async () => deny() } });`;
const NO_INDEXED_DB = `indexedDB.open = () => { throw new DOMException('broken', 'UnknownError') };`;
describe.concurrent('a browser that stores nothing', () => {
  const choices: readonly [string, StageChoices][] = [
    ['denied storage and locks', { before: DENY }],
    ['the choice of the user', { storage: 'memory' }],
  ];
  it.each(choices)('sends from memory, also after a refusal: %s', async (name, choice) => {
    const stage = await scene.stageFor(name, { ...choice, script: lasting(1500, { status: 503 }) });
    await (await open(stage)).evaluate('emit(1, 20)');
    expect(await arrival(scene.server, name, 20)).toEqual(RIGHT);
    expect([stage.thrown, stage.sink.preflights]).toEqual([[], 0]);
  });

  it('sends from memory out of a frame without an origin', async () => {
    const stage = await scene.stageFor('frame', { script: lasting(1500, { status: 503 }) });
    const page = await stage.context.newPage();
    await page.goto(scene.site.framed(stage.page));
    const frame = page.frames().at(-1);
    expect(await frame?.evaluate('origin')).toBe('null');
    await frame?.evaluate('emit(1, 20)');
    expect(await arrival(scene.server, 'frame', 20)).toEqual(RIGHT);
    expect([stage.thrown, stage.sink.preflights]).toEqual([[], 0]);
  });

  it('sends from memory when there is no room left', async () => {
    const stage = await scene.stageFor('no room', { script: lasting(1500, { status: 503 }) });
    const page = await stage.context.newPage();
    await page.goto(scene.site.page('ours'));
    const session = await stage.context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(stage.page).origin, quotaSize: 1 });
    const write = `new Promise((resolve) => {
      const opening = indexedDB.open('full');
      opening.onerror = () => resolve(String(opening.error));
      opening.onupgradeneeded = () => opening.result.createObjectStore('full');
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('full', 'readwrite');
        transaction.onabort = () => resolve(String(transaction.error));
        transaction.oncomplete = () => resolve('written');
        transaction.objectStore('full').put('x'.repeat(100_000), 1);
      };
    })`;
    expect(await page.evaluate(write)).toContain('QuotaExceeded');
    await page.evaluate(`begin(${JSON.stringify(stage.options)}); emit(1, 20)`);
    expect(await arrival(scene.server, 'no room', 20)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
  });

  it('keeps over a reload what localStorage can hold where IndexedDB fails', async () => {
    const stage = await scene.stageFor('no database', {
      before: NO_INDEXED_DB,
      script: lasting(3000, { status: 503 }),
    });
    const page = await open(stage);
    await page.evaluate('emit(1, 20)');
    await asked(stage.sink);
    await page.reload();
    expect(await arrival(scene.server, 'no database', 20)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
  });
});

describe.concurrent('several pages of one origin', () => {
  it('send each event once when they send at once', async () => {
    const stage = await scene.stageFor('two tabs', { script: lasting(1500, { status: 503 }) });
    const [one, other] = [await open(stage), await open(stage)];
    await Promise.all([one.evaluate('emit(1, 20)'), other.evaluate('emit(21, 20)')]);
    expect(await arrival(scene.server, 'two tabs', 40)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
  });

  it('send what one of them left that was closed', async () => {
    const stage = await scene.stageFor('a closed tab', { script: () => ({ status: 503 }) });
    const [one, other] = [await open(stage), await open(stage)];
    await one.evaluate('emit(1, 20)');
    await asked(stage.sink);
    await one.close();
    stage.sink.misbehave();
    await other.evaluate('emit(21, 1)');
    expect(await arrival(scene.server, 'a closed tab', 21)).toEqual(RIGHT);
  });

  it('send at the next visit what was too much for the way out', async () => {
    const stage = await scene.stageFor('two visits');
    const page = await open(stage);
    await page.evaluate(`emit(1, 1000); location.href = ${JSON.stringify(stage.elsewhere)}; undefined`);
    await page.waitForURL(stage.elsewhere);
    await page.goto(stage.page);
    expect(await arrival(scene.server, 'two visits', 1000)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
  });
});

describe.concurrent('the clock of the browser', () => {
  it('may be set back an hour while events wait', async () => {
    const stage = await scene.stageFor('clock set back', { before: CLOCK, script: () => ({ status: 503 }) });
    const page = await open(stage);
    await page.evaluate('emit(1, 10)');
    await asked(stage.sink);
    await page.evaluate(`window.name = '-1'`);
    await page.reload();
    await page.evaluate('emit(11, 10)');
    stage.sink.misbehave();
    expect(await arrival(scene.server, 'clock set back', 20)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
  });

  it('may jump a day ahead: what is too old is dropped and told of', async () => {
    const stage = await scene.stageFor('clock ahead', { before: CLOCK, script: () => ({ status: 503 }) });
    const page = await open(stage);
    await page.evaluate('emit(1, 20)');
    await asked(stage.sink);
    await page.evaluate(`window.name = '25'`);
    await page.reload();
    stage.sink.misbehave();
    await page.evaluate('emit(21, 20)');
    expect(await dropsOf(scene.server, 'clock ahead', 20)).toEqual({ expired: 20 });
    expect(await arrival(scene.server, 'clock ahead', 40, 5000)).toEqual({ missing: '1-20', twice: '' });
    expect(stage.thrown).toEqual([]);
  });
});

describe.concurrent('what is lost is told of', () => {
  it('the oldest, where there is room for 10 of 30', async () => {
    const stage = await scene.stageFor('room for 10', { maxRecords: 10 });
    const page = await open(stage);
    await stage.context.setOffline(true);
    await page.evaluate('emit(1, 30)');
    await pause(500);
    await stage.context.setOffline(false);
    const drops = await dropsOf(scene.server, 'room for 10', 20);
    const events = await storedEvents(scene.server, 'room for 10');
    expect({ drops, arrived: events.map(({ number }) => number) }).toEqual({
      drops: { queue_full: 20 },
      arrived: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
    });
  });

  it('what the receiver will never take, once and not again', async () => {
    const stage = await scene.stageFor('refused', { script: first(1, { status: 400 }) });
    const page = await open(stage);
    await page.evaluate('emit(1, 20)');
    await asked(stage.sink);
    await page.evaluate('emit(21, 20)');
    expect(await dropsOf(scene.server, 'refused', 20)).toEqual({ rejected: 20 });
    expect(await arrival(scene.server, 'refused', 40, 5000)).toEqual({ missing: '1-20', twice: '' });
    expect(await page.evaluate('sender.problems')).toEqual([expect.stringContaining('400')]);
    expect(stage.thrown).toEqual([]);
  });

  it('single records that the receiver did not take, in a body that it took', async () => {
    const stage = await scene.stageFor('refused in part');
    const page = await open(stage);
    // The server takes nothing that is more than an hour ahead of its time.
    await page.evaluate(`emit(1, 20); sender.client.addLog({ name: 'delivery' }, { time: Date.now() + 7_200_000 })`);
    await asked(stage.sink);
    // It is told of with what is sent next.
    await page.evaluate('emit(21, 1)');
    expect(await dropsOf(scene.server, 'refused in part', 1)).toEqual({ rejected: 1 });
    expect(await arrival(scene.server, 'refused in part', 21)).toEqual(RIGHT);
  });
});

describe.concurrent('consent', () => {
  /** A visit of a browser with a profile, long enough for a page to store and to send, and what is on disk after it. */
  async function visit(consent: 'pending' | 'granted' | 'denied'): Promise<{ kept: string[]; requests: number }> {
    const stage = await scene.stageFor(`consent ${consent}`, { consent });
    const own = await stage.startOwnBrowser();
    const page = await own.context.newPage();
    await page.goto(stage.page);
    await page.evaluate('emit(1, 20)');
    await pause(2500);
    await page.goto(stage.elsewhere);
    await own.close();
    const kept = keptFor(stage.profile, stage.page);
    return { kept, requests: stage.sink.received.length + stage.sink.preflights };
  }

  it('not given or denied: no request, and nothing on disk', async () => {
    const [granted, pending, denied] = [await visit('granted'), await visit('pending'), await visit('denied')];
    // What looks finds something where there is something.
    expect(granted.requests).toBe(1);
    expect(granted.kept.join(' ')).toContain('IndexedDB');
    expect(pending).toEqual({ kept: [], requests: 0 });
    // To look for what an earlier visit may have left has Chromium note in its own books that the origin asked, and nothing more.
    const kept = denied.kept.filter((file) => !file.startsWith('WebStorage/QuotaManager'));
    expect({ ...denied, kept }).toEqual({ kept: [], requests: 0 });
  });

  it('given later: what waited in memory arrives', async () => {
    const stage = await scene.stageFor('consent later', { consent: 'pending' });
    const page = await open(stage);
    await page.evaluate('emit(1, 20)');
    await pause(1500);
    expect(stage.sink.received).toEqual([]);
    await page.evaluate(`sender.client.setConsent('granted')`);
    expect(await arrival(scene.server, 'consent later', 20)).toEqual(RIGHT);
  });

  it('taken back: what is stored is deleted, and never sent', async () => {
    const stage = await scene.stageFor('consent taken back', { script: () => ({ status: 503 }) });
    const page = await open(stage);
    await page.evaluate('emit(1, 20)');
    await asked(stage.sink);
    const databases = () => page.evaluate<unknown[]>('indexedDB.databases()');
    expect(await databases()).toHaveLength(1);
    await page.evaluate(`sender.client.setConsent('denied')`);
    await until(5000, async () => ((await databases()).length === 0 ? true : undefined), 'an empty storage');
    stage.sink.misbehave();
    const requests = stage.sink.received.length;
    // A new page, whose consent is given, would find what is left.
    await page.goto(stage.elsewhere);
    await page.goto(stage.page);
    await page.evaluate('emit(21, 1)');
    await until(30_000, async () =>
      (await storedEvents(scene.server, 'consent taken back')).length > 0 ? true : undefined,
    );
    expect((await storedEvents(scene.server, 'consent taken back')).map(({ number }) => number)).toEqual([21]);
    expect(stage.sink.received.length).toBe(requests + 1);
  });
});

describe.concurrent('requests', () => {
  it('that outlive the page are never more than 60 KB together, and nothing is lost by that', async () => {
    const before = `{
      const real = fetch;
      let kept = 0;
      globalThis.mostKept = 0;
      globalThis.fetch = async (address, init) => {
        const size = init.keepalive ? new Blob([init.body]).size : 0;
        globalThis.mostKept = Math.max(mostKept, (kept += size));
        return real(address, init).finally(() => (kept -= size));
      };
    }`;
    const stage = await scene.stageFor('way out', { before, script: () => 'hang' });
    const page = await open(stage);
    await page.evaluate(`
      for (let number = 1; number <= 200; number++)
        sender.client.addLog({ name: 'delivery' }, { attributes: { 'test.number': number, pad: crypto.randomUUID().repeat(60) } });
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      dispatchEvent(new PageTransitionEvent('pagehide'));`);
    await asked(stage.sink);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
    const mostKept = await page.evaluate<number>('mostKept');
    expect(mostKept).toBeGreaterThan(30_000);
    expect(mostKept).toBeLessThanOrEqual(61_440);
    stage.sink.misbehave();
    await stage.sink.goOffline();
    await stage.sink.goOnline();
    await page.evaluate('delete document.visibilityState');
    expect(await arrival(scene.server, 'way out', 200)).toEqual(RIGHT);
  });

  it('with a key of our server have it in their address, and need no preflight', async () => {
    const stage = await scene.stageFor('key', { key: 'sg_browser_x', target: () => ({ status: 200 }) });
    await (await open(stage)).evaluate('emit(1, 20)');
    await asked(stage.sink);
    const [one] = stage.sink.received;
    expect([one?.query.get('key'), one?.headers['content-type']]).toEqual(['sg_browser_x', 'text/plain']);
    expect(stage.sink.preflights).toBe(0);
  });
});

/** The table of delivery in Debian's Firefox ESR, as far as it can be driven: `navigator.onLine` cannot, so the receiver goes away instead. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrival, ourOptions, ourScript, RIGHT } from './delivery/ours.ts';
import { type Site, startSite } from './delivery/site.ts';
import { type Firefox, type FirefoxPage, startFirefox } from './kit/firefox.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { has } from './kit/peers.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { first, lasting, type Sink, startSink } from './kit/sink.ts';
import { until } from './kit/until.ts';

const asked = ({ received }: Sink): Promise<true> =>
  until(20_000, () => (received.length > 0 ? true : undefined), 'a request');
/** Says something to a page that is gone before it can answer. */
const tell = (page: FirefoxPage, expression: string): Promise<void> =>
  page.evaluate(expression).then(
    () => undefined,
    () => undefined,
  );

/** Asks a page whether a client has stored anything, without making the database that it asks for. */
const isStored = (name: string): string => `(async () => {
  if (!(await indexedDB.databases()).some((one) => one.name === ${JSON.stringify(name)})) return false;
  const result = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  const database = await result(indexedDB.open(${JSON.stringify(name)}));
  try {
    return (await result(database.transaction('batches').objectStore('batches').count())) > 0;
  } finally {
    database.close();
  }
})()`;

interface Play {
  readonly page: FirefoxPage;
  /** Its service, and the name of its storage. */
  readonly service: string;
  readonly sink: Sink;
  readonly elsewhere: string;
  /** Opens the page in a new tab. */
  readonly open: () => Promise<FirefoxPage>;
}

const PLAYS: readonly (readonly [name: string, events: number, play: (on: Play) => Promise<void>])[] = [
  ['nothing special', 20, ({ page }) => page.evaluate('emit(1, 20)')],
  [
    'navigate at once',
    20,
    ({ page, elsewhere }) => tell(page, `(emit(1, 20), location.href = ${JSON.stringify(elsewhere)}, 0)`),
  ],
  [
    // A busy machine's Firefox ends the process of a tab before it has sent what it sends at its end: what is stored comes at the next visit.
    '503, close the tab once they are stored, come back',
    20,
    async ({ page, service, sink, open }) => {
      sink.misbehave(() => ({ status: 503 }));
      await page.evaluate('emit(1, 20)');
      await until(
        20_000,
        async () => ((await page.evaluate(isStored(service))) === true ? true : undefined),
        'events stored',
      );
      await page.close();
      sink.misbehave();
      await open();
    },
  ],
  [
    '503 for 5 s, wait',
    20,
    ({ page, sink }) => {
      sink.misbehave(lasting(5000, { status: 503 }));
      return page.evaluate('emit(1, 20)');
    },
  ],
  [
    '503 for 5 s, reload',
    20,
    async ({ page, sink }) => {
      sink.misbehave(lasting(5000, { status: 503 }));
      await page.evaluate('emit(1, 20)');
      await asked(sink);
      await tell(page, '(location.reload(), 0)');
    },
  ],
  [
    'nobody listens for 4 s',
    20,
    async ({ page, sink }) => {
      await sink.goOffline();
      await page.evaluate('emit(1, 20)');
      await pause(4000);
      await sink.goOnline();
    },
  ],
  [
    'connection cut after the body, twice',
    20,
    ({ page, sink }) => {
      sink.misbehave(first(2, 'cut'));
      return page.evaluate('emit(1, 20)');
    },
  ],
  [
    '429, Retry-After 2 s',
    20,
    ({ page, sink }) => {
      sink.misbehave(first(1, { status: 429, headers: { 'retry-after': '2' } }));
      return page.evaluate('emit(1, 20)');
    },
  ],
  ['1,000 in a loop', 1000, ({ page }) => page.evaluate('emit(1, 1000)')],
];

describe.runIf(has('firefox', 'delivery in Firefox'))('in Firefox', () => {
  let server: TemporaryServer;
  let site: Site;
  let firefox: Firefox;
  const sinks: Sink[] = [];
  beforeAll(async () => {
    const script = ourScript().then((code) => startSite(new Map([['ours', code]])));
    [server, site, firefox] = await Promise.all([startTemporary(), script, startFirefox()]);
  });
  afterAll(async () => {
    await firefox?.stop();
    for (const sink of sinks) await sink.close();
    await site?.close();
    await server?.close();
  });

  async function prepare(service: string): Promise<{ sink: Sink; address: string }> {
    const sink = await startSink(server.url);
    sinks.push(sink);
    // They share a browser: with storages of their own, none waits for another.
    return { sink, address: site.page('ours', ourOptions(sink.url, service, { storageName: service })) };
  }

  it.concurrent.each(PLAYS)('%s: %d events arrive, each once', async (name, events, play) => {
    const { sink, address } = await prepare(name);
    const open = (): Promise<FirefoxPage> => firefox.open(address);
    await play({ page: await open(), service: name, sink, elsewhere: site.elsewhere, open });
    expect(await arrival(server.url, name, events)).toEqual(RIGHT);
    expect(sink.preflights).toBe(0);
  });

  it.concurrent('no answer, killed 1 s after the events, reopen: 20 events arrive, each once', async () => {
    const { sink, address } = await prepare('killed');
    const home = temporaryFolder('firefox');
    sink.misbehave(() => 'hang');
    const doomed = await startFirefox('light', home);
    const page = await doomed.open(address);
    await page.evaluate('emit(1, 20)');
    await pause(1000);
    await doomed.kill();
    sink.misbehave();
    const again = await startFirefox('light', home);
    await again.open(address);
    expect(await arrival(server.url, 'killed', 20)).toEqual(RIGHT);
    await again.stop();
    removeFolder(home);
  });
});

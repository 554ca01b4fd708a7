/** The table of delivery in Debian's Firefox ESR, as far as it can be driven: `navigator.onLine` cannot, so the receiver goes away instead. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYS } from './delivery/firefox-plays.ts';
import { arrival, ourOptions, ourScript, RIGHT } from './delivery/ours.ts';
import { type Site, startSite } from './delivery/site.ts';
import { type Firefox, type FirefoxPage, startFirefox } from './kit/firefox.ts';
import { removeFolder, temporaryFolder } from './kit/guard.ts';
import { has } from './kit/peers.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { type Sink, startSink } from './kit/sink.ts';

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
    await play({ page: await open(), sink, elsewhere: site.elsewhere, open });
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

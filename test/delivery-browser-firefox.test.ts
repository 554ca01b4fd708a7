/**
 * The table of delivery with the whole SDK in Debian's Firefox ESR, as far as it can be driven over WebDriver BiDi. What cannot: `navigator.onLine`,
 * so the receiver goes away instead; a tab that is closed at the moment in which something happens, as a busy machine's Firefox ends its process before
 * it has sent anything, so it is closed once the events are stored. It has no layout shifts, long tasks or long animation frames to tell of.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_BROWSER_WEB_VITAL, EVENT_EXCEPTION, EVENT_SESSION_START } from '../packages/api/src/semconv/index.ts';
import { type Play, PLAYS } from './delivery/firefox-plays.ts';
import { RIGHT } from './delivery/ours.ts';
import { type Site, startSite } from './delivery/site.ts';
import { arrivalOfWhole, sentBeside, wholeOptions, wholeScript } from './delivery/whole.ts';
import { type Firefox, type FirefoxPage, startFirefox } from './kit/firefox.ts';
import { has } from './kit/peers.ts';
import { startTemporary, type TemporaryServer } from './kit/server.ts';
import { type Sink, startSink } from './kit/sink.ts';

/** Name of the storage of every client that is not told another. */
const STORAGE = 'sightglass';

describe.runIf(has('firefox', 'delivery of the whole SDK in Firefox'))('with everything running, in Firefox', () => {
  let server: TemporaryServer;
  let firefox: Firefox;
  let script: string;
  const sinks: Sink[] = [];
  const sites: Site[] = [];
  const services = new Map<string, string>();
  beforeAll(async () => {
    [server, firefox, script] = await Promise.all([startTemporary(), startFirefox(), wholeScript()]);
  });
  afterAll(async () => {
    await firefox?.stop();
    for (const sink of sinks) await sink.close();
    for (const site of sites) await site.close();
    await server?.close();
  });

  async function playOne(name: string, events: number, play: (on: Play) => Promise<void>): Promise<void> {
    // Another attempt finds nothing of those before.
    const before = services.get(name);
    const service = before === undefined ? name : `${before}, again`;
    services.set(name, service);
    // They share a browser: with origins of their own, none finds what another has stored.
    const [sink, site] = await Promise.all([startSink(server.url), startSite(new Map([['ours', script]]))]);
    sinks.push(sink);
    sites.push(site);
    const address = site.page('ours', wholeOptions(sink.url, service));
    const open = (): Promise<FirefoxPage> => firefox.open(address);
    await play({ page: await open(), storageName: STORAGE, sink, elsewhere: site.elsewhere, open });
    expect(await arrivalOfWhole(server.url, service, events)).toEqual(RIGHT);
    expect(sink.preflights).toBe(0);
  }

  // One at a time: a page that is left has little time for what it still does, and less while other pages begin. Where other programs take all
  // processors, Firefox ends the page's process before what it wrote and sent is out of it; then it is tried again.
  const isLeft = ([name]: (typeof PLAYS)[number]): boolean => name.startsWith('navigate at once');
  it.each(PLAYS.filter(isLeft))('%s: %d events arrive, each once', { retry: 3 }, playOne);
  it.concurrent.each(PLAYS.filter((one) => !isLeft(one)))('%s: %d events arrive, each once', playOne);

  it('what was seen besides is there, once, and the recording has no gap', async () => {
    const { names, twice, recordings } = await sentBeside(server.url, services.get('503 for 5 s, wait') ?? '', 1);
    expect(names).toEqual(expect.arrayContaining([EVENT_SESSION_START, EVENT_EXCEPTION, EVENT_BROWSER_WEB_VITAL]));
    expect(twice).toEqual([]);
    for (const { seqs, missing } of recordings) {
      expect([seqs, missing]).toEqual([Array.from(seqs, (_, at) => at), []]);
    }
  });
});

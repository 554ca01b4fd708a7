/**
 * The table of delivery with the whole SDK in Debian's Firefox ESR, as far as it can be driven over WebDriver BiDi. What cannot: `navigator.onLine`,
 * so the receiver goes away instead. It has no layout shifts, long tasks or long animation frames to tell of.
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

describe.runIf(has('firefox', 'delivery of the whole SDK in Firefox'))('with everything running, in Firefox', () => {
  let server: TemporaryServer;
  let firefox: Firefox;
  let script: string;
  const sinks: Sink[] = [];
  const sites: Site[] = [];
  beforeAll(async () => {
    [server, firefox, script] = await Promise.all([startTemporary(), startFirefox(), wholeScript()]);
  });
  afterAll(async () => {
    await firefox?.stop();
    for (const sink of sinks) await sink.close();
    for (const site of sites) await site.close();
    await server?.close();
  });

  async function playOne(service: string, events: number, play: (on: Play) => Promise<void>): Promise<void> {
    // They share a browser: with origins of their own, none finds what another has stored.
    const [sink, site] = await Promise.all([startSink(server.url), startSite(new Map([['ours', script]]))]);
    sinks.push(sink);
    sites.push(site);
    const address = site.page('ours', wholeOptions(sink.url, service));
    const open = (): Promise<FirefoxPage> => firefox.open(address);
    await play({ page: await open(), sink, elsewhere: site.elsewhere, open });
    expect(await arrivalOfWhole(server.url, service, events)).toEqual(RIGHT);
    expect(sink.preflights).toBe(0);
  }

  // Firefox stops what a page does as it is left, somewhere within the first 25 ms of that: once is no proof.
  const leaving = PLAYS.filter(([name]) => name.includes('at once'));
  const again = [2, 3, 4].flatMap((time) =>
    leaving.map(([name, events, play]) => [`${name}, time ${time}`, events, play] as const),
  );
  it.concurrent.each([...PLAYS, ...again])('%s: %d events arrive, each once', playOne);

  it('what was seen besides is there, once, and the recording has no gap', async () => {
    const { names, twice, recordings } = await sentBeside(server.url, '503 for 5 s, wait', 1);
    expect(names).toEqual(expect.arrayContaining([EVENT_SESSION_START, EVENT_EXCEPTION, EVENT_BROWSER_WEB_VITAL]));
    expect(twice).toEqual([]);
    for (const { seqs, missing } of recordings) {
      expect([seqs, missing]).toEqual([Array.from(seqs, (_, at) => at), []]);
    }
  });
});

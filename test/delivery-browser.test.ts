/** The table of delivery with the whole SDK in the page: errors, spans, log records, vitals and a recording at once; Debian's Chromium, a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_BROWSER_WEB_VITAL, EVENT_EXCEPTION, EVENT_SESSION_START } from '../packages/api/src/semconv/index.ts';
import { CASES, type DeliveryCase } from './delivery/cases.ts';
import { RIGHT } from './delivery/ours.ts';
import { type Scene, startScene } from './delivery/scene.ts';
import type { Stage } from './delivery/stage.ts';
import { arrivalOfWhole, sentBeside, wholeOptions, wholeScript } from './delivery/whole.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ script: wholeScript, options: wholeOptions });
});
afterAll(() => scene?.close());

/** Beside those that it is told of the SDK sends a page's own events, and a recording every five seconds. */
const MOST_REQUESTS = 6;
/**
 * Chromium gives a page that is left half a second for what it still does, and a machine on which ten other pages begin at that moment gives it
 * less: one at a time, as people leave pages.
 */
const LEAVES = new Set(['navigate at once', 'close the tab']);

describe('with everything running', () => {
  const stages = new Map<string, { service: string; stage: Stage }>();

  async function play(one: DeliveryCase): Promise<void> {
    // A second attempt finds nothing of the first.
    const service = stages.has(one.name) ? `${one.name}, again` : one.name;
    const stage = await scene.stageFor(service);
    stages.set(one.name, { service, stage });
    await one.play(stage);
    expect(await arrivalOfWhole(scene.server, service, one.events)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
    expect(stage.sink.preflights).toBe(0);
  }

  it.each(CASES.filter(({ name }) => LEAVES.has(name)))('$name: $events events arrive, each once', play);
  it.concurrent.each(CASES.filter(({ name }) => !LEAVES.has(name)))('$name: $events events arrive, each once', play);

  it('1,000 in a loop take few requests', () => {
    const { stage } = stages.get('1,000 in a loop') ?? {};
    expect(stage?.sink.received.length).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  // Pages that are left or killed at once have hardly begun to be recorded.
  const recorded = ['nothing special', '503 for 5 s, wait', '503 for 5 s, reload', 'offline for 4 s, back'];
  it.each(recorded)('$0: what was seen besides is there, once, and the recording has no gap', async (name) => {
    const { service = '' } = stages.get(name) ?? {};
    const { names, twice, recordings } = await sentBeside(scene.server, service, name.endsWith('reload') ? 2 : 1);
    expect(names).toEqual(expect.arrayContaining([EVENT_SESSION_START, EVENT_EXCEPTION, EVENT_BROWSER_WEB_VITAL]));
    expect(twice).toEqual([]);
    for (const { seqs, missing } of recordings) {
      expect([seqs, missing]).toEqual([Array.from(seqs, (_, at) => at), []]);
    }
  });
});

/** What a page tells of arrives, whatever comes in between: Debian's Chromium, the client of `@sightglass/otlp`, a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES } from './delivery/cases.ts';
import { arrival, RIGHT, storedEvents } from './delivery/ours.ts';
import { type Scene, startScene } from './delivery/scene.ts';
import type { Stage } from './delivery/stage.ts';
import { until } from './kit/until.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene?.close());

/** What else is to be seen of some of the cases. */
const ALSO: Readonly<Record<string, (stage: Stage) => void | Promise<void>>> = {
  async 'connection cut after the body, twice'({ sink }) {
    const [first, ...again] = await until(20_000, () => (sink.received.length > 2 ? sink.received : undefined));
    for (const { text, query } of again) {
      expect([query.get('batch'), text]).toEqual([first?.query.get('batch'), first?.text]);
    }
    const attempts = sink.received.map(({ query }) => Number(query.get('sent_at')));
    expect(new Set(attempts).size).toBe(attempts.length);
  },
  '429, Retry-After 2 s'({ sink }) {
    const [first = 0, second = 0] = sink.received.map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(1990);
  },
  '1,000 in a loop'({ sink }) {
    expect(sink.received.length).toBeLessThanOrEqual(3);
  },
};

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('with default settings', () => {
  const stages = new Map<string, Stage>();

  it.concurrent.each(CASES)('$name: $events events arrive, each once', async ({ name, events, play }) => {
    const stage = await scene.stageFor(name);
    stages.set(name, stage);
    await play(stage);
    expect(await arrival(scene.server, name, events)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
    expect(stage.sink.preflights).toBe(0);
    await ALSO[name]?.(stage);
  });

  it('each has an id of its own, and none has come again since', async () => {
    for (const { name, events } of CASES) {
      const uids = (await storedEvents(scene.server, name)).map(({ uid }) => uid);
      expect([name, uids.length, new Set(uids).size]).toEqual([name, events, events]);
      expect(uids.filter((uid) => !UUID_V7.test(uid))).toEqual([]);
    }
  });

  it('what was taken is not sent again', () => {
    // They are long done, and their pages are still open.
    for (const name of ['nothing special', 'offline for 4 s, back']) {
      expect([name, stages.get(name)?.sink.received.length]).toEqual([name, 1]);
    }
  });
});

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

describe('with default settings', () => {
  it.concurrent.each(CASES)('$name: $events events arrive, each once', async ({ name, events, play }) => {
    const stage = await scene.stageFor(name);
    await play(stage);
    expect(await arrival(scene.server, name, events)).toEqual(RIGHT);
    expect(stage.thrown).toEqual([]);
    expect(stage.sink.preflights).toBe(0);
    await ALSO[name]?.(stage);
  });

  it('nothing has come again since', async () => {
    for (const { name, events } of CASES) {
      const uids = (await storedEvents(scene.server, name)).map(({ uid }) => uid);
      expect([name, uids.length, new Set(uids).size]).toEqual([name, events, events]);
    }
  });
});

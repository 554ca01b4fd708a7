/** What server and client promise together: once, in time, and to other receivers, too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTR_SIGHTGLASS_CLOCK_SHIFT } from '../packages/api/src/semconv/index.ts';
import { CASES } from './delivery/cases.ts';
import { CLOCK } from './delivery/clock.ts';
import { arrival, RIGHT, storedEvents } from './delivery/ours.ts';
import { type Scene, startScene } from './delivery/scene.ts';
import { type Collector, collectorPrograms, startCollector } from './kit/collector.ts';
import { first } from './kit/sink.ts';
import { until } from './kit/until.ts';

const programs = await collectorPrograms('pages that send to a Collector');
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene?.close());

const HOUR_MS = 3_600_000;

describe('the clock of a page', () => {
  it.each([5, -7])('that is %d hours off is corrected, and what was corrected says so', async (hours) => {
    const service = `clock off by ${hours}`;
    const stage = await scene.stageFor(service, { before: `window.name = '${hours}'; ${CLOCK}` });
    const page = await stage.context.newPage();
    await page.goto(stage.page);
    const beginMs = Date.now();
    await page.evaluate('emit(1, 20)');
    expect(await arrival(scene.server, service, 20)).toEqual(RIGHT);
    for (const { timeMs, attributes } of await storedEvents(scene.server, service)) {
      expect(timeMs).toBeGreaterThan(beginMs - 60_000);
      expect(timeMs).toBeLessThan(Date.now() + 60_000);
      const shiftMs = Number(attributes[ATTR_SIGHTGLASS_CLOCK_SHIFT]);
      expect(Math.abs(shiftMs + hours * HOUR_MS)).toBeLessThan(60_000);
    }
  });
});

describe.runIf(programs !== undefined)('a Collector in between', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector(programs!, scene.server);
  });
  afterAll(() => collector?.stop());

  const names = ['nothing special', 'navigate at once', 'close the tab', '429, Retry-After 2 s'];
  it.concurrent.each(CASES.filter(({ name }) => names.includes(name)))(
    'is given everything, as any receiver wants it: $name',
    async ({ name, events, play }) => {
      const service = `collector: ${name}`;
      const stage = await scene.stageFor(service, { target: collector.url, isSightglass: false });
      await play(stage);
      expect(await arrival(scene.server, service, events)).toEqual(RIGHT);
      expect(stage.thrown).toEqual([]);
      for (const { headers, query } of stage.sink.received) {
        expect([headers['content-type'], [...query.keys()]]).toEqual(['application/json', []]);
      }
    },
  );
});

it('a batch that was stored, but never answered, is not stored again by a server that was killed', async () => {
  const stage = await scene.stageFor('killed server', { script: first(1, 'cut') });
  const page = await stage.context.newPage();
  await page.goto(stage.page);
  await page.evaluate('emit(1, 20)');
  // Cut once the server has answered: from here on it is on its disk.
  const before = await until(20_000, () => stage.sink.received.at(0));
  stage.sink.misbehave(() => ({ status: 503 }));
  await scene.killServer();
  const attempts = stage.sink.received.length;
  stage.sink.misbehave();
  const after = await until(30_000, () => stage.sink.received.at(attempts), 'another attempt');
  expect([after.query.get('batch'), after.text]).toEqual([before.query.get('batch'), before.text]);
  await page.evaluate('emit(21, 1)');
  expect(await arrival(scene.server, 'killed server', 21)).toEqual(RIGHT);
});

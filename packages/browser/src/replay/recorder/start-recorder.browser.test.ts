// What a recording does as minutes go by, on a clock that is turned by hand; the recorder and the page are real.
import type { EventType } from '@rrweb/types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { record, type RecordingPage } from '../../../test/recording-page.ts';
import { resolveReplayOptions } from '../options.ts';
import { startRecorder } from './start-recorder.ts';
import { FULL_SNAPSHOT, META } from './rrweb-values.ts';

interface Recorded {
  readonly type: EventType;
  readonly timestamp: number;
}

const MINUTE = 60_000;
const field = document.createElement('input');
let stop = (): void => {};

beforeEach(() => {
  // A page that always has nothing else to do.
  vi.stubGlobal('requestIdleCallback', (run: () => void) => setTimeout(run));
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  document.body.className = '';
  field.remove();
});

/** Lets the recorder do what it does when the page has nothing else to do. */
async function settle(): Promise<void> {
  for (let n = 0; n < 2; n++) await new Promise((resolve) => setTimeout(resolve));
}

async function begin(isWaiting: boolean): Promise<{
  pass: (ms: number) => Promise<void>;
  mark: (name: string) => Promise<void>;
  act: () => Promise<void>;
  send: () => void;
  recorded: () => Promise<Recorded[]>;
  now: () => number;
}> {
  let time = 1_800_000_000_000;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const page = record(
    { name: 'none', start() {} },
    { now: () => time, after: (ms, run) => void timers.push({ at: time + ms, run }) },
  );
  document.body.append(field);
  const session = { id: 'session', isSampled: true };
  const recorder = startRecorder(page, resolveReplayOptions({}), { session, isWaiting });
  stop = () => {
    recorder.stop();
    page.stop();
  };
  await settle();
  return {
    async pass(ms) {
      const end = time + ms;
      for (;;) {
        const [due] = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        time = Math.max(time, due.at);
        due.run();
        await settle();
      }
      time = end;
    },
    async mark(name) {
      document.body.className = name;
      await settle();
      document.body.className = '';
      await settle();
    },
    async act() {
      field.value += 'x';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await settle();
    },
    send: () => recorder.send(),
    recorded: () => recordedBy(page),
    now: () => time,
  };
}

/** All that was sent, once the page is left. */
async function recordedBy(page: RecordingPage): Promise<Recorded[]> {
  page.emit('leave', undefined);
  const bodies = page.named('sightglass.replay.chunk').map(({ body }) => String(body));
  const texts = bodies.map(async (body) => {
    if (body.startsWith('[')) return body;
    const packed = await fetch(`data:application/gzip;base64,${body}`);
    return new Response(packed.body?.pipeThrough(new DecompressionStream('gzip'))).text();
  });
  return (await Promise.all(texts)).flatMap((text) => JSON.parse(text) as Recorded[]);
}

const snapshots = (events: readonly Recorded[]): number => events.filter(({ type }) => type === FULL_SNAPSHOT).length;

it('what waits for an error keeps the last minute whole, and little before it', async () => {
  const { pass, mark, send, recorded, now } = await begin(true);
  for (const name of ['first', 'second', 'third', 'fourth']) {
    await pass(1000);
    await mark(name);
    await pass(75_000);
  }
  expect(await recorded()).toEqual([]);
  send();
  const events = await recorded();
  const text = JSON.stringify(events);
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual([META, FULL_SNAPSHOT]);
  expect(['first', 'second', 'fourth'].map((name) => text.includes(`"class":"${name}"`))).toEqual([false, false, true]);
  const keptMs = now() - (events[0]?.timestamp ?? 0);
  expect(keptMs).toBeGreaterThanOrEqual(MINUTE);
  expect(keptMs).toBeLessThanOrEqual(3 * MINUTE);
});

it('a recording can be played from its middle: every five minutes it begins anew', async () => {
  const { pass, mark, act, recorded } = await begin(false);
  for (let minute = 0; minute < 12; minute++) {
    await mark(`minute${minute}`);
    await act();
    await pass(MINUTE);
  }
  const events = await recorded();
  expect(snapshots(events)).toBe(3);
  for (let minute = 0; minute < 12; minute++) expect(JSON.stringify(events)).toContain(`"class":"minute${minute}"`);
});

it('nothing is recorded while nobody does anything for five minutes; when somebody is back it begins anew', async () => {
  const { pass, mark, recorded } = await begin(false);
  await mark('here');
  await pass(6 * MINUTE);
  await mark('alone');
  await pass(20 * MINUTE);
  dispatchEvent(new Event('pointermove'));
  await settle();
  await mark('back');
  const events = await recorded();
  const text = JSON.stringify(events);
  expect(['here', 'alone', 'back'].map((name) => text.includes(`"class":"${name}"`))).toEqual([true, false, true]);
  expect(events.at(-1)?.timestamp).toBeGreaterThan((events[0]?.timestamp ?? 0) + 25 * MINUTE);
  expect(events.findLast(({ type }) => type === FULL_SNAPSHOT)?.timestamp).toBe(events.at(-1)?.timestamp);
});

it('a recording ends after an hour, and says so', async () => {
  const { pass, mark, act, recorded } = await begin(false);
  for (let minute = 0; minute < 62; minute++) {
    await act();
    await pass(MINUTE);
  }
  await mark('later');
  const text = JSON.stringify(await recorded());
  expect(text).toContain('sightglass.replay.stopped');
  expect(text).not.toContain('later');
});

import type { Page } from 'playwright';
import { first, lasting, type Sink } from '../kit/sink.ts';
import { until } from '../kit/until.ts';
import type { OwnBrowser } from './own-browser.ts';
import type { Stage } from './stage.ts';

/** Something that happens to a page that has told of events, numbered from 1 on. */
export interface DeliveryCase {
  readonly name: string;
  readonly events: number;
  /** Resolves when nothing more happens to it; what arrives from then on, arrives by itself. */
  readonly play: (stage: Stage) => Promise<void>;
}

async function open({ page: address, ...stage }: Stage, context = stage.context): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** How long a client may take to store what it was told, and then some. */
const STORED_MS = 500;

const asked = ({ received }: Sink): Promise<true> =>
  until(20_000, () => (received.length > 0 ? true : undefined), 'a request');

/** Everything that can come between an event and its receiver, in the order of the table that the benchmark prints. */
export const CASES: readonly DeliveryCase[] = [
  {
    name: 'nothing special',
    events: 20,
    async play(stage) {
      await (await open(stage)).evaluate('emit(1, 20)');
    },
  },
  {
    name: 'navigate at once',
    events: 20,
    async play(stage) {
      const page = await open(stage);
      await page.evaluate(`emit(1, 20); location.href = ${JSON.stringify(stage.elsewhere)}; undefined`);
      await page.waitForURL(stage.elsewhere);
    },
  },
  {
    name: 'close the tab',
    events: 20,
    async play(stage) {
      const page = await open(stage);
      await page.evaluate('emit(1, 20)');
      await page.close();
    },
  },
  {
    name: '503 for 5 s, wait',
    events: 20,
    async play(stage) {
      stage.sink.misbehave(lasting(5000, { status: 503 }));
      await (await open(stage)).evaluate('emit(1, 20)');
      await asked(stage.sink);
    },
  },
  {
    name: '503 for 5 s, reload',
    events: 20,
    async play(stage) {
      stage.sink.misbehave(lasting(5000, { status: 503 }));
      const page = await open(stage);
      await page.evaluate('emit(1, 20)');
      await asked(stage.sink);
      await page.reload();
      await again(stage, page);
    },
  },
  {
    name: 'offline for 4 s, back',
    events: 20,
    async play(stage) {
      const page = await open(stage);
      await stage.context.setOffline(true);
      await page.evaluate('emit(1, 20)');
      await pause(4000);
      await stage.context.setOffline(false);
    },
  },
  {
    name: 'offline, close, reopen online',
    events: 20,
    play: (stage) =>
      restarted(stage, async (own) => {
        const page = await open(stage, own.context);
        await own.context.setOffline(true);
        await page.evaluate('emit(1, 20)');
        await pause(STORED_MS);
        await own.close();
      }),
  },
  {
    name: 'connection cut after the body, twice',
    events: 20,
    async play(stage) {
      stage.sink.misbehave(first(2, 'cut'));
      await (await open(stage)).evaluate('emit(1, 20)');
      await asked(stage.sink);
    },
  },
  {
    name: '429, Retry-After 2 s',
    events: 20,
    async play(stage) {
      stage.sink.misbehave(first(1, { status: 429, headers: { 'retry-after': '2' } }));
      await (await open(stage)).evaluate('emit(1, 20)');
      await asked(stage.sink);
    },
  },
  {
    name: 'no answer, killed 1 s after the events, reopen',
    events: 20,
    play: (stage) =>
      restarted(stage, async (own) => {
        stage.sink.misbehave(() => 'hang');
        const page = await open(stage, own.context);
        await page.evaluate('emit(1, 20)');
        await pause(1000);
        await own.kill();
        stage.sink.misbehave();
      }),
  },
  {
    name: '1,000 in a loop',
    events: 1000,
    async play(stage) {
      await (await open(stage)).evaluate('emit(1, 1000)');
    },
  },
];

/** A page that is opened again tells of something where the library needs that to begin. */
async function again({ greets }: Stage, page: Page): Promise<void> {
  if (greets) await page.evaluate('emit(0, 1)');
}

/** Plays a scene in a browser with a profile, which ends there, and opens its page again in the next one. */
async function restarted(stage: Stage, scene: (own: OwnBrowser) => Promise<void>): Promise<void> {
  await scene(await stage.startOwnBrowser());
  const { context } = await stage.startOwnBrowser();
  await again(stage, await open(stage, context));
}

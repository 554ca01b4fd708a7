import { setTimeout as pause } from 'node:timers/promises';
import type { FirefoxPage } from '../kit/firefox.ts';
import { first, lasting, type Sink } from '../kit/sink.ts';
import { until } from '../kit/until.ts';

const asked = ({ received }: Sink): Promise<true> =>
  until(20_000, () => (received.length > 0 ? true : undefined), 'a request');
/** Says something to a page that is gone before it can answer. */
const tell = (page: FirefoxPage, expression: string): Promise<void> =>
  page.evaluate(expression).then(
    () => undefined,
    () => undefined,
  );

/** Where one of them plays. */
export interface Play {
  readonly page: FirefoxPage;
  readonly sink: Sink;
  readonly elsewhere: string;
  /** Opens the page in a new tab. */
  readonly open: () => Promise<FirefoxPage>;
}

/** The table of delivery as far as Firefox can be driven: name, how many events the page tells of, and what happens to it. */
export const PLAYS: readonly (readonly [name: string, events: number, play: (on: Play) => Promise<void>])[] = [
  ['nothing special', 20, ({ page }) => page.evaluate('emit(1, 20)')],
  [
    'navigate at once',
    20,
    ({ page, elsewhere }) => tell(page, `(emit(1, 20), location.href = ${JSON.stringify(elsewhere)}, 0)`),
  ],
  [
    'close the tab at once',
    20,
    async ({ page }) => {
      await page.evaluate('emit(1, 20)');
      await page.close();
    },
  ],
  [
    '503, close the tab at once, come back',
    20,
    async ({ page, sink, open }) => {
      sink.misbehave(() => ({ status: 503 }));
      // A page that is ended in its first second may not get a `localStorage` that it has not used before.
      await page.evaluate('(localStorage.length, emit(1, 20))');
      await page.close();
      // Its last request is refused, too.
      await asked(sink);
      sink.misbehave();
      await open();
    },
  ],
  [
    'navigate at once while there is 503, come back',
    20,
    async ({ page, sink, elsewhere, open }) => {
      sink.misbehave(() => ({ status: 503 }));
      await tell(page, `(emit(1, 20), location.href = ${JSON.stringify(elsewhere)}, 0)`);
      await asked(sink);
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
    '503 for 5 s, reload at once',
    20,
    async ({ page, sink }) => {
      sink.misbehave(lasting(5000, { status: 503 }));
      await tell(page, '(emit(1, 20), location.reload(), 0)');
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

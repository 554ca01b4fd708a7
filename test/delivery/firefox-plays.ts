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

/** Asks a page whether a client has stored anything, without making the database that it asks for. */
const isStored = (name: string): string => `(async () => {
  if (!(await indexedDB.databases()).some((one) => one.name === ${JSON.stringify(name)})) return false;
  const result = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  const database = await result(indexedDB.open(${JSON.stringify(name)}));
  try {
    return (await result(database.transaction('batches').objectStore('batches').count())) > 0;
  } finally {
    database.close();
  }
})()`;

const stored = (page: FirefoxPage, name: string): Promise<true> =>
  until(20_000, async () => ((await page.evaluate(isStored(name))) === true ? true : undefined), 'events stored');

/** Where one of them plays. */
export interface Play {
  readonly page: FirefoxPage;
  /** Name of the storage of its library. */
  readonly storageName: string;
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
    // A busy machine's Firefox ends the process of a tab before it has sent what it sends at its end: what is stored comes at the next visit.
    '503, close the tab once they are stored, come back',
    20,
    async ({ page, storageName, sink, open }) => {
      sink.misbehave(() => ({ status: 503 }));
      await page.evaluate('emit(1, 20)');
      await stored(page, storageName);
      await page.close();
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
      await until(
        20_000,
        async () => ((await page.evaluate('typeof emit')) === 'undefined' ? true : undefined),
        'another page',
      );
      await open();
      // A busy machine's Firefox may have sent nothing as the page was left; whatever came has been refused by now.
      await asked(sink);
      sink.misbehave();
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
    '503 for 5 s, reload',
    20,
    async ({ page, storageName, sink }) => {
      sink.misbehave(lasting(5000, { status: 503 }));
      await page.evaluate('emit(1, 20)');
      await asked(sink);
      // The first request may be of something else: what a page says while it is left is refused as well, and nothing asks it again.
      await stored(page, storageName);
      await tell(page, '(location.reload(), 0)');
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

// A scripted visit, recorded in a real browser, sent to a real server, and played from what the server answers.
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { type Sink, startSink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { chunksIn, textsIn, type CameEvent } from './replay/recorded.ts';
import { shapeOf } from './replay/shape.ts';
import { type Site, startSite } from './replay/site.ts';
import { FRAME_PAGE, SECRETS, STEPS, VISIT_PAGE } from './replay/visit.ts';

let server: TemporaryServer;
let sink: Sink;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startTemporary(), launchChromium()]);
  [sink, site] = await Promise.all([
    startSink(server.url),
    startSite({
      '/visit': { html: VISIT_PAGE },
      '/frame': { html: FRAME_PAGE },
      '/player': {
        html: '<!doctype html><html><body><div id="player"></div><script src="/sg/player.js"></script></body></html>',
      },
    }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), sink.close()]);
  await server.close();
});

/** Opens a page with the SDK in it, which records. */
async function openRecorded(path: string, options: object = {}): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(site.url + path);
  await page.evaluate(
    `sightglass.begin(${JSON.stringify({ endpoint: sink.url, options: { sampleRatio: 1, ...options } })})`,
  );
  return page;
}

interface Answer {
  items: { seq: number; events: CameEvent[] }[];
  next: number | null;
  missing: number[];
  broken: unknown[];
}

/** What the server answers of a session's only recording. */
async function answerOf(sessionId: string): Promise<CameEvent[]> {
  await server.store.flush();
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1/sessions/${sessionId}${path}`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { replays } = await ask<{ replays: { replayId: string }[] }>('');
  expect(replays).toHaveLength(1);
  const events: CameEvent[] = [];
  for (let after: number | null | undefined; after !== null;) {
    const answer: Answer = await ask(
      `/replay?replay=${replays[0]?.replayId}${after === undefined ? '' : `&after=${after}`}`,
    );
    expect([answer.missing, answer.broken]).toEqual([[], []]);
    events.push(...answer.items.flatMap((item) => item.events));
    after = answer.next;
  }
  return events;
}

describe('a visit', () => {
  const shapes: { time: number; lines: string[] }[] = [];
  let events: CameEvent[] = [];

  beforeAll(async () => {
    const page = await openRecorded(`/visit?key=${SECRETS['token in the address']}`, { iframes: true });
    await until(20_000, () => chunksIn(sink.received).some(({ isSnapshot }) => isSnapshot) || undefined, 'a snapshot');
    await page.evaluate(`globalThis.secrets = ${JSON.stringify(SECRETS)};
      globalThis.tick = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 250))))`);
    for (const step of STEPS) {
      await page.evaluate(`(async () => { ${step}; await tick(); })()`);
      shapes.push(await page.evaluate(`({ time: Date.now(), lines: (${String(shapeOf)})(document) })`));
      await page.evaluate('tick()');
    }
    const sessionId = await page.evaluate<string>('sightglass.sessionId()');
    await page.evaluate(`document.body.className = 'the-end'; tick()`);
    await page.close();
    events = await until(30_000, async () => {
      const all = await answerOf(sessionId);
      return JSON.stringify(all).includes('the-end') ? all : undefined;
    });
  });

  it('[RU-03] is shown as it was at ten checkpoints, masked parts aside', async () => {
    const player = await browser.newPage();
    await player.goto(`${site.url}/player`);
    await player.evaluate((events) => {
      const { Replayer } = globalThis as unknown as { Replayer: new (events: unknown, config: object) => object };
      Object.assign(globalThis, {
        replayer: new Replayer(events, {
          root: document.getElementById('player'),
          UNSAFE_replayCanvas: false,
          showWarning: false,
        }),
      });
    }, events as unknown[]);
    const [first] = events;
    for (const { time, lines } of shapes) {
      await player.evaluate(`replayer.pause(${time - (first?.timestamp ?? 0)})`);
      const played = await until(5000, async () => {
        const seen = await player.evaluate<string[]>(`(${String(shapeOf)})(replayer.iframe.contentDocument)`);
        return JSON.stringify(seen) === JSON.stringify(lines) ? seen : undefined;
      }).catch(() => player.evaluate<string[]>(`(${String(shapeOf)})(replayer.iframe.contentDocument)`));
      expect(played).toEqual(lines);
    }
    await player.close();
  });

  it('sends none of what nobody may know, however it is written', async () => {
    const texts = [...sink.received.map(({ text }) => text), ...textsIn(chunksIn(sink.received))];
    const all = texts.join('\n');
    expect(all).toContain('Seen by all.');
    const found = Object.entries(SECRETS).filter(([, secret]) => formsOf(secret).some((form) => all.includes(form)));
    expect(found).toEqual([]);
  });
});

/** A secret as text, in JSON, in an address, in UTF-16, in base64 at each of its three places, backwards. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // The first and last characters also depend on what stands around it.
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  const utf16 = Buffer.from(secret, 'utf16le');
  return [
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret),
    Array.from(secret, (char) => `%${char.codePointAt(0)?.toString(16)}`).join(''),
    Array.from(secret, (char) => `\\u${char.codePointAt(0)?.toString(16).padStart(4, '0')}`).join(''),
    utf16.toString('latin1'),
    utf16.toString('base64').slice(0, -4),
    bytes.toString('hex'),
    Array.from(secret).reverse().join(''),
    ...inBase64,
  ];
}

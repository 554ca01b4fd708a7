/** What visitors did, as the OTLP/JSON bodies of their pages, with known answers; one visit is recorded in a real browser. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { bundlePage } from '../scripts/bundle-page.mjs';
import { nano, resource, text } from './kit/population/otlp.ts';

/** An event as rrweb writes it. */
export interface Recorded {
  type: number;
  timestamp: number;
  data?: unknown;
}

const UA =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** UUIDv7 of a time, the same for the same number. */
export function uuidAt(epochMs: number, number: number): string {
  const time = epochMs.toString(16).padStart(12, '0');
  const rest = number.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

type Values = Readonly<Record<string, string | number | boolean>>;

const attributesOf = (values: Values): object[] =>
  Object.entries(values).map(([key, value]) => {
    if (typeof value === 'string') return text(key, value);
    if (typeof value === 'boolean') return { key, value: { boolValue: value } };
    return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } };
  });

/** One record of a page. */
export function event(session: string, atMs: number, name: string, values: Values, more: object = {}): object {
  return {
    timeUnixNano: nano(atMs),
    observedTimeUnixNano: nano(atMs),
    severityNumber: 9,
    eventName: name,
    attributes: attributesOf({
      'session.id': session,
      'log.record.uid': `${session} ${name} ${atMs} ${Object.values(values).join()}`,
      ...values,
    }),
    ...more,
  };
}

/** Records of a web page, as its SDK would send them. */
export function pageBody(records: readonly object[]): object {
  const more = { 'telemetry.sdk.language': 'webjs', 'user_agent.original': UA };
  return {
    resourceLogs: [
      {
        resource: resource('storefront-web', more),
        scopeLogs: [{ scope: { name: '@sightglass/browser/replay', version: '1' }, logRecords: records }],
      },
    ],
  };
}

/** Events of a recording as chunks: one for each list, gzip in base64. */
export function chunks(session: string, replay: string, lists: readonly (readonly Recorded[])[]): object[] {
  return lists.map((events, seq) => {
    const first = events[0]?.timestamp ?? 0;
    const last = events.at(-1)?.timestamp ?? first;
    const values = {
      'sightglass.replay.id': replay,
      'sightglass.replay.seq': seq,
      'sightglass.replay.first_ts': first,
      'sightglass.replay.last_ts': last,
      'sightglass.replay.events': events.length,
      'sightglass.replay.full_snapshot': events.some(({ type }) => type === 2),
    };
    const body = { stringValue: gzipSync(JSON.stringify(events)).toString('base64') };
    return event(session, last, 'sightglass.replay.chunk', values, { body });
  });
}

const SHOP = `
  <style>body { font: 16px sans-serif; margin: 24px } .item { padding: 8px; border-bottom: 1px solid #ccc } button { padding: 8px 16px }</style>
  <h1>Shop</h1>
  <div style="background: rgb(232, 240, 255); padding: 16px"><p id="offer">Two for one</p></div>
  <ul id="items"></ul>
  <input id="name" placeholder="Name">
  <button id="pay">Pay now</button>
  <p id="state">Waiting</p>`;

/**
 * Records a visit to a small shop in a real browser: pointer, typing, a list that grows, and an answer.
 *
 * @returns its events before and after the moment at which the visitor paid, as rrweb wrote them.
 */
export async function recordVisit(browser: Browser): Promise<{ before: Recorded[]; after: Recorded[] }> {
  const program = await bundlePage(
    `import { record } from '@rrweb/record';
     globalThis.recorded = [];
     record({ emit: (event) => recorded.push(event), maskAllInputs: true });`,
    { from: new URL('../packages/browser', import.meta.url).pathname },
  );
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.setContent(SHOP);
  await page.addScriptTag({ content: program });
  await page.mouse.move(200, 200);
  await page.evaluate(() => {
    for (const name of ['Shoes', 'Hat', 'Gloves']) {
      const item = document.createElement('li');
      item.className = 'item';
      item.textContent = name;
      document.querySelector('#items')?.append(item);
    }
  });
  // However fast the machine: the visit lasts a second until here, and what is told beside it keeps its order.
  await page.locator('#name').pressSequentially('Ada', { delay: 300 });
  await page.mouse.move(90, 330, { steps: 5 });
  // Positions of the pointer are written twice a second.
  await page.waitForFunction('recorded.some(({ type, data }) => type === 3 && data.source === 1)');
  const before = await page.evaluate<Recorded[]>('recorded.splice(0)');
  await page.locator('#pay').click();
  await page.evaluate(() => {
    const state = document.querySelector('#state');
    if (state !== null) state.textContent = 'Paid, thank you';
  });
  await page.waitForFunction('recorded.some(({ type, data }) => type === 3 && data.source === 0)');
  const after = await page.evaluate<Recorded[]>('recorded.splice(0)');
  await page.close();
  return { before, after };
}

/** The same events, later or earlier; what they hold of times goes along. */
export const shifted = (events: readonly Recorded[], byMs: number): Recorded[] =>
  events.map((event) => ({ ...event, timestamp: event.timestamp + byMs }));

let nodes = 0;
const element = (tagName: string, attributes: object, childNodes: readonly object[] = []): object => ({
  type: 2,
  tagName,
  attributes,
  childNodes,
  id: (nodes += 1),
});
const textNode = (textContent: string): object => ({ type: 3, textContent, id: (nodes += 1) });

/** A recording that nobody made: whatever a page may hold that runs, asks, sends or leads away. */
export function hostileRecording(evil: string, atMs: number): Recorded[] {
  const attack = `parent.parent.postMessage('owned','*'); top.owned = 1; fetch('${evil}/fetched')`;
  const head = element('head', {}, [
    element('script', { src: `${evil}/script.js` }),
    element('script', {}, [textNode(attack)]),
    element('noscript', {}, [textNode(`<img src="${evil}/noscript.png">`)]),
    element('meta', { 'http-equiv': 'refresh', content: `0;url=${evil}/refreshed` }),
    element('base', { href: evil }),
    element('link', { rel: 'stylesheet', href: `${evil}/style.css` }),
    element('link', { rel: 'preload', as: 'script', href: `${evil}/preload.js` }),
    element('link', { rel: 'dns-prefetch', href: evil }),
    element('style', {}, [
      textNode(`@import url(${evil}/import.css); body { background: url("${evil}/background.png") }`),
    ]),
    element('style', { _cssText: `@font-face { font-family: x; src: url(${evil}/font.woff2) } p { font-family: x }` }),
  ]);
  const body = element('body', { onload: attack, background: `${evil}/body.png` }, [
    element('p', { id: 'alive', style: `background: url(${evil}/inline.png)` }, [textNode('Still here')]),
    element('img', { src: `${evil}/image.png`, onerror: attack }),
    element('img', { src: 'data:image/gif;base64,broken', onerror: attack }),
    element('img', { srcset: `${evil}/set.png 2x` }),
    element('a', { href: `javascript:${attack}`, id: 'link' }, [textNode('a link')]),
    element('form', { action: `${evil}/form`, id: 'form' }, [
      element('input', { name: 'x', autofocus: '', onfocus: attack }),
      element('button', { formaction: `javascript:${attack}` }, [textNode('send')]),
    ]),
    element('iframe', { src: `javascript:${attack}` }),
    element('iframe', { src: `${evil}/frame.html` }),
    element('iframe', { srcdoc: `<script>${attack}</script><img src="${evil}/srcdoc.png">` }),
    element('object', { data: `${evil}/object.html` }),
    element('embed', { src: `${evil}/embed.html` }),
    element('video', { src: `${evil}/video.mp4`, poster: `${evil}/poster.png`, autoplay: '' }),
    { ...element('svg', { onload: attack }, [element('image', { 'xlink:href': `${evil}/svg.png` })]), isSVG: true },
    element('details', { open: '', ontoggle: attack }, [textNode('details')]),
  ]);
  const html = element('html', { lang: 'en' }, [head, body]);
  const added = element('img', { src: `${evil}/added.png`, onerror: attack });
  const target = (body as { id: number }).id;
  return [
    { type: 4, timestamp: atMs, data: { href: `javascript:${attack}`, width: 800, height: 600 } },
    {
      type: 2,
      timestamp: atMs + 1,
      data: { node: { type: 0, childNodes: [html], id: (nodes += 1) }, initialOffset: { top: 0, left: 0 } },
    },
    {
      type: 3,
      timestamp: atMs + 300,
      data: {
        source: 0,
        texts: [],
        removes: [],
        adds: [{ parentId: target, nextId: null, node: added }],
        attributes: [
          { id: target, attributes: { onclick: attack, style: { background: `url(${evil}/mutated.png)` } } },
        ],
      },
    },
    {
      type: 3,
      timestamp: atMs + 600,
      data: { source: 10, family: 'x', fontSource: `url(${evil}/face.woff2)`, buffer: false },
    },
    { type: 3, timestamp: atMs + 900, data: { source: 2, type: 2, id: target, x: 10, y: 10 } },
    { type: 3, timestamp: atMs + 1200, data: { source: 2, type: 2, id: target, x: 20, y: 10 } },
  ];
}

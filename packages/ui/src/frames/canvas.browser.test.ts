import { expect, test } from 'vitest';
import { harmless } from './harmless.ts';
import type { RecordedEvent } from './messages.ts';
import { createReplayer } from './replayer.ts';

/** A picture of one colour, as base64. */
function pictureOf(colour: string): string {
  const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 8, 8);
  return canvas.toDataURL('image/png').replace(/^.*,/, '');
}

const [first, second] = [pictureOf('red'), pictureOf('blue')];

const node = (id: number, tagName: string, childNodes: object[] = [], attributes: object = {}): object => ({
  type: 2,
  id,
  tagName,
  attributes,
  childNodes,
});
const canvas = node(5, 'canvas', [], { width: '80', height: '80', rr_dataURL: `data:image/png;base64,${first}` });
const html = node(2, 'html', [node(3, 'head'), node(4, 'body', [canvas])]);
const EVENTS: readonly RecordedEvent[] = [
  { type: 4, timestamp: 0, data: { href: 'https://shop.example/', width: 400, height: 300 } },
  { type: 2, timestamp: 1, data: { node: { type: 0, id: 1, childNodes: [html] }, initialOffset: { left: 0, top: 0 } } },
  {
    type: 3,
    timestamp: 1000,
    data: {
      source: 9,
      id: 5,
      type: 0,
      commands: [
        {
          property: 'drawImage',
          args: [
            {
              rr_type: 'ImageBitmap',
              args: [{ rr_type: 'Blob', type: 'image/png', data: [{ rr_type: 'ArrayBuffer', base64: second }] }],
            },
            0,
            0,
          ],
        },
      ],
    },
  },
  { type: 3, timestamp: 2000, data: { source: 3, id: 1, x: 0, y: 0 } },
];

test('what was on a canvas is seen at its time, forwards and backwards, without scripts', async () => {
  const root = document.createElement('div');
  document.body.append(root);
  const events = EVENTS.map((event) => harmless(structuredClone(event), 'nothing')).filter((event) => event !== null);
  const replayer = createReplayer(events, { root, speed: 1, onSize: () => {} });
  const shownAt = async (offsetMs: number): Promise<string> => {
    replayer.pause(offsetMs);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const frame = root.querySelector('iframe');
    expect(frame?.sandbox.contains('allow-scripts')).toBe(false);
    const shown = frame?.contentDocument?.querySelector('canvas');
    return shown ? getComputedStyle(shown).backgroundImage : '';
  };
  expect(await shownAt(500)).toContain(first);
  expect(await shownAt(1500)).toContain(second);
  expect(await shownAt(500)).toContain(first);
  replayer.destroy();
  root.remove();
});

import { describe, expect, test } from 'vitest';
import { harmless } from './harmless.ts';
import type { RecordedEvent } from './messages.ts';

const EVIL = 'https://evil.example/x';

const element = (tagName: string, attributes: object, childNodes: object[] = []): object => ({
  type: 2,
  id: 1,
  tagName,
  attributes,
  childNodes,
});
const snapshot = (...nodes: object[]): RecordedEvent => ({
  type: 2,
  timestamp: 1,
  data: { node: { type: 0, id: 9, childNodes: nodes } },
});
const ofSnapshot = (event: RecordedEvent | null): unknown =>
  (event?.data as { node: { childNodes: unknown[] } } | undefined)?.node.childNodes;

describe('a recorded page', () => {
  test.each([
    ['img', { src: EVIL, onerror: 'x()', alt: 'shoe' }, { alt: 'shoe' }],
    ['img', { src: 'data:image/png;base64,AA', srcset: EVIL }, { src: 'data:image/png;base64,AA' }],
    ['a', { href: 'javascript:x()', class: 'k', target: '_top', ping: EVIL }, { href: '#', class: 'k' }],
    ['form', { action: EVIL, ONSUBMIT: 'x()' }, {}],
    ['meta', { 'http-equiv': 'refresh', content: '0;url=x' }, {}],
    ['meta', { name: 'viewport', content: '************' }, { name: 'viewport' }],
    ['link', { rel: 'dns-prefetch', href: EVIL }, { rel: 'dns-prefetch' }],
    ['link', { rel: 'stylesheet', href: EVIL }, { rel: 'stylesheet' }],
    ['iframe', { srcdoc: '<script>', src: EVIL, width: 10 }, { width: 10 }],
    ['p', { style: `color: red; background: url("${EVIL}")` }, { style: 'color: red; background: none' }],
    ['use', { 'xlink:href': '#icon' }, { 'xlink:href': '#icon' }],
    [
      'canvas',
      { rr_dataURL: 'data:image/webp;base64,AA', style: 'width: 10px' },
      { style: 'width: 10px;background:url("data:image/webp;base64,AA") 0 0 / 100% 100% no-repeat' },
    ],
    [
      'canvas',
      { rr_dataURL: 'data:image/svg+xml,<svg onload="x()">' },
      { rr_dataURL: 'data:image/svg+xml,<svg onload="x()">' },
    ],
  ])('keeps of <%s %o> what is looks: %o', (tag, given, kept) => {
    expect(ofSnapshot(harmless(snapshot(element(tag, given)), 'nothing'))).toEqual([element(tag, kept)]);
  });

  test.each(['object', 'embed', 'base'])('has no <%s>, wherever it stands', (tag) => {
    const deep = element('div', {}, [element('div', {}, [element(tag, { data: EVIL, src: EVIL, href: EVIL })])]);
    expect(JSON.stringify(harmless(snapshot(deep), 'nothing'))).not.toMatch(new RegExp(`${tag}|evil`));
  });

  test('loads no style, font or image through CSS', () => {
    const text = `@import url(${EVIL}); @font-face { src: url( '${EVIL}' ) } i { background: url(data:image/png;base64,AA) }`;
    const event = harmless(
      snapshot(element('style', { _cssText: text }, [{ type: 3, id: 2, isStyle: true, textContent: text }])),
      'nothing',
    );
    expect(JSON.stringify(event)).not.toContain('evil');
    expect(JSON.stringify(event)).toContain('data:image/png');
  });

  test('as deep as anybody likes does not end the player', () => {
    let node = element('img', { src: EVIL });
    for (let depth = 0; depth < 50_000; depth += 1) node = element('div', {}, [node]);
    expect(() => harmless(snapshot(node), 'nothing')).not.toThrow();
  });

  test('shows images and styles where the reader wants them, and nothing that acts', () => {
    const given = [
      element('img', { src: EVIL, onload: 'x()' }),
      element('link', { rel: 'stylesheet', href: EVIL }),
      element('link', { rel: 'preload', href: EVIL }),
      element('iframe', { src: EVIL }),
      element('img', { src: 'javascript:x()' }),
    ];
    expect(ofSnapshot(harmless(snapshot(...given), 'looks'))).toEqual([
      element('img', { src: EVIL }),
      element('link', { rel: 'stylesheet', href: EVIL }),
      element('link', { rel: 'preload' }),
      element('iframe', {}),
      element('img', {}),
    ]);
  });
});

describe('what changes in it later', () => {
  const later = (data: object): RecordedEvent | null => harmless({ type: 3, timestamp: 2, data }, 'nothing');

  test('is treated as what was there', () => {
    const event = later({
      source: 0,
      adds: [{ parentId: 1, nextId: null, node: element('img', { src: EVIL, onerror: 'x()' }) }],
      attributes: [{ id: 1, attributes: { onclick: 'x()', href: EVIL, style: { background: [`url(${EVIL})`, ''] } } }],
      removes: [],
      texts: [],
    });
    expect(JSON.stringify(event)).not.toMatch(/evil|onclick|onerror/);
  });

  test.each([
    { source: 8, id: 1, adds: [{ rule: `i { background: url(${EVIL}) }` }] },
    { source: 13, id: 1, index: [0], set: { property: 'background', value: `url(${EVIL})` } },
    { source: 15, id: 1, styles: [{ styleId: 1, rules: [{ rule: `@import "${EVIL}"; i {}` }] }] },
  ])('also in styles: %o', (data) => {
    expect(JSON.stringify(later(data))).not.toContain('evil');
  });

  test('of a canvas is a picture behind it, and nothing else; of fonts nothing: the player itself would carry it out', () => {
    const drawing = (base64: unknown, type: unknown = 'image/webp'): object => ({
      source: 9,
      id: 7,
      type: 0,
      commands: [
        { property: 'clearRect', args: [0, 0, 9, 9] },
        {
          property: 'drawImage',
          args: [
            { rr_type: 'ImageBitmap', args: [{ rr_type: 'Blob', data: [{ rr_type: 'ArrayBuffer', base64 }], type }] },
            0,
            0,
          ],
        },
      ],
    });
    expect(later(drawing('AA=='))?.data).toEqual({
      source: 0,
      adds: [],
      removes: [],
      texts: [],
      attributes: [
        {
          id: 7,
          attributes: { style: { background: 'url("data:image/webp;base64,AA==") 0 0 / 100% 100% no-repeat' } },
        },
      ],
    });
    for (const wrong of [
      drawing('") url(https://evil.example/x'),
      drawing('AA', 'text/html'),
      drawing(7, 7),
      drawing({}),
    ])
      expect(later(wrong)).toBeNull();
    expect(later({ source: 9, id: 1, property: 'drawImage', args: [] })).toBeNull();
    expect(later({ source: 9, id: 1, commands: [null, { property: 'drawImage' }] })).toBeNull();
    expect(later({ source: 10, family: 'x', fontSource: `url(${EVIL})` })).toBeNull();
  });

  test.each([null, 7, 'text', [], { source: 0 }, { source: 0, adds: 7, attributes: [null, { attributes: 4 }] }])(
    'may be anything: %o',
    (data) => {
      expect(() => harmless({ type: 3, timestamp: 2, data }, 'nothing')).not.toThrow();
      expect(() => harmless({ type: 2, timestamp: 2, data }, 'nothing')).not.toThrow();
    },
  );
});

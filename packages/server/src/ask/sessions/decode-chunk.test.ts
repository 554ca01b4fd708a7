import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BrokenChunk, decodeChunk } from './decode-chunk.ts';

const MEGABYTE = 1024 * 1024;
const zipped = (text: string | Buffer): string => gzipSync(text).toString('base64');
const EVENTS = [
  { type: 4, data: { href: 'https://shop.test/"[{\\' }, timestamp: 1 },
  { type: 3, data: {}, timestamp: 2 },
];
const TEXT = JSON.stringify(EVENTS);
const nested = (depth: number): string => `[{"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}]`;

async function broken(bodies: string[], maxBytes = MEGABYTE): Promise<string> {
  const failed = await decodeChunk(bodies, maxBytes).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BrokenChunk);
  return failed instanceof Error ? failed.message : '';
}

describe('a chunk of a recording', () => {
  it('is unpacked, whether it was packed in one go, in pieces, or not at all', async () => {
    const pieces = Buffer.concat([gzipSync(TEXT.slice(0, 20)), gzipSync(TEXT.slice(20))]).toString('base64');
    for (const body of [zipped(TEXT), pieces, TEXT]) {
      expect((await decodeChunk([body], MEGABYTE)).events).toEqual(EVENTS);
    }
  });

  it('is put together of its parts, wherever they were cut', async () => {
    const body = zipped(TEXT);
    for (let at = 1; at < body.length; at += 7) {
      const parts = [body.slice(0, at), body.slice(at, at + 5), body.slice(at + 5)];
      expect((await decodeChunk(parts, MEGABYTE)).events).toEqual(EVENTS);
    }
    expect((await decodeChunk([TEXT.slice(0, 30), TEXT.slice(30)], MEGABYTE)).events).toEqual(EVENTS);
  });

  it('never becomes more than it may, however little of it arrives', async () => {
    const bomb = zipped(Buffer.alloc(48 * MEGABYTE, ' '));
    expect(bomb.length).toBeLessThan(70_000);
    const before = process.memoryUsage().rss;
    expect(await broken([bomb])).toBe('it holds more than 1048576 bytes');
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * MEGABYTE);
    expect(await broken([`["${'x'.repeat(2 * MEGABYTE)}"]`])).toBe('it holds more than 1048576 bytes');
  });

  it.each([
    ['', 'it is not base64 of gzip'],
    ['not base64', 'it is not base64 of gzip'],
    [zipped(TEXT).slice(0, 40), 'it is not base64 of gzip'],
    [zipped('{'), 'it is not JSON'],
    [zipped(TEXT.slice(0, -1)), 'it is not JSON'],
    ['[1', 'it is not JSON'],
    [zipped('{"type":4}'), 'it is not a list of events'],
    [zipped('[1]'), 'it is not a list of events'],
    [zipped('[null]'), 'it is not a list of events'],
    [zipped('[[]]'), 'it is not a list of events'],
  ])('is refused where it is something else: %s', async (body, reason) => {
    expect(await broken([body])).toBe(reason);
  });

  it('is refused where it is deeper than what writes the answer can go', async () => {
    const deepest = await decodeChunk([nested(2000)], MEGABYTE);
    expect(JSON.stringify(deepest.events)).toBe(nested(2000));
    expect(await broken([nested(2001)])).toBe('it is deeper than 2000 levels');
    expect(await broken([nested(400_000)])).toBe('it is deeper than 2000 levels');
    // Brackets of text are none of the structure.
    const text = JSON.stringify([{ text: `\\"${'['.repeat(5000)}` }]);
    expect((await decodeChunk([text], MEGABYTE)).events).toHaveLength(1);
  });

  it('keeps names that mean something to JavaScript as they are', async () => {
    const { events } = await decodeChunk(['[{"__proto__":{"polluted":true},"constructor":1}]'], MEGABYTE);
    expect(Object.keys(events[0] ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

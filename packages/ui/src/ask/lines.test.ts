import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

async function linesOf(bytes: Uint8Array, cuts: readonly number[]): Promise<string[]> {
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let i = 1; i < edges.length; i++) controller.enqueue(bytes.slice(edges[i - 1], edges[i]));
      controller.close();
    },
  });
  const lines: string[] = [];
  for await (const line of readLines(new Response(body))) lines.push(line);
  return lines;
}

test('gives the same lines however the network cuts them, also inside a letter', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '☃', '😀', '\n', '{"x":1}'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 8 }), async (given, cuts) => {
      const expected = given.split('\n').filter((line) => line.trim() !== '');
      expect(await linesOf(new TextEncoder().encode(given), cuts)).toEqual(expected);
    }),
  );
});

test('gives the last line without its end', async () => {
  expect(await linesOf(new TextEncoder().encode('one\n\ntwo'), [1, 4])).toEqual(['one', 'two']);
});

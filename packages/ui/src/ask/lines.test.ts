import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

/** A response whose bytes arrive in these pieces, one a read. */
function inPieces(...pieces: Uint8Array[]): Response {
  const waiting = [...pieces];
  return new Response(
    new ReadableStream({
      pull(controller) {
        const piece = waiting.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    }),
  );
}

async function linesOf(response: Response): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(response)) lines.push(line);
  return lines;
}

test('gives the same lines wherever the bytes are cut, also inside a letter', async () => {
  const bytes = new TextEncoder().encode('grüß 🙂\n\nsecond\r\nlast without end');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(await linesOf(inPieces(bytes.slice(0, cut), bytes.slice(cut)))).toEqual([
      'grüß 🙂',
      'second\r',
      'last without end',
    ]);
  }
  expect(await linesOf(inPieces(...[...bytes].map((byte) => Uint8Array.of(byte))))).toHaveLength(3);
});

test('gives a line before the next one has arrived', async () => {
  const lines = readLines(inPieces(new TextEncoder().encode('first\nsec'), new TextEncoder().encode('ond\n')));
  expect(await lines.next()).toEqual({ done: false, value: 'first' });
  await lines.return();
});

test('has nothing to give of an answer without a body', async () => {
  expect(await linesOf(new Response(null))).toEqual([]);
  expect(await linesOf(new Response(''))).toEqual([]);
});

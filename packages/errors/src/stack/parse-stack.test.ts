import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStack, type StackFrame } from './index.ts';

/** Longest time a stack may take, in milliseconds, whatever is in it. */
const LIMIT_MS = 5;

/** What hurts parsers: the beginnings and the ends of what they look for, over and over. */
const ALPHABETS: readonly (readonly string[])[] = [
  ['at ', '(', ')', ':', '1', ' '],
  ['@', ':', '1', '/', '<', '*'],
  ['    at ', 'eval at ', '(', ')', ', <anonymous>:1:1', ':1:1)', '\n'],
  [' line 1 > eval', '@', ':1:1', 'http://', '\n'],
  ['wasm-function[', ']', '1', ':0x', 'f', '@', 'at '],
  ['at async ', 'new ', ' [as ', ']', '(', 'address at ', ':9', '\n'],
  ['called from line 1, column 1', ' in ', '(', ')', ':', '<anonymous function: ', '\n'],
  ['Line 1 of linked script ', ': In function ', 'http://a', '\n', ' '],
  ['safari-extension:(', '//', '@', 'at ', ')', ':1:1', '\n'],
  ['(error: ', '(', ')', 'at (error: (', '\n', 'a'],
  [' ', '\t', '\r', '\u00A0', '\n'],
  ['9', ':', '0', '\n'],
  ['\uD83D', '\uDE00', '\u2028', '\0', '@', 'at ', ':1'],
  'at ()@:/.<>[]\\\n0123456789abcxyzABC'.split(''),
];

/** Numbers from 0 to below 2³², the same ones each time: xorshift32. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

function write(length: number, tokens: readonly string[], next: () => number): string {
  let text = '';
  while (text.length < length) text += tokens[next() % tokens.length];
  return text.slice(0, length);
}

/** Pieces of random text, because to put each text together from single tokens takes longer than to parse it. */
function piecesOf(alphabet: readonly string[], next: () => number): string[] {
  return Array.from({ length: 1000 }, () => write(1 + (next() % 128), alphabet, next));
}

/** Milliseconds that parsing takes this thread; the least of several times where that is much, because of what else it has to do then. */
function slowness(stack: string, message = stack.slice(0, 40)): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && least >= LIMIT_MS; tries++) {
    const before = process.threadCpuUsage();
    parseStack(stack, message);
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** The slowest of `count` random stacks. */
function slowest(count: number, length: number, seed: number): { ms: number; stack: string } {
  const next = numbers(seed);
  const pieces = ALPHABETS.map((alphabet) => piecesOf(alphabet, next));
  let found = { ms: 0, stack: '' };
  for (let index = 0; index < count; index++) {
    const stack = write(length, pieces[index % pieces.length] ?? [], next);
    const ms = slowness(stack);
    if (ms > found.ms) found = { ms, stack: JSON.stringify(stack.slice(0, 200)) };
  }
  return found;
}

it('takes less than 5 ms for each of 2,000 random stacks of 64 KB', () => {
  expect(slowest(2000, 65_536, 20_261_121)).toMatchObject({ ms: expect.toSatisfy((ms: number) => ms < LIMIT_MS) });
}, 120_000);

it('takes less than 5 ms for each of 100,000 random stacks of 1 KB', () => {
  expect(slowest(100_000, 1024, 7)).toMatchObject({ ms: expect.toSatisfy((ms: number) => ms < LIMIT_MS) });
}, 120_000);

it('takes time in proportion to 1 MB of anything that frames are made of', () => {
  const tokens = [...new Set(ALPHABETS.flat())];
  const slow = tokens.filter((token) => slowness(token.repeat(Math.ceil(1_048_576 / token.length))) > 16 * LIMIT_MS);
  expect(slow).toEqual([]);
});

it('takes time in proportion to a long message', () => {
  const stack = `Error: ${'a'.repeat(1_000_000)}`;
  expect(slowness(stack, `${'a'.repeat(500_000)}b`)).toBeLessThan(LIMIT_MS);
});

it('tells nothing that does not stand in the text, whatever the text is', () => {
  const tokens = fc.constantFrom(...ALPHABETS.flat(), 'buy', 'file:///a b.js', ':12:5', 'http://host:80/a(b)@c.js');
  const texts = ({ function: name, alias, file, evalOrigin }: StackFrame): (string | undefined)[] => [
    name,
    alias,
    file,
    evalOrigin?.function,
    evalOrigin?.file,
  ];
  const numbersOf = ({ line, column, evalOrigin, wasm }: StackFrame): (number | undefined)[] => [
    line,
    column,
    evalOrigin?.line,
    evalOrigin?.column,
    wasm?.functionIndex,
    wasm?.offset,
  ];
  fc.assert(
    fc.property(fc.oneof(fc.array(tokens, { maxLength: 40 }), fc.array(fc.string({ unit: 'binary' }))), (parts) => {
      const stack = parts.join('');
      const frames = parseStack(stack);
      const invented = frames.flatMap(texts).filter((text) => text !== undefined && !isIn(stack, text));
      const impossible = frames.flatMap(numbersOf).filter((number) => number !== undefined && !(number >= 0));
      expect([invented, impossible]).toEqual([[], []]);
    }),
    { numRuns: 5000, seed: 20_261_121 },
  );
});

/** Safari's extensions lose a parenthesis. */
function isIn(stack: string, text: string): boolean {
  return text !== '' && `${stack}\n${stack.replaceAll('extension:(//', 'extension://')}`.includes(text);
}

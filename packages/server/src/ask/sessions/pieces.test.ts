import { describe, expect, it } from 'vitest';
import { piecesOf, type Chunk } from './pieces.ts';

const chunk = (seq: number, part = '', size = 10): Chunk => ({ seq, size, firstMs: seq, lastMs: seq, part });

/** First and last number of each piece, and whether it can be read. */
const shortly = (chunks: readonly Chunk[], isAll = true): [number, number, boolean][] =>
  piecesOf(chunks, isAll).map(({ first, last, problem }) => [first, last, problem === '']);

describe('chunks that belong together', () => {
  it('are one piece, and all others one each', () => {
    expect(shortly([chunk(0), chunk(1, '1/3'), chunk(2, '2/3'), chunk(3, '3/3'), chunk(4), chunk(7)])).toEqual([
      [0, 0, true],
      [1, 3, true],
      [4, 4, true],
      [7, 7, true],
    ]);
    expect(piecesOf([chunk(0, '1/2', 5), chunk(1, '2/2', 6)], true)[0]).toMatchObject({ size: 11 });
    expect(shortly([])).toEqual([]);
  });

  it('are told apart where two lists follow each other', () => {
    expect(shortly([chunk(0, '1/2'), chunk(1, '2/2'), chunk(2, '1/2'), chunk(3, '2/2')])).toEqual([
      [0, 1, true],
      [2, 3, true],
    ]);
  });

  it.each([
    [
      'the first is missing',
      [chunk(1, '2/3'), chunk(2, '3/3'), chunk(3)],
      [
        [1, 2, false],
        [3, 3, true],
      ],
    ],
    [
      'one between is missing',
      [chunk(0, '1/3'), chunk(2, '3/3'), chunk(3)],
      [
        [0, 0, false],
        [2, 2, false],
        [3, 3, true],
      ],
    ],
    [
      'the last is missing',
      [chunk(0, '1/3'), chunk(1, '2/3'), chunk(3)],
      [
        [0, 1, false],
        [3, 3, true],
      ],
    ],
    [
      'the sizes differ',
      [chunk(0, '1/2'), chunk(1, '2/3')],
      [
        [0, 0, false],
        [1, 1, false],
      ],
    ],
  ])('cannot be read where %s', (_, chunks, expected) => {
    expect(shortly(chunks)).toEqual(expected);
  });

  it('say how many there are of how many', () => {
    expect(piecesOf([chunk(0, '1/3'), chunk(1, '2/3')], true)[0]?.problem).toBe('only 2 of its 3 parts are there');
  });

  it('are left for the next answer where the list was cut off within them', () => {
    const chunks = [chunk(0), chunk(1, '1/3'), chunk(2, '2/3')];
    expect(shortly(chunks, false)).toEqual([[0, 0, true]]);
    // A piece that does not fit any answer is told as broken instead of asked for again and again.
    expect(shortly(chunks.slice(1), false)).toEqual([[1, 2, false]]);
  });

  it('take anything that is no part for a whole chunk', () => {
    expect(shortly([chunk(0, 'x'), chunk(1, '9999/1'), chunk(2, '0/0')])).toEqual([
      [0, 0, true],
      [1, 1, true],
      [2, 2, false],
    ]);
  });
});

import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';

const SCRIPT: readonly Asked[] = [
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/get/${at}` })),
  ...['metadata', 'options', 'both', 'list'].map((work) => ({ path: `/${work}/5` })),
  // Every status that is not OK, by its number.
  ...Array.from({ length: 16 }, (_, at) => ({ path: `/fail/${at + 1}` })),
  { path: '/broken/13' },
  { path: '/broken/5' },
  ...[0, 1, 5].flatMap((count) => [{ path: `/add/${count}` }, { path: `/chat/${count}` }]),
];

test('gRPC: spans of both ends and their contexts are those of the stock agent', async () => {
  const compared = await compare('grpc.mjs', {
    drive: (origin) => askTwice(origin, SCRIPT),
    allowed: ['grpc-conventions'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(2 * SCRIPT.length);
  expect(compared.ours.filter(({ scope }) => scope === '@sightglass/node/grpc')).toHaveLength(4 * SCRIPT.length);
});

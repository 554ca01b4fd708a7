import { expect, it } from 'vitest';
import { writeFailure } from './write-failure.ts';

const first = { index: 0, code: 11_000, errmsg: 'E11000 duplicate key' };
const told = { name: 'MongoServerError', code: 11_000, message: 'E11000 duplicate key' };

it('finds the first write that was refused, in a plain answer and in one that is read from its bytes', () => {
  expect(writeFailure({ ok: 1, writeErrors: [first, { code: 1 }] })).toEqual(told);
  const read = { has: (name: string) => name === 'writeErrors', toObject: () => ({ writeErrors: [first] }) };
  expect(writeFailure(read)).toEqual(told);
});

it('reads nothing of an answer without such errors', () => {
  const unread = {
    has: () => false,
    toObject: () => {
      throw new Error('read');
    },
  };
  expect([{ ok: 1 }, unread, undefined].map(writeFailure)).toEqual([undefined, undefined, undefined]);
});

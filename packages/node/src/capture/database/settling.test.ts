import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { currentContext, storage } from '../../tracer/context/storage.ts';
import { calledBack, settled } from './settling.ts';

test('a callback runs in the context of its caller, with its own this and arguments', () => {
  const caller = ROOT_CONTEXT.setValue(Symbol('test'), 1);
  const told: unknown[] = [];
  const callback = calledBack(
    function (this: unknown, ...given) {
      return [this, given, currentContext() === caller];
    },
    caller,
    (error) => told.push(error),
  );
  const self = {};
  const failure = new Error('failed');
  const elsewhere = ROOT_CONTEXT.setValue(Symbol('test'), 2);
  expect(storage.run(elsewhere, () => Reflect.apply(callback, self, [failure, 2]))).toEqual([self, [failure, 2], true]);
  expect(told).toEqual([failure]);
});

test('a promise settles as before, also where it rejects with nothing', async () => {
  const told: unknown[] = [];
  const tell = (error?: unknown): void => void told.push(error);
  await expect(settled(Promise.resolve(7), tell)).resolves.toBe(7);
  // oxlint-disable-next-line prefer-promise-reject-errors -- programs do
  await expect(settled(Promise.reject(undefined), tell)).rejects.toBeUndefined();
  expect(told[0]).toBeUndefined();
  expect(told[1]).toBeInstanceOf(Error);
});

test('what only looks like a promise is not asked: some begin their work then', () => {
  let isAsked = false;
  const lazy = {
    // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
    then: () => {
      isAsked = true;
    },
  };
  expect(settled(lazy, () => {})).toBe(lazy);
  expect(isAsked).toBe(false);
});

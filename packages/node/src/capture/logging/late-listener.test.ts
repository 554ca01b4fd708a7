import { expect, test } from 'vitest';
import { createLateListener } from './late-listener.ts';

test('a listener is made at the first message, once', () => {
  let made = 0;
  const heard: unknown[] = [];
  const listener = createLateListener('test', () => {
    made++;
    return (message) => heard.push(message);
  });
  expect(made).toBe(0);
  for (const message of ['a', 'b']) listener(message);
  expect([made, heard]).toEqual([1, ['a', 'b']]);
});

test('what cannot be made is not tried at each message, and nothing is thrown', () => {
  let tried = 0;
  const listener = createLateListener('test', () => {
    tried++;
    throw new Error('no file');
  });
  for (let at = 0; at < 3; at++) listener(at);
  expect(tried).toBe(1);
});

import { expect, test } from 'vitest';
import { redisText } from './redis-text.ts';

test.each([
  ['get', ['user:7'], 'get user:7'],
  ['SET', ['user:7', 'secret', 'EX', 5], 'SET user:7 ? ? ?'],
  ['hset', ['user:7', 'name', 'secret', 'mail', 'secret'], 'hset user:7 name ? ? ?'],
  ['lrange', ['list', 0, -1], 'lrange list 0 -1'],
  ['auth', ['user', 'secret'], 'auth ? ?'],
  ['hello', [3, 'AUTH', 'user', 'secret'], 'hello ? ? ? ?'],
  ['eval', ["return 'secret'", 1, 'key', 'secret'], 'eval ? ? ? ?'],
  ['json.set', ['doc', '$', '{"secret":1}'], 'json.set ? ? ?'],
  ['mget', [Buffer.from('binary'), 'b'], 'mget ? b'],
  ['ping', [], 'ping'],
])('%s with %j is %s', (command, given, text) => {
  expect(redisText(command, given)).toBe(text);
});

test('a command stays short, however much it is given', () => {
  expect(
    redisText(
      'mget',
      Array.from({ length: 100_000 }, (_, at) => `key:${at}`),
    ),
  ).toBe(`mget ${Array.from({ length: 16 }, (_, at) => `key:${at}`).join(' ')} …`);
  expect(redisText('get', ['x'.repeat(1_000_000)])).toBe('get …');
});

import { expect, test } from 'vitest';
import { maskInside } from './secrets.ts';

const SECRETS = {
  authorization: 'Bearer abc',
  'Set-Cookie': ['sid=1'],
  dbPassword: 12345,
  apiKey: 'k',
  'x-csrf-token': 't',
  clientSecret: { is: 'here' },
  AWS_SECRET_ACCESS_KEY: 'k',
  auth: { user: 'ann', pass: 'p' },
};
const OPEN = {
  author: 'ann',
  input_tokens: 12,
  tokenizer: 'bpe',
  bypass: 'x',
  password: '',
  cookie: null,
  hasToken: true,
  bytes: new Uint8Array([1]),
};

test('masks values whose names are those of secrets, at any depth, and no others', () => {
  const masks = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, 'REDACTED']));
  const fields = { ...OPEN, ...SECRETS, deep: [{ more: { ...SECRETS, ...OPEN } }, 'text', 1] };
  maskInside(fields);
  expect(fields).toEqual({ ...OPEN, ...masks, deep: [{ more: { ...masks, ...OPEN } }, 'text', 1] });
});

test('takes whatever is no object', () => {
  for (const value of ['password', 1, null, undefined]) expect(maskInside(value)).toBe(undefined);
});

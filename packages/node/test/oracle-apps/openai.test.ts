import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import type { Comparison } from './compare.ts';
import { askTwice } from './drive.ts';

const WORK = [
  'chat',
  'choices',
  'with-response',
  'bare-response',
  'stream',
  'stream-usage',
  'stream-left',
  'stream-helper',
  'responses',
  'responses-cut',
  'responses-stream',
  'embeddings',
  'missing',
  'broken',
  'aborted',
] as const;

/** What OpenAI's capture made below each request, each asked for as often: all of a kind must be equal. */
function spansByWork({ ours }: Comparison): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const span of ours.filter(({ scope }) => scope === '@sightglass/node/openai')) {
    const parent = ours.find(({ id }) => id === span.parentId);
    const work = String(parent?.attributes['url.path']).slice(1);
    const { 'server.address': address, 'server.port': port, ...attributes } = span.attributes;
    expect([address, port, span.kind]).toEqual(['127.0.0.1', '(a port or id)', 'CLIENT']);
    const { 'gen_ai.provider.name': provider, 'gen_ai.operation.name': operation, ...others } = attributes;
    expect(provider).toBe('openai');
    const plain = { name: span.name, status: span.status, operation, ...short(others) };
    expect(found[work] ?? plain).toEqual(plain);
    found[work] = plain;
  }
  return found;
}

function short(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key.replace('gen_ai.', ''), value]));
}

const chat = { name: 'chat gpt-5', status: 'UNSET', operation: 'chat', 'request.model': 'gpt-5' };
const answered = {
  'response.id': 'chatcmpl-1',
  'response.model': 'gpt-5-2026',
  'response.finish_reasons': ['stop'],
};
const counted = { 'usage.input_tokens': 3, 'usage.output_tokens': 7 };
const responded = { ...answered, 'response.id': 'resp_1', 'usage.input_tokens': 5, 'usage.output_tokens': 9 };

const EXPECTED: Record<(typeof WORK)[number], unknown> = {
  chat: { ...chat, ...answered, ...counted, 'request.temperature': 0.5, 'request.max_tokens': 100 },
  choices: {
    ...chat,
    ...answered,
    ...counted,
    'request.choice.count': 2,
    'request.stop_sequences': ['END'],
    'request.top_p': 0.9,
    'response.finish_reasons': ['stop', 'length'],
  },
  'with-response': { ...chat, ...answered, ...counted },
  // Read by the program itself.
  'bare-response': chat,
  stream: { ...chat, ...answered },
  'stream-usage': { ...chat, ...answered, ...counted },
  'stream-left': { ...chat, 'response.id': 'chatcmpl-1', 'response.model': 'gpt-5-2026' },
  'stream-helper': { ...chat, ...answered },
  responses: { ...chat, ...responded },
  'responses-cut': {
    ...chat,
    ...responded,
    'request.max_tokens': 1,
    'response.finish_reasons': ['max_output_tokens'],
  },
  'responses-stream': { ...chat, ...responded },
  embeddings: {
    name: 'embeddings embed-3',
    status: 'UNSET',
    operation: 'embeddings',
    'request.model': 'embed-3',
    'request.encoding_formats': ['float'],
    'response.model': 'embed-3-2026',
    'usage.input_tokens': 2,
  },
  missing: {
    ...chat,
    name: 'chat missing',
    'request.model': 'missing',
    status: 'ERROR 404 The model does not exist',
    'error.type': 'NotFoundError',
  },
  broken: {
    name: 'embeddings broken',
    status: 'ERROR 500 The server had an error',
    operation: 'embeddings',
    'request.model': 'broken',
    'error.type': 'InternalServerError',
  },
  aborted: { ...chat, status: 'ERROR Request was aborted.', 'error.type': 'APIUserAbortError' },
};

test('OpenAI 7: the stock agent sees HTTP alone; ours the model, its tokens and its errors, and nothing of what is said', async () => {
  const compared = await compare('openai.mjs', {
    drive: (origin) =>
      askTwice(
        origin,
        [...WORK, ...WORK].map((work) => ({ path: `/${work}` })),
      ),
    allowed: ['openai-7', 'undici-method', 'undici-query'],
  });
  expect(compared).toMatchObject(EQUAL);
  expect(compared.traces).toBe(4 * WORK.length);
  expect(compared.ours.filter(({ scope }) => scope === '@sightglass/node/openai')).toHaveLength(4 * WORK.length);
  expect(spansByWork(compared)).toEqual(EXPECTED);
  expect(JSON.stringify(compared.ours)).not.toMatch(/private|secret|answer/);
});

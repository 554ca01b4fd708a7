import { createServer } from 'node:http';
import OpenAI from 'openai';
import { startModelServer } from './model-server.mjs';
import { ready } from './ready.mjs';

const models = await startModelServer();
const client = new OpenAI({
  baseURL: `http://127.0.0.1:${models.address().port}/v1`,
  apiKey: 'a secret key',
  maxRetries: 0,
});
const messages = [
  { role: 'system', content: 'be kind' },
  { role: 'user', content: 'a private question' },
];
const readAll = async (stream) => {
  let count = 0;
  for await (const _ of stream) count++;
  return count;
};

const WORK = {
  chat: () =>
    client.chat.completions.create({ model: 'gpt-5', messages, temperature: 0.5, max_completion_tokens: 100 }),
  choices: () => client.chat.completions.create({ model: 'gpt-5', messages, n: 2, stop: ['END'], top_p: 0.9 }),
  'with-response': async () => (await client.chat.completions.create({ model: 'gpt-5', messages }).withResponse()).data,
  'bare-response': async () => (await client.chat.completions.create({ model: 'gpt-5', messages }).asResponse()).json(),
  stream: async () => readAll(await client.chat.completions.create({ model: 'gpt-5', messages, stream: true })),
  'stream-usage': async () =>
    readAll(
      await client.chat.completions.create({
        model: 'gpt-5',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      }),
    ),
  'stream-left': async () => {
    for await (const chunk of await client.chat.completions.create({ model: 'gpt-5', messages, stream: true })) {
      return chunk;
    }
    return undefined;
  },
  'stream-helper': () => client.chat.completions.stream({ model: 'gpt-5', messages }).finalContent(),
  responses: () => client.responses.create({ model: 'gpt-5', input: 'a private question' }),
  'responses-cut': () => client.responses.create({ model: 'gpt-5', input: 'a private question', max_output_tokens: 1 }),
  'responses-stream': async () =>
    readAll(await client.responses.create({ model: 'gpt-5', input: 'a private question', stream: true })),
  embeddings: () =>
    client.embeddings.create({ model: 'embed-3', input: ['a private text', 'b'], encoding_format: 'float' }),
  missing: () => client.chat.completions.create({ model: 'missing', messages }).catch((error) => error.status),
  broken: () => client.embeddings.create({ model: 'broken', input: 'x' }).catch((error) => error.status),
  aborted: () => {
    const controller = new AbortController();
    const promise = client.chat.completions.create({ model: 'gpt-5', messages }, { signal: controller.signal });
    controller.abort();
    return promise.catch((error) => error.constructor.name);
  },
};

const front = createServer((request, response) => {
  WORK[request.url.slice(1)]().then(
    (result) => response.end(JSON.stringify(result)),
    (error) => response.writeHead(500).end(String(error)),
  );
});
front.listen(0, '127.0.0.1', () =>
  ready(front.address().port, () => {
    front.close();
    models.close();
    models.closeAllConnections();
  }),
);

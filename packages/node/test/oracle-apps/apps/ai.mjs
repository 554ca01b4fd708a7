import { createServer } from 'node:http';
import { createOpenAI } from '@ai-sdk/openai';
import { embed, embedMany, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { startModelServer } from './model-server.mjs';
import { ready } from './ready.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const models = await startModelServer();
const openai = createOpenAI({ baseURL: `http://127.0.0.1:${models.address().port}/v1`, apiKey: 'a secret key' });
const asked = { model: openai.chat('gpt-5'), prompt: 'a private question', maxRetries: 0 };
const weather = tool({
  description: 'Weather of a city',
  inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
  execute: async ({ city }) => `sunny in ${city}`,
});

const WORK = {
  text: async () => (await generateText(asked)).text,
  stream: async () => {
    let length = 0;
    for await (const part of streamText(asked).textStream) length += part.length;
    return length;
  },
  tool: async () => (await generateText({ ...asked, tools: { weather }, stopWhen: isStepCount(3) })).text,
  embed: async () => (await embed({ model: openai.embedding('embed-3'), value: 'a private text' })).embedding,
  'embed-many': async () =>
    (await embedMany({ model: openai.embedding('embed-3'), values: ['a private text', 'b'] })).embeddings,
  missing: () => generateText({ ...asked, model: openai.chat('missing') }).catch((error) => error.name),
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

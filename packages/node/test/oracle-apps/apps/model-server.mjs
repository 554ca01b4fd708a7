// The HTTP API of OpenAI, as its reference describes it, with answers that are made from the question.
import { createServer } from 'node:http';

const usage = (input, output) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output });

const textOf = ({ messages, input }) => {
  const last = messages?.at(-1)?.content ?? (Array.isArray(input) ? input.at(-1).content : input);
  return Array.isArray(last) ? last.map(({ text }) => text).join('') : String(last);
};

const events = (response, list, end) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of list) {
    if (event.type !== undefined) response.write(`event: ${event.type}\n`);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end(end);
};

const chat = (body, response) => {
  const words = textOf(body).split(' ');
  const head = { id: 'chatcmpl-1', created: 1, model: `${body.model}-2026` };
  if (body.tools !== undefined && body.messages.at(-1).role !== 'tool') {
    const call = { name: body.tools[0].function.name, arguments: '{"city":"a private place"}' };
    const message = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: call }],
    };
    const choices = [{ index: 0, message, finish_reason: 'tool_calls' }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage: usage(words.length, 2) }));
    return;
  }
  if (body.stream !== true) {
    const choices = Array.from({ length: body.n ?? 1 }, (_, index) => ({
      index,
      message: { role: 'assistant', content: `answer to ${words.join(' ')}` },
      finish_reason: index === 0 ? 'stop' : 'length',
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage: usage(words.length, 7) }));
    return;
  }
  const chunk = (choices, more = {}) => ({ ...head, object: 'chat.completion.chunk', choices, ...more });
  events(
    response,
    [
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
      ...words.map((word) => chunk([{ index: 0, delta: { content: `${word} ` }, finish_reason: null }])),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
      ...(body.stream_options?.include_usage === true ? [chunk([], { usage: usage(words.length, 7) })] : []),
    ],
    'data: [DONE]\n\n',
  );
};

const responses = (body, response) => {
  const content = [{ type: 'output_text', text: `answer to ${textOf(body)}`, annotations: [] }];
  const output = [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }];
  const head = { id: 'resp_1', object: 'response', created_at: 1, model: `${body.model}-2026`, output: [] };
  const incomplete = body.max_output_tokens === 1;
  const whole = {
    ...head,
    status: incomplete ? 'incomplete' : 'completed',
    incomplete_details: incomplete ? { reason: 'max_output_tokens' } : null,
    output,
    usage: {
      input_tokens: 5,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 14,
    },
  };
  if (body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole));
    return;
  }
  const at = { output_index: 0, content_index: 0, item_id: 'msg_1' };
  events(response, [
    { type: 'response.created', sequence_number: 0, response: { ...head, status: 'in_progress' } },
    { type: 'response.output_item.added', sequence_number: 1, output_index: 0, item: { ...output[0], content: [] } },
    { type: 'response.output_text.delta', sequence_number: 2, ...at, delta: 'answer', logprobs: [] },
    { type: 'response.output_item.done', sequence_number: 3, output_index: 0, item: output[0] },
    { type: 'response.completed', sequence_number: 4, response: whole },
  ]);
};

const embeddings = (body, response) => {
  const list = [body.input].flat();
  const data = list.map((_, index) => ({ object: 'embedding', index, embedding: [0.5, 0.25] }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'list', data, model: `${body.model}-2026`, usage: usage(list.length, 0) }));
};

const ROUTES = { '/v1/chat/completions': chat, '/v1/responses': responses, '/v1/embeddings': embeddings };

/** @returns {Promise<import('node:http').Server>} listening; models named `missing` are not there, `broken` ones fail */
export async function startModelServer() {
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString());
      const refuse = (status, message) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', code: null, param: null } }));
      };
      if (body.model === 'missing') refuse(404, 'The model does not exist');
      else if (body.model === 'broken') refuse(500, 'The server had an error');
      else ROUTES[request.url](body, response);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sendChange } from './change.ts';
import { AskError, ServerAwayError } from './errors.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server, a `fetch` that reaches it from any path, and what it has heard. */
async function serve(answer: (response: ServerResponse) => void): Promise<{ send: typeof fetch; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { send: (path, init) => fetch(base + (typeof path === 'string' ? path : ''), init), heard };
}

test('a change is one request with its body, and the version that it is a change of', async () => {
  const { send, heard } = await serve((response) => response.end('{"id":"v1","version":4}'));
  const change = { method: 'PUT', path: 'views/v1', version: 3, body: { name: 'x' } } as const;
  expect(await sendChange(send, change)).toEqual({ id: 'v1', version: 4 });
  expect(heard).toMatchObject([
    {
      method: 'PUT',
      url: '/api/v1/views/v1',
      headers: { 'content-type': 'application/json', 'if-match': '"3"' },
      body: '{"name":"x"}',
    },
  ]);
});

test('without a body none is announced, and no answer is none', async () => {
  const { send, heard } = await serve((response) => response.writeHead(204).end());
  expect(await sendChange(send, { method: 'DELETE', path: 'session' })).toBeUndefined();
  expect(heard[0]?.body).toBe('');
  expect(heard[0]?.headers).not.toHaveProperty('content-type');
  expect(heard[0]?.headers).not.toHaveProperty('if-match');
});

test('a refusal carries the words of the server, field by field', async () => {
  const problem = {
    title: 'Bad Request',
    status: 400,
    detail: 'slug cannot be used.',
    errors: [{ field: 'slug', value: 'A', remedy: 'Write a-z.' }],
  };
  const { send } = await serve((response) => response.writeHead(400).end(JSON.stringify(problem)));
  const refused = sendChange(send, { method: 'POST', path: 'projects', body: {} });
  await expect(refused).rejects.toBeInstanceOf(AskError);
  await expect(refused).rejects.toMatchObject({
    status: 400,
    message: 'slug cannot be used.',
    problems: [{ field: 'slug', value: 'A', remedy: 'Write a-z.' }],
  });
});

test('a server that is gone, or an answer that breaks off, is an absent server: it may have happened or not', async () => {
  const { send: broken } = await serve((response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"id":');
    response.destroy();
  });
  const change = { method: 'POST', path: 'views', body: {} } as const;
  await expect(sendChange(broken, change)).rejects.toBeInstanceOf(ServerAwayError);
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await expect(sendChange(broken, change)).rejects.toBeInstanceOf(ServerAwayError);
});

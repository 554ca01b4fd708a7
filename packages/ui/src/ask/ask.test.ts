import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createAsk, type Ask } from './ask.ts';
import { AskError, ServerAwayError } from './errors.ts';

interface Question {
  readonly id: string;
  readonly ask: string;
  readonly params: Record<string, unknown>;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A real HTTP server that answers each batch with what `answer` writes, and the questions it was asked. */
async function serve(
  answer: (questions: Question[], response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ ask: Ask; batches: Question[][] }> {
  const batches: Question[][] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { questions } = JSON.parse(body) as { questions: Question[] };
      batches.push(questions);
      answer(questions, response, request);
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
  return { ask: createAsk({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/ask` }), batches };
}

const line = (id: string, body: unknown, status = 200): string => `${JSON.stringify({ id, status, body })}\n`;

describe('questions', () => {
  test('of one tick travel together, and each gets its own answer in whatever order', async () => {
    const { ask, batches } = await serve((questions, response) => {
      response.end(
        [...questions]
          .reverse()
          .map(({ id, ask }) => line(id, { about: ask }))
          .join(''),
      );
    });
    const answers = await Promise.all([
      ask('services', { from: '-1h', service: ['a'] }),
      ask('meta', {}),
      ask('findings', {}),
    ]);
    expect(answers).toEqual([{ about: 'services' }, { about: 'meta' }, { about: 'findings' }]);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.[0]).toEqual({ id: '0', ask: 'services', params: { from: '-1h', service: ['a'] } });
  });

  test('leave out empty values, and more than 24 go in several batches', async () => {
    const { ask, batches } = await serve((questions, response) =>
      response.end(questions.map(({ id }) => line(id, id)).join('')),
    );
    await Promise.all(Array.from({ length: 30 }, (_, at) => ask(`q${at}`, { cursor: '', where: [], n: String(at) })));
    expect(batches.map((batch) => batch.length).sort((a, b) => b - a)).toEqual([24, 6]);
    expect(batches.flat().every(({ params }) => Object.keys(params).join() === 'n')).toBe(true);
  });

  test('are answered as soon as their line is there, also when it comes in pieces', async () => {
    let finish = (): void => undefined;
    const { ask } = await serve((questions, response) => {
      const text = Buffer.from(line(questions[0]?.id ?? '', 'grüß dich'));
      // Cut inside a letter of two bytes.
      const cut = text.indexOf(0xc3) + 1;
      response.write(text.subarray(0, cut));
      setImmediate(() => response.write(text.subarray(cut)));
      finish = () => response.end(`\n${line(questions[1]?.id ?? '', 'late').trimEnd()}`);
    });
    const first = ask('a', {});
    const second = ask('b', {});
    await expect(first).resolves.toBe('grüß dich');
    finish();
    await expect(second).resolves.toBe('late');
  });
});

describe('what goes wrong', () => {
  test('with one question leaves the others alone', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Bad question',
      status: 400,
      detail: 'where cannot be read',
      errors: [{ field: 'where', value: 'x', remedy: 'Write key=value.' }, 'odd'],
    };
    const { ask } = await serve((questions, response) =>
      response.end(
        questions.map(({ id, ask }) => (ask === 'bad' ? line(id, problem, 400) : line(id, 'fine'))).join(''),
      ),
    );
    const [bad, good] = await Promise.allSettled([ask('bad', {}), ask('good', {})]);
    expect(good).toEqual({ status: 'fulfilled', value: 'fine' });
    const error = bad?.status === 'rejected' ? (bad.reason as AskError) : undefined;
    expect(error).toBeInstanceOf(AskError);
    expect(error).toMatchObject({
      status: 400,
      title: 'Bad question',
      message: 'where cannot be read',
      isPassing: false,
    });
    expect(error?.problems).toEqual([{ field: 'where', value: 'x', remedy: 'Write key=value.' }]);
  });

  test('with all of them carries the words and the wish of the server', async () => {
    const { ask } = await serve((_, response) => {
      response
        .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '7' })
        .end(JSON.stringify({ title: 'Too many', status: 429, detail: 'Wait.' }));
    });
    await expect(ask('a', {})).rejects.toMatchObject({
      name: 'AskError',
      status: 429,
      retryAfterMs: 7000,
      isPassing: true,
    });
  });

  test('is an absent server when nobody listens, a proxy stands in, or the answer breaks off', async () => {
    const { ask: none } = await serve((_, response) => response.end());
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await expect(none('a', {})).rejects.toBeInstanceOf(ServerAwayError);

    const { ask: proxied } = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    await expect(proxied('a', {})).rejects.toBeInstanceOf(ServerAwayError);

    const { ask: broken } = await serve((questions, response) => response.end(line(questions[0]?.id ?? '', 1)));
    const [first, second] = await Promise.allSettled([broken('a', {}), broken('b', {})]);
    expect(first).toEqual({ status: 'fulfilled', value: 1 });
    expect(second).toMatchObject({ status: 'rejected', reason: { name: 'ServerAwayError' } });
  });
});

describe('an aborted question', () => {
  test('is not asked when it is aborted in time', async () => {
    const { ask, batches } = await serve((questions, response) =>
      response.end(questions.map(({ id }) => line(id, 1)).join('')),
    );
    const early = new AbortController();
    const lost = ask('lost', {}, early.signal);
    early.abort();
    await expect(lost).rejects.toMatchObject({ name: 'AbortError' });
    await expect(ask('lost', {}, early.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await ask('kept', {});
    expect(batches.map((batch) => batch.map(({ ask }) => ask))).toEqual([['kept']]);
  });

  test('leaves the connection to the others, and closes it when nobody is left', async () => {
    let closed: Promise<void> = Promise.resolve();
    let arrived = (): void => undefined;
    const here = new Promise<void>((resolve) => (arrived = resolve));
    const { ask } = await serve((_, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      arrived();
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = Promise.allSettled([ask('a', {}, one.signal), ask('b', {}, two.signal)]);
    await here;
    one.abort();
    let isClosed = false;
    void closed.then(() => (isClosed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    two.abort();
    await closed;
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

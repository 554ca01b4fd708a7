import { channel } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { context, createContextKey } from '@opentelemetry/api';
import { StackContextManager } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it } from 'vitest';
import type { Parcel } from '../platform.ts';
import { createPost, type Post } from './post.ts';

const PARCEL: Parcel = { path: '/v1/logs?batch=1', body: '{"grüße":"😀"}', packed: undefined, isLeaving: false };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A receiver that does what it is told. */
async function receiver(
  answer: (...given: Parameters<RequestListener>) => unknown,
): Promise<{ post: Post; server: Server }> {
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/collect`;
  return { post: createPost({ endpoint, headers: { 'content-type': 'application/json', 'x-key': 'k' } }), server };
}
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

describe('a request', () => {
  it('carries path, headers and body, and brings back status, Retry-After and text', async () => {
    const seen: unknown[] = [];
    const { post } = await receiver(async (request, response) => {
      const { method, url, headers } = request;
      const { 'x-key': key, 'content-type': type, 'content-encoding': encoding } = headers;
      seen.push({ method, url, key, type, encoding, body: (await bodyOf(request)).toString() });
      response.writeHead(429, { 'retry-after': '7' }).end('later');
    });
    expect(await post(PARCEL)).toEqual({ status: 429, retryAfter: '7', text: 'later' });
    const { path, body } = PARCEL;
    expect(seen).toEqual([{ method: 'POST', url: `/collect${path}`, key: 'k', type: 'application/json', body }]);
  });

  it('says of a packed body that it is', async () => {
    let got = '';
    const { post } = await receiver(async (request, response) => {
      got = `${request.headers['content-encoding']} ${gunzipSync(await bodyOf(request)).toString()}`;
      response.end();
    });
    await post({ ...PARCEL, packed: new Uint8Array(gzipSync(PARCEL.body)) });
    expect(got).toBe(`gzip ${PARCEL.body}`);
  });

  it('goes over one connection after another, and again at once over a new one when the receiver had closed it', async () => {
    const sockets = new Set<unknown>();
    let isClosing = false;
    const { post } = await receiver((request, response) => {
      const isKnown = sockets.has(request.socket);
      sockets.add(request.socket);
      // As a receiver does whose time for idle connections is over while the request is on its way.
      if (isKnown && isClosing) request.socket.resetAndDestroy();
      else response.end('ok');
    });
    expect((await post(PARCEL)).text).toBe('ok');
    expect((await post(PARCEL)).text).toBe('ok');
    expect(sockets.size).toBe(1);
    isClosing = true;
    expect((await post(PARCEL)).text).toBe('ok');
    expect(sockets.size).toBe(2);
  });

  it('fails where there is no answer, and where the connection is cut', async () => {
    const { post, server } = await receiver((request) => request.socket.destroy());
    await expect(post(PARCEL)).rejects.toThrow(/ECONNRESET|hang up/);
    server.close();
    await expect(post(PARCEL)).rejects.toThrow('ECONNREFUSED');
  });

  it('has its answer with the status, also when the words after it are cut off', async () => {
    const { post } = await receiver((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => request.socket.destroy());
    });
    expect((await post(PARCEL)).status).toBe(200);
  });

  it('is made where instrumentation looks away', async () => {
    const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    const seen: unknown[] = [];
    const look = (): void => void seen.push(context.active().getValue(key));
    const { post } = await receiver((_, response) => response.end());
    context.setGlobalContextManager(new StackContextManager().enable());
    channel('http.client.request.created').subscribe(look);
    try {
      await post(PARCEL);
    } finally {
      channel('http.client.request.created').unsubscribe(look);
      context.disable();
    }
    expect(seen).toEqual([true]);
  });
});

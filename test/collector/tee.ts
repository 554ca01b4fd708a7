import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { until } from '../kit/until.ts';

/** A door for OTLP/HTTP that hands the same bytes to several servers. */
export interface Tee {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Answers a request when all `targets` have taken it; goes on trying those that do not, for `limitMs` milliseconds. */
export async function startTee(targets: readonly string[], limitMs = 20_000): Promise<Tee> {
  const server = createServer((request, response) => {
    const type = request.headers['content-type'] ?? '';
    void handOn(request, targets, limitMs).then(
      () => response.writeHead(200, { 'content-type': type }).end(type.includes('json') ? '{}' : ''),
      () => response.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function handOn(request: IncomingMessage, targets: readonly string[], limitMs: number): Promise<void> {
  const body = new Uint8Array(await buffer(request));
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  const headers = { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) };
  const give = (target: string): Promise<boolean> =>
    until(limitMs, async () => {
      // Some seconds each: a connection to a server that was killed must not take the whole time.
      const signal = AbortSignal.timeout(5000);
      const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body, signal });
      if (!answer.ok) throw new Error(`${target} answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
      return true;
    });
  await Promise.all(targets.map(give));
}

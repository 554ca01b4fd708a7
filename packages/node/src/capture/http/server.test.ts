import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { logs, metrics } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, onTestFinished, test } from 'vitest';
import { resolveCaptureSettings } from '../../config/capture-settings.ts';
import { createFastTracerProvider } from '../../tracer/fast-tracer-provider.ts';
import { rootSampler } from '../../tracer/sampling.ts';
import { startServerCapture } from './server.ts';

test('a connection looks alike to V8 whether or not the span of a request on it was kept', async () => {
  let isKept = false;
  const sampler = rootSampler({ keeps: () => isKept, state: undefined, toString: () => 'of this test' });
  const provider = createFastTracerProvider({ resource: resourceFromAttributes({}), sampler, onChunk: () => {} });
  const tools = {
    tracer: provider.getTracer('tests'),
    meter: metrics.getMeter('tests'),
    logger: logs.getLogger('tests'),
  };
  const sends = { traces: true, metrics: false, logs: false };
  onTestFinished(startServerCapture({ ...tools, settings: resolveCaptureSettings(sends, { code: {}, fallback: {} }) }));

  const kept: boolean[] = [];
  const sockets: Socket[] = [];
  const server = createServer(({ socket }, response) => {
    kept.push(isKept);
    sockets.push(socket);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  for (const keeps of [false, true]) {
    isKept = keeps;
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ agent, port, host: '127.0.0.1' }, resolve).on('error', reject);
    });
    await once(answer.resume(), 'end');
  }
  onTestFinished(() => void server.close());

  const [unkept, other] = sockets;
  expect(kept).toEqual([false, true]);
  expect(unkept).not.toBe(other);
  // V8 goes by which properties an object has, and in what order they came. The caller has the answer before Node is through with it.
  await expect.poll(() => Reflect.ownKeys(other ?? {}), { timeout: 10_000 }).toEqual(Reflect.ownKeys(unkept ?? {}));
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

let sink: Sink;
beforeEach(async () => {
  sink = await startSink();
});
afterEach(() => sink.close());

test.each(['--import', '--require'] as const)('starts once, however often it is loaded: %s', async (agent) => {
  const ended = await run('starts-again.mjs', {
    agent,
    env: { SIGHTGLASS_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'a' },
  });
  expect(ended).toMatchObject({ code: 0, stdout: 'true false\n', stderr: '' });
  expect(sink.spans.map(({ kind, name }) => `${kind} ${name}`).sort((a, b) => a.localeCompare(b))).toEqual([
    '1 by hand',
    '2 GET',
    '3 GET',
  ]);
  expect(sink.spans[0]?.resource['service.name']).toBe('a');
});

test('is started by the program that loads it without --import', async () => {
  const ended = await run('starts-again.mjs', { env: { SIGHTGLASS_ENDPOINT: sink.url } });
  expect(ended).toMatchObject({ code: 0, stdout: 'true false\n', stderr: '' });
  expect(sink.spans).toHaveLength(3);
});

test('sends on flush(), and captures nothing after stop()', async () => {
  const ended = await run('in-code.mjs', { env: { TEST_ENDPOINT: sink.url } });
  expect(ended).toMatchObject({ code: 0, stdout: 'flushed\n', stderr: '' });
  expect(sink.spans.map(({ kind }) => kind).sort((a, b) => a - b)).toEqual([2, 2, 3, 3]);
  expect(sink.spans[0]?.resource).toMatchObject({ 'service.name': 'in code', team: 'shop' });
  expect(sink.requests[0]?.headers['x-sightglass-key']).toBe('k');
  // The requests of the first flush were over when the metrics of the second were collected.
  const points = sink.metrics
    .filter(({ name }) => name === 'http.client.request.duration')
    .flatMap((one) => one.points);
  const ports = points.map(({ attributes }) => attributes['server.port']);
  expect(ports.length).toBeGreaterThan(1);
  expect(ports).not.toContain(Number(new URL(sink.url).port));
});

test('lets a program wait at its last lines for what it asked for', async () => {
  const ended = await run('last-line.mjs', { env: { SIGHTGLASS_ENDPOINT: sink.url } });
  expect(ended).toMatchObject({ code: 0, stdout: 'flushed\nstopped\n', stderr: '' });
  expect(sink.spans.map(({ name }) => name)).toEqual(['the only one']);
});

test('leaves everything to an SDK that is registered first', async () => {
  const env = { SIGHTGLASS_ENDPOINT: sink.url, NODE_OPTIONS: '--import ./own-sdk.mjs' };
  const plain = await run('idle.mjs', { env });
  const ended = await run('idle.mjs', { agent: '--import', env });
  expect(plain.stdout).toBe('own by hand\n');
  expect(ended).toEqual({ ...plain, ms: expect.any(Number) as number });
  expect(sink.requests).toEqual([]);
});

test('makes no span twice where the program brings the same captures later', async () => {
  const ended = await run('own-captures.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
  expect(ended).toMatchObject({ code: 0, stdout: 'registered false\ntrue 2\n', stderr: '' });
  const seen = sink.spans.map(
    ({ kind, attributes }) => `${kind} ${String(attributes['url.path'] ?? attributes['url.full'])}`,
  );
  expect(seen.map((span) => span.replace(/http:\/\/[^/]+/, '')).sort((a, b) => a.localeCompare(b))).toEqual([
    '2 /fetched',
    '2 /got',
    '3 /fetched',
    '3 /got',
  ]);
});

test('does not hold a program open that is finished, and not its worker threads either', async () => {
  const ended = await run('in-a-worker.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
  expect(ended).toMatchObject({ code: 0, stdout: 'worker done\nmain done\n', stderr: '' });
  expect(sink.spans.map(({ name }) => name).sort((a, b) => a.localeCompare(b))).toEqual(['in main', 'in worker']);
});

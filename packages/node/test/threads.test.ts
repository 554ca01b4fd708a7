import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkSpan } from './sink.ts';

let sink: Sink;
let ended: Ended;
beforeAll(async () => {
  sink = await startSink();
  ended = await run('threads.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } });
}, 60_000);
afterAll(() => sink.close());

const spanOf = (name: string): SinkSpan | undefined => sink.spans.find((span) => span.name === name);

test('the program behaves as without the agent', async () => {
  const without = await run('threads.mjs', {});
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'Worker true undefined true\n' });
  expect(ended.stdout).toBe(without.stdout);
});

test.each(['spawn', 'fork', 'cluster', 'worker', 'bare worker'])(
  'what is made by %s goes on in the trace of its maker, with its baggage',
  (made) => {
    const maker = spanOf('maker');
    const span = spanOf(`made by ${made}`);
    expect(maker?.spanId).toBeDefined();
    expect([span?.traceId, span?.parentSpanId]).toEqual([maker?.traceId, maker?.spanId]);
    expect(span?.attributes).toEqual({ 'is.main': !made.includes('worker'), shop: 'books' });
  },
);

test('a worker that is to have nothing of its maker has no agent', () => {
  expect(sink.spans).toHaveLength(6);
  expect(spanOf('made by closed worker')).toBeUndefined();
});

test('threads and processes tell themselves apart', () => {
  const instances = sink.spans.map(({ resource }) => resource['service.instance.id']);
  expect(new Set(instances).size).toBe(6);
  for (const span of sink.spans) {
    expect(typeof span.resource['thread.id']).toBe(span.name.includes('worker') ? 'number' : 'undefined');
  }
  const hosts = sink.metrics.filter(({ name }) => name.startsWith('system.'));
  expect(hosts.every(({ resource }) => resource['thread.id'] === undefined)).toBe(true);
});

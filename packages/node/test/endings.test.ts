import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REFUSED, run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

const WAYS = [
  'normal',
  'exit 3',
  'ten listeners of each',
  'exitCode 4',
  'throw',
  'rejection',
  'own beforeExit',
  'own uncaughtException',
  'SIGTERM',
  'SIGINT',
  'own SIGTERM',
  'SIGTERM passed on',
] as const;

/** Of CommonJS one of each kind: what differs is how the agent was loaded. */
const WAYS_OF_COMMONJS = WAYS.filter((way) =>
  ['normal', 'exit 3', 'throw', 'own uncaughtException', 'SIGTERM'].includes(way),
);

/** What the program does must be the same. */
function seen({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'ms'> {
  return { code, signal, stdout, stderr };
}
/** What the agent may take at the end, and what a loaded machine may add; a request that hangs would take ten seconds. */
const MOST_DELAY_MS = 2000;
const TOLERANCE_MS = 6000;

describe.each([
  { program: 'ending.mjs', agent: '--import', ways: WAYS },
  { program: 'ending.cjs', agent: '--require', ways: WAYS_OF_COMMONJS },
] as const)('a program preloaded by $agent', ({ program, agent, ways }) => {
  const withoutAgent = new Map<string, Ended>();
  let sink: Sink;
  let hanging: Sink;

  beforeAll(async () => {
    sink = await startSink();
    hanging = await startSink('hanging');
    for (const way of ways) withoutAgent.set(way, await run(program, { args: [way] }));
  });
  afterAll(async () => {
    await sink.close();
    await hanging.close();
  });

  // One after the other: what is to arrive within the two seconds must not compete for the processor.
  test.each(ways)('ends the same and delivers its last span and metrics: %s', async (way) => {
    const service = `${program} ${way}`;
    const env = { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_SERVICE: service };
    const ended = await run(program, { agent, args: [way], env });

    expect(seen(ended)).toEqual(seen(withoutAgent.get(way)!));
    const spans = sink.spans.filter(({ resource }) => resource['service.name'] === service);
    expect(spans.map((span) => span.kind).sort((a, b) => a - b)).toEqual([2, 3]);
    const durations = sink.metrics.filter(
      ({ name, resource }) => name === 'http.server.request.duration' && resource['service.name'] === service,
    );
    // Said twice where the program took so long that the first collection came before its end.
    expect(new Set(durations.map(({ points }) => points[0]?.count))).toEqual(new Set([1]));
  });

  test.concurrent.each(ways)('ends the same when nothing listens at the endpoint: %s', async (way) => {
    const ended = await run(program, { agent, args: [way], env: { SIGHTGLASS_ENDPOINT: REFUSED } });

    expect(seen(ended)).toEqual(seen(withoutAgent.get(way)!));
    expect(ended.ms).toBeLessThan(MOST_DELAY_MS + TOLERANCE_MS);
  });

  test.concurrent.each(ways)('ends the same when the receiver never answers: %s', async (way) => {
    const ended = await run(program, { agent, args: [way], env: { SIGHTGLASS_ENDPOINT: hanging.url } });

    expect(seen(ended)).toEqual(seen(withoutAgent.get(way)!));
    expect(ended.ms).toBeLessThan(MOST_DELAY_MS + TOLERANCE_MS);
  });
});

test('what was under way where an error was thrown that ends the program arrives as failed', async () => {
  const sink = await startSink();
  try {
    const [without, ended] = await Promise.all([
      run('crash-in-request.mjs', {}),
      run('crash-in-request.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url } }),
    ]);
    expect(seen(ended)).toEqual(seen(without));
    expect(ended.code).toBe(1);
    const failed = sink.spans.filter(({ attributes }) => attributes['error.type'] === 'TypeError');
    expect(new Set(failed.map(({ status }) => status.message))).toEqual(new Set(['thrown in a request']));
    const [inner] = failed.filter(({ name }) => name === 'inner');
    const servers = failed.filter(({ kind }) => kind === 2);
    expect(new Set(servers.map(({ attributes }) => attributes['url.path']))).toEqual(new Set(['/waits', '/crashes']));
    const crashing = servers.find(({ attributes }) => attributes['url.path'] === '/crashes');
    expect(inner?.parentSpanId).toBe(crashing?.spanId);
  } finally {
    await sink.close();
  }
});

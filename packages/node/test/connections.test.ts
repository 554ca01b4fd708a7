import { expect, test } from 'vitest';
import { run } from './run.ts';
import { startSink } from './sink.ts';
import type { SinkSpan } from './sink.ts';

const ERROR = 2;

async function spansWith(env: Record<string, string>): Promise<{ stdout: string; stderr: string; spans: SinkSpan[] }> {
  const sink = await startSink();
  try {
    const ended = await run('connections.mjs', { agent: '--import', env: { SIGHTGLASS_ENDPOINT: sink.url, ...env } });
    return { ...ended, spans: [...sink.spans] };
  } finally {
    await sink.close();
  }
}

test('lookups and connections have no spans unless somebody asks for them', async () => {
  const { spans, stderr } = await spansWith({});
  expect([spans, stderr]).toEqual([[], '']);
});

test('lookups and connections that were asked for are seen, and the program gets what it got before', async () => {
  const without = await run('connections.mjs', {});
  const { spans, stdout, stderr } = await spansWith({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'dns,net' });
  expect([stdout, stderr]).toEqual([without.stdout, '']);
  expect(stdout).toBe('127.0.0.1 127.0.0.1 127.0.0.1 getaddrinfo ECONNREFUSED ERR_INVALID_ARG_TYPE lookup\n');
  const lookups = spans.filter(({ name }) => name === 'dns.lookup');
  expect(lookups.map(({ attributes }) => attributes['dns.question.name'])).toEqual([
    'localhost',
    'localhost',
    'localhost',
    'no-such-name.invalid',
  ]);
  expect(lookups[3]).toMatchObject({ status: { code: ERROR } });
  const connections = spans.filter(({ name }) => name === 'connect');
  expect(connections).toMatchObject([
    { attributes: { 'network.transport': 'tcp', 'network.peer.address': '127.0.0.1' } },
    { status: { code: ERROR }, attributes: { 'error.type': 'ECONNREFUSED' } },
  ]);
});

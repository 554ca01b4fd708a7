import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkLog } from './sink.ts';

let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
});
afterAll(() => sink.close());

interface Crashed {
  readonly ended: Ended;
  readonly plain: Ended;
  readonly logs: SinkLog[];
  /** Ids of the traces whose server spans arrived. */
  readonly traceIds: string[];
}

async function crash(way: string, env: Readonly<Record<string, string>> = {}): Promise<Crashed> {
  const SIGHTGLASS_SERVICE = `crashing: ${way} ${JSON.stringify(env)}`;
  const plain = await run('crashing.cjs', { args: [way] });
  // `--import` alone already changes the stacks that Node prints.
  const ended = await run('crashing.cjs', {
    args: [way],
    agent: '--require',
    env: { SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_SERVICE, ...env },
  });
  const isOurs = ({ resource }: { resource: Record<string, unknown> }): boolean =>
    resource['service.name'] === SIGHTGLASS_SERVICE;
  const servers = sink.spans.filter((span) => isOurs(span) && span.kind === 2);
  return { plain, ended, logs: sink.logs.filter(isOurs), traceIds: servers.map(({ traceId }) => traceId) };
}

const UNHANDLED = { 'sightglass.exception.handled': false };

// One after the other: what is to arrive within two seconds must not compete for the processor.
test.each([
  ['throw in the handler', 21, { ...UNHANDLED, 'sightglass.exception.mechanism': 'uncaughtException' }],
  ['throw in a timer', 21, { ...UNHANDLED, 'sightglass.exception.mechanism': 'uncaughtException' }],
  ['throw at load', 21, { ...UNHANDLED, 'sightglass.exception.mechanism': 'uncaughtException' }],
  ['unhandled rejection', 21, { ...UNHANDLED, 'sightglass.exception.mechanism': 'unhandledrejection' }],
  ['own uncaughtException that exits', 17, { ...UNHANDLED, 'sightglass.exception.mechanism': 'uncaughtException' }],
  ['own unhandledRejection that exits', 17, { ...UNHANDLED, 'sightglass.exception.mechanism': 'unhandledrejection' }],
  ['own uncaughtException that goes on', 17, { ...UNHANDLED, 'sightglass.exception.mechanism': 'uncaughtException' }],
  ['captured, then process.exit(3)', 13, { 'sightglass.exception.handled': true }],
  ['captured, then a normal end', 13, { 'sightglass.exception.handled': true }],
])('the event of “%s” arrives once, and the program ends as without us', async (way, severity, more) => {
  const { plain, ended, logs, traceIds } = await crash(way);
  expect({ ...ended, ms: 0 }).toEqual({ ...plain, ms: 0 });
  expect(plain.code === 0).toBe(/goes on|normal/.test(way));

  expect(logs).toHaveLength(1);
  const [event] = logs;
  expect(event).toMatchObject({ scope: '@sightglass/errors', severityNumber: severity, eventName: 'exception' });
  expect(event?.attributes).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'gone at https://REDACTED:REDACTED@shop.example/pay?card=REDACTED',
    'exception.stacktrace': expect.stringContaining('crashing.cjs:7:') as string,
    ...more,
  });
  expect(JSON.stringify(event)).not.toMatch(/visa4111|user:pass|breadcrumbs/);
  // The request in which it happened.
  expect(event?.traceId ?? '').toMatch(way === 'throw at load' ? /^$/ : /^[\da-f]{32}$/);
  // With process.exit() in the middle of a request its span never ends.
  expect(traceIds).toEqual(/load|exit\(/.test(way) ? [] : [event?.traceId]);
});

test.each([
  {},
  { SIGHTGLASS_SAMPLE_RATIO: '0' },
  // Nobody sees requests then.
  { OTEL_TRACES_EXPORTER: 'none', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' },
])('what the program says by @sightglass/errors stands on its events, each request by itself: %o', async (env) => {
  const { logs } = await crash('scopes', env);
  const told = logs.map(({ body, attributes }) => [
    attributes['exception.type'] ?? body,
    attributes['sightglass.tag.part'],
    attributes['sightglass.tag.who'],
  ]);
  expect(told).toEqual([
    ['TypeError', 'request', 'ann'],
    ['a message', 'request', undefined],
    ['RangeError', 'inside', undefined],
    ['outside', undefined, undefined],
  ]);
});

test('nothing is captured where errors are switched off', async () => {
  const { plain, ended, logs } = await crash('throw in a timer', { SIGHTGLASS_ERRORS: 'false' });
  expect({ ...ended, ms: 0 }).toEqual({ ...plain, ms: 0 });
  expect(logs).toEqual([]);
});

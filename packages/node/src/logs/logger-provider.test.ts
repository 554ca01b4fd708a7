import { readFileSync } from 'node:fs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { parse } from 'protobufjs';
import { expect, test, vi } from 'vitest';
import { createLoggerProvider } from './logger-provider.ts';
import type { FastLoggerProvider, LoggerProviderOptions } from './logger-provider.ts';

const proto = readFileSync(new URL('../../../server/test/otlp/otlp.proto', import.meta.url), 'utf8');
const REQUEST = parse(proto).root.lookupType('ExportLogsServiceRequest');

interface Sent {
  readonly body: unknown;
  readonly attributes: Record<string, unknown>;
}

/* eslint-disable typescript/no-explicit-any -- protobuf as it comes */
function plain(value: any): unknown {
  if (value?.arrayValue) return value.arrayValue.values.map(plain);
  if (value?.kvlistValue) return fields(value.kvlistValue.values);
  return value && Object.values(value)[0];
}
function fields(list: any[] = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}
function decode(bytes: Uint8Array): Sent[] {
  const { resourceLogs } = REQUEST.toObject(REQUEST.decode(bytes), { longs: Number }) as any;
  return resourceLogs.flatMap(({ scopeLogs }: any) =>
    scopeLogs.flatMap(({ logRecords }: any) =>
      logRecords.map(({ body, attributes }: any) => ({ body: plain(body), attributes: fields(attributes) })),
    ),
  );
}
/* eslint-enable typescript/no-explicit-any */

function collect(options: Partial<LoggerProviderOptions> = {}): { provider: FastLoggerProvider; sent: () => Sent[] } {
  const chunks: Uint8Array[] = [];
  const resource = resourceFromAttributes({ 'service.name': 'tried' });
  const provider = createLoggerProvider({ resource, onChunk: (bytes) => chunks.push(bytes), ...options });
  const sent = (): Sent[] => {
    provider.flush();
    return chunks.flatMap(decode);
  };
  return { provider, sent };
}

test('what a record does while it is read breaks no other record', () => {
  const { provider, sent } = collect();
  const logger = provider.getLogger('tests');
  const attributes = {
    first: 1,
    get inner() {
      logger.emit({ body: 'inner', attributes: { from: 'getter' } });
      return { deep: 'x' };
    },
    get broken(): string {
      throw new Error('no');
    },
    last: 2,
  };
  logger.emit({ body: 'outer', attributes });
  logger.emit(null as never);
  logger.emit({ body: () => {}, attributes: 'none' as never });
  logger.emit({ body: new Date(0) });
  logger.emit({
    get body(): string {
      throw new Error('no');
    },
  });
  expect(sent()).toEqual([
    { body: 'inner', attributes: { from: 'getter' } },
    { body: 'outer', attributes: { first: 1, inner: { deep: 'x' }, last: 2 } },
    { body: undefined, attributes: {} },
    { body: undefined, attributes: {} },
  ]);
});

test('a chunk is handed over when it is full, each record once and in order', () => {
  const bodies: unknown[] = [];
  const buffers = new Set<ArrayBufferLike>();
  const { provider } = collect({
    onChunk: (bytes, records) => {
      const read = decode(bytes);
      expect(read).toHaveLength(records);
      bodies.push(...read.map(({ body }) => body));
      buffers.add(bytes.buffer);
      provider.release(bytes);
    },
  });
  const expected = Array.from({ length: 6000 }, (_, at) => `line ${at}`);
  for (const body of expected) provider.getLogger('tests').emit({ body, attributes: { filler: 'x'.repeat(300) } });
  expect(bodies.length).toBeGreaterThan(4000);
  provider.flush();
  expect(bodies).toEqual(expected);
  expect(buffers.size).toBeLessThanOrEqual(3);
  expect([provider.created, provider.dropped]).toEqual([6000, 0]);
});

test('records that cannot be handed over are counted, and the next ones go on', () => {
  let isBroken = true;
  const taken: number[] = [];
  const { provider } = collect({
    onChunk: (_, records) => {
      if (isBroken) throw new Error('no');
      taken.push(records);
    },
  });
  for (let at = 0; at < 3; at++) provider.getLogger('tests').emit({ body: 'lost' });
  provider.flush();
  isBroken = false;
  provider.getLogger('tests').emit({ body: 'kept' });
  provider.flush();
  expect([provider.dropped, taken]).toEqual([3, [1]]);
});

test('what waits is handed over after the delay, and keeps no process alive', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  const taken: number[] = [];
  const { provider } = collect({ delayMs: 10, onChunk: (_, records) => taken.push(records) });
  provider.getLogger('one').emit({ body: 'a' });
  provider.getLogger('two').emit({ body: 'b' });
  expect([timers(), taken]).toEqual([before, []]);
  await vi.waitFor(() => expect(taken).toEqual([1, 1]), { timeout: 5000 });
});

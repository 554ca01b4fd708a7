import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test, vi } from 'vitest';
import { decode } from '../../test/oracle.ts';
import type { WireSpan } from '../../test/oracle.ts';
import { createFastTracerProvider } from './fast-tracer-provider.ts';
import type { FastTracerOptions, FastTracerProvider } from './fast-tracer-provider.ts';

interface Collected {
  readonly provider: FastTracerProvider;
  readonly chunks: { bytes: Uint8Array; spans: number }[];
  readonly sent: () => WireSpan[];
}

function collect(options: Partial<FastTracerOptions> = {}): Collected {
  const chunks: Collected['chunks'] = [];
  const resource = resourceFromAttributes({ 'service.name': 'tried' });
  const provider = createFastTracerProvider({
    resource,
    onChunk: (bytes, spans) => chunks.push({ bytes, spans }),
    ...options,
  });
  return {
    provider,
    chunks,
    sent: () => {
      provider.flush();
      return chunks.flatMap(({ bytes }) => decode(bytes));
    },
  };
}

const valueOf = (span: WireSpan | undefined, key: string): unknown =>
  span?.attributes.find((attribute) => attribute.key === key)?.value;

test('a chunk is handed over when it is full, each span once and in order, and buffers are written again', () => {
  const names: string[] = [];
  const buffers = new Set<ArrayBufferLike>();
  const { provider } = collect({
    onChunk: (bytes, spans) => {
      const read = decode(bytes);
      expect(read).toHaveLength(spans);
      expect(bytes.length).toBeLessThanOrEqual(256 * 1024);
      names.push(...read.map(({ name }) => name));
      buffers.add(bytes.buffer);
      provider.release(bytes);
    },
  });
  const tracer = provider.getTracer('tests');
  const expected = Array.from({ length: 6000 }, (_, at) => `span ${at}`);
  for (const name of expected) tracer.startSpan(name, { attributes: { filler: 'x'.repeat(300) } }, ROOT_CONTEXT).end();
  provider.flush();
  expect(names).toEqual(expected);
  // Some eight chunks: the first grew, all later ones stand in the same buffer.
  expect(buffers.size).toBeLessThanOrEqual(3);
});

test('spans hold what they have until 64 are written together, whatever scopes they are of', () => {
  const { provider, sent } = collect();
  const spans = Array.from({ length: 64 }, (_, at) =>
    provider.getTracer(`scope ${at % 3}`).startSpan(`span ${at}`, { attributes: { at } }, ROOT_CONTEXT),
  );
  const held = (): number => spans.filter((span) => 'at' in Object(Reflect.get(span, 'attributes'))).length;
  for (const span of spans.slice(0, 63)) span.end();
  expect(held()).toBe(64);
  spans.at(-1)?.end();
  expect(held()).toBe(0);
  expect(sent()).toHaveLength(64);
});

test('a span that ends while others are written is written once', () => {
  const { provider, sent } = collect();
  const tracer = provider.getTracer('tests');
  const name = {
    toString: () => {
      tracer.startSpan('meanwhile', {}, ROOT_CONTEXT).end();
      return 'named';
    },
  };
  for (let at = 0; at < 200; at++) tracer.startSpan(name as never, {}, ROOT_CONTEXT).end();
  const names = sent().map((span) => span.name);
  expect(names.filter((one) => one === 'named')).toHaveLength(200);
  expect(names.filter((one) => one === 'meanwhile')).toHaveLength(200);
});

test('a chunk that is not given back is not written again', () => {
  const { provider, chunks, sent } = collect();
  for (let at = 0; at < 3000; at++)
    provider
      .getTracer('tests')
      .startSpan(`span ${at}`, { attributes: { filler: 'x'.repeat(300) } }, ROOT_CONTEXT)
      .end();
  expect(new Set(sent().map(({ name }) => name)).size).toBe(3000);
  expect(new Set(chunks.map(({ bytes }) => bytes.buffer)).size).toBe(chunks.length);
});

test.each([100, 127, 128, 16_300, 16_400, 2_100_000])(
  'a span with a text of %d bytes is read as it was set',
  (length) => {
    const { provider, sent } = collect();
    const text = 'é'.repeat(length / 2);
    provider
      .getTracer('tests')
      .startSpan('large', { attributes: { text, ['k'.repeat(length % 20_000)]: 1 } }, ROOT_CONTEXT)
      .end();
    provider.getTracer('tests').startSpan('after', {}, ROOT_CONTEXT).end();
    const [large, after] = sent();
    expect(valueOf(large, 'text')).toEqual({ stringValue: text });
    expect(after?.name).toBe('after');
  },
);

test('what waits keeps no process alive', () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  const { provider, chunks } = collect({ delayMs: 60_000 });
  provider.getTracer('tests').startSpan('waits', {}, ROOT_CONTEXT).end();
  expect(timers()).toBe(before);
  provider.flush();
  expect(chunks).toHaveLength(1);
});

test('what waits is handed over after the delay', async () => {
  const { provider, chunks } = collect({ delayMs: 10 });
  provider.getTracer('one').startSpan('a', {}, ROOT_CONTEXT).end();
  provider.getTracer('two').startSpan('b', {}, ROOT_CONTEXT).end();
  expect(chunks).toEqual([]);
  await vi.waitFor(() => expect(chunks.map(({ spans }) => spans)).toEqual([1, 1]), { timeout: 5000 });
  // Several chunks joined are one request.
  expect(decode(Buffer.concat(chunks.map(({ bytes }) => bytes)))).toHaveLength(2);
});

test('spans that cannot be handed over or written are counted, and the others go on', () => {
  const failing = collect({
    onChunk: () => {
      throw new Error('no');
    },
  });
  for (let at = 0; at < 3; at++) failing.provider.getTracer('tests').startSpan('lost', {}, ROOT_CONTEXT).end();
  failing.provider.flush();
  expect(failing.provider.droppedSpans).toBe(3);

  const { provider, sent } = collect();
  const bad = {
    get: () => undefined,
    set: () => bad,
    unset: () => bad,
    serialize: (): string => {
      throw new Error('no');
    },
  };
  const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, traceState: bad };
  const tracer = provider.getTracer('tests');
  tracer.startSpan('before', {}, ROOT_CONTEXT).end();
  tracer.startSpan('bad', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
  tracer.startSpan('after', {}, ROOT_CONTEXT).end();
  expect(sent().map(({ name }) => name)).toEqual(['before', 'after']);
  expect(provider.droppedSpans).toBe(1);
});

test('texts are masked by their key before they are written, whatever was remembered of the same text', () => {
  const { provider, sent } = collect({ redactions: new Map([['secret', (text) => text.replaceAll(/\d/g, '*')]]) });
  for (let times = 0; times < 3; times++) {
    const attributes = { open: 'a1', secret: 'a1', number: 1 };
    provider.getTracer('tests').startSpan('span', { attributes }, ROOT_CONTEXT).addEvent('event', attributes).end();
  }
  for (const span of sent()) {
    expect([valueOf(span, 'open'), valueOf(span, 'secret')]).toEqual([{ stringValue: 'a1' }, { stringValue: 'a*' }]);
    expect(JSON.stringify(span.events)).toContain('a*');
  }
});

test('more keys and values than are remembered are written all the same', () => {
  const { provider, sent } = collect();
  const tracer = provider.getTracer('tests');
  for (let at = 0; at < 1500; at++) {
    const attributes = {
      [`key ${at}`]: 'x',
      ever: `value ${at}`,
      same: 'same',
      'url.query': `q=${at}`,
      even: at % 2 === 0,
    };
    tracer.startSpan('span', { attributes }, ROOT_CONTEXT).end();
  }
  for (const [at, span] of sent().entries()) {
    expect(valueOf(span, `key ${at}`)).toEqual({ stringValue: 'x' });
    expect(valueOf(span, 'ever')).toEqual({ stringValue: `value ${at}` });
    expect(valueOf(span, 'even')).toEqual({ boolValue: at % 2 === 0 });
    expect(span.attributes).toHaveLength(5);
  }
});

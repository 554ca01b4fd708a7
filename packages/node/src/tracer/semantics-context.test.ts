// Rules 26 to 35 of the tracer: contexts, what passes between services, and when the stock SDK takes over.

import { EventEmitter, once } from 'node:events';
import { createServer, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  context,
  createContextKey,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import {
  deleteRPCMetadata,
  getRPCMetadata,
  isTracingSuppressed,
  RPCType,
  setRPCMetadata,
  suppressTracing,
  unsuppressTracing,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import {
  InMemoryMetricExporter,
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  NoopSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test, vi } from 'vitest';
import { onBoth } from '../../test/oracle.ts';
import { chooseProvider } from './choose-provider.ts';
import type { UserParts } from './choose-provider.ts';
import { createFastTracerProvider } from './fast-tracer-provider.ts';
import { createConsistentRatio, keepNothing } from './sampling.ts';
import { traceContextPropagator } from './trace-context.ts';

const same = ({ ours, stock }: { ours: unknown; stock: unknown }): void => expect(ours).toEqual(stock);
const KEY = createContextKey('tests');

test('26: with nothing set, the active context is the root context of the API', async () => {
  const results = await onBoth(() => [
    context.active() === ROOT_CONTEXT,
    context.with(ROOT_CONTEXT.setValue(KEY, 1), () => context.active() === ROOT_CONTEXT),
    context.with(ROOT_CONTEXT, () => context.active() === ROOT_CONTEXT),
  ]);
  expect(results.ours).toEqual([true, false, true]);
  same(results);
});

test('27: contexts of the class of the API are taken as parents and as what is active', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const ctx = suppressTracing(
      propagation.setBaggage(ROOT_CONTEXT.setValue(KEY, 'kept'), propagation.createBaggage()),
    );
    const found = tracer().startActiveSpan('outer', {}, unsuppressTracing(ctx), (outer) => {
      const active = context.active();
      tracer().startSpan('inner').end();
      outer.end();
      return [active.getValue(KEY), trace.getSpan(active) === outer, propagation.getActiveBaggage() !== undefined];
    });
    return [found, sent().map(({ name, parentSpanId }) => [name, parentSpanId !== ''])];
  });
  expect(results.ours).toEqual([
    ['kept', true, true],
    [
      ['inner', true],
      ['outer', false],
    ],
  ]);
  same(results);
});

test('28: every key can be set, shadowed and deleted, in the context of a span too', async () => {
  const results = await onBoth(({ tracer }) =>
    tracer().startActiveSpan('span', (span) => {
      const start = context.active();
      const seen: unknown[] = [];
      const look = (ctx: Context): Context => {
        const kept = [ctx.getValue(KEY), ctx.getValue(Symbol.for('other')), isTracingSuppressed(ctx)];
        seen.push([
          ...kept,
          getRPCMetadata(ctx)?.route,
          propagation.getBaggage(ctx)?.getAllEntries().length,
          trace.getSpan(ctx) === span,
        ]);
        return ctx;
      };
      let ctx = look(start);
      for (const value of [1, 2, undefined, null, 3]) ctx = look(ctx.setValue(KEY, value));
      ctx = look(ctx.setValue(Symbol.for('other'), 'o'));
      ctx = look(ctx.deleteValue(KEY));
      ctx = look(suppressTracing(ctx));
      ctx = look(unsuppressTracing(ctx));
      ctx = look(setRPCMetadata(ctx, { type: RPCType.HTTP, span, route: '/a' }));
      ctx = look(propagation.setBaggage(ctx, propagation.createBaggage({ a: { value: '1' } })));
      ctx = look(trace.deleteSpan(ctx));
      ctx = look(trace.setSpan(ctx, span));
      look(deleteRPCMetadata(propagation.deleteBaggage(ctx)));
      look(start);
      return seen;
    }),
  );
  expect(results.ours).toHaveLength(16);
  same(results);
});

test('29: with restores after a throw; bound functions keep this, arguments and length; bound emitters bind listeners', async () => {
  const results = await onBoth(() => {
    const one = ROOT_CONTEXT.setValue(KEY, 1);
    const two = ROOT_CONTEXT.setValue(KEY, 2);
    const active = (): unknown => context.active().getValue(KEY);
    const seen: unknown[] = [];
    expect(() => context.with(one, () => expect.fail('passes'))).toThrow('passes');
    seen.push(active());
    const add = function (this: { base: number } | undefined, a: number, b: number) {
      return [this?.base, a + b, active()];
    };
    seen.push(context.with(one, add, { base: 5 }, 1, 2), context.with(one, add, undefined, 1, 2));
    const bound = context.bind(one, add);
    seen.push(bound.call({ base: 7 }, 3, 4), bound.length, context.bind(one, 'not a function'));

    const emitter = new EventEmitter();
    const heard: unknown[] = [];
    const listener = (): void => void heard.push(active());
    seen.push(context.bind(one, emitter) === emitter, context.bind(two, emitter) === emitter);
    emitter.on('a', listener);
    emitter.once('a', () => heard.push(['once', active()]));
    emitter.prependListener('a', () => heard.push(['first', active()]));
    context.with(two, () => emitter.emit('a'));
    emitter.removeListener('a', listener);
    seen.push(emitter.listenerCount('a'));
    emitter.off('a', listener).removeAllListeners('a').on('b', listener).removeAllListeners();
    seen.push(emitter.listenerCount('a'), emitter.listenerCount('b'), emitter.emit('b'));
    const once1 = (): void => void heard.push('never');
    emitter.once('c', once1);
    emitter.removeListener('c', once1);
    seen.push(emitter.emit('c'));
    return [seen, heard];
  });
  expect(results.ours[1]).toEqual([['first', 1], 1, ['once', 1]]);
  same(results);
});

test('30: attach makes a context active until its token is disposed of, which counts once', async () => {
  const results = await onBoth(() => {
    const active = (): unknown => context.active().getValue(KEY);
    const outer = context.attach(ROOT_CONTEXT.setValue(KEY, 1));
    const inner = context.attach(ROOT_CONTEXT.setValue(KEY, 2));
    const seen = [active()];
    inner.dispose();
    seen.push(active());
    outer.dispose();
    seen.push(active(), context.active() === ROOT_CONTEXT);
    inner.dispose();
    return [...seen, active()];
  });
  expect(results.ours).toEqual([2, 1, undefined, true, undefined]);
  same(results);
});

test('31: the route that a framework writes into the context of a request is read at its end', async () => {
  const results = await onBoth(async ({ tracer, sent }) => {
    const span = tracer().startSpan('GET');
    const metadata: { type: RPCType.HTTP; span: Span; route?: string } = { type: RPCType.HTTP, span };
    await context.with(setRPCMetadata(trace.setSpan(context.active(), span), metadata), async () => {
      await Promise.resolve();
      const found = getRPCMetadata(context.active());
      if (found?.type === RPCType.HTTP) found.route = '/carts/:id';
    });
    span.updateName(`GET ${metadata.route}`).end();
    return sent()[0]?.name;
  });
  expect(results.ours).toBe('GET /carts/:id');
  same(results);
});

test('32: nothing is injected for an invalid span or a suppressed context; flags are two digits', async () => {
  const stock = new W3CTraceContextPropagator();
  const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const inject = (by: typeof traceContextPropagator, ctx: Context): object => {
    const carrier = {};
    by.inject(ctx, carrier, defaultTextMapSetter);
    return carrier;
  };
  const valid = trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceState: createTraceState('a=1') });
  for (const ctx of [
    ROOT_CONTEXT,
    valid,
    suppressTracing(valid),
    trace.setSpanContext(ROOT_CONTEXT, { ...parent, spanId: 'x' }),
  ]) {
    expect(inject(traceContextPropagator, ctx)).toEqual(inject(stock, ctx));
  }
  expect(inject(traceContextPropagator, valid)).toEqual({
    traceparent: `00-${parent.traceId}-${parent.spanId}-01`,
    tracestate: 'a=1',
  });
  // The stock propagator writes three digits here, which no receiver accepts.
  const many = trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: 0x13 });
  expect(inject(traceContextPropagator, many)).toEqual({ traceparent: `00-${parent.traceId}-${parent.spanId}-13` });

  const good = `00-${parent.traceId}-${parent.spanId}-01`;
  const headers: (string | string[] | undefined)[] = [
    good,
    [good, 'x'],
    ` ${good} `,
    `${good}-more`,
    good.replace('00-', '01-'),
    `01${good.slice(2)}-more`,
    good.replace('00-', 'ff-'),
    good.toUpperCase(),
    'nonsense',
    '',
    undefined,
    good.replace(parent.traceId, '0'.repeat(32)),
    `${good.slice(0, -2)}ff`,
  ];
  for (const traceparent of headers) {
    for (const tracestate of [undefined, 'a=1,b=2', ['a=1', 'b=2'], 'bad']) {
      const [ours, theirs] = [traceContextPropagator, stock].map((by) => {
        const found = trace.getSpanContext(by.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter));
        return found && { ...found, traceState: found.traceState?.serialize() };
      });
      expect([traceparent, ours]).toEqual([traceparent, theirs]);
    }
  }
});

test('33: what a listener of finish sets counts where the span ends on close', async () => {
  const results = await onBoth(async ({ tracer, sent }) => {
    const server = createServer((request, response) => {
      const span = tracer().startSpan('GET', { attributes: { path: request.url } });
      response.on('close', () => span.end());
      response.on('finish', () => span.setAttribute('finished', true));
      response.end('ok');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [response] = (await once(
      get({ port: (server.address() as AddressInfo).port, path: '/a', agent: false }),
      'response',
    )) as [IncomingMessage];
    response.resume();
    server.close();
    await once(server, 'close');
    return sent()[0]?.attributes;
  });
  expect(results.ours).toHaveLength(2);
  same(results);
});

test('34: started and live spans are counted as the metrics of the stock SDK count them', async () => {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 1e8,
  });
  const resource = resourceFromAttributes({});
  const sampler = createAlwaysRecordSampler(new ParentBasedSampler({ root: new AlwaysOnSampler() }));
  const stock = new TracerProvider({ sampler, meterProvider: new MeterProvider({ readers: [reader] }) });
  const ours = createFastTracerProvider({ resource, sampler, onChunk: () => {} });
  const off = createFastTracerProvider({ resource, sampler: keepNothing, onChunk: () => {} });
  for (const provider of [stock, ours, off]) {
    const tracer = provider.getTracer('tests');
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
    tracer.startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root)).end();
    for (const traceFlags of [0, 1]) {
      const remote = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        traceFlags,
        isRemote: true,
      });
      tracer.startSpan('of remote', {}, remote).end();
      tracer.startSpan('still live', {}, remote);
    }
  }
  const { resourceMetrics } = await reader.collect();
  const points = (name: string): [unknown, unknown][] =>
    resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics.filter(({ descriptor }) => descriptor.name === name))
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [Object.values(attributes).join(), value] as [unknown, unknown]),
      );
  const sorted = (all: [unknown, unknown][]): unknown =>
    new Map(all.sort(([a], [b]) => String(a).localeCompare(String(b))));
  expect(
    sorted(
      ours.counts.started.map(({ parentOrigin, samplingResult, count }) => [
        `${parentOrigin},${samplingResult}`,
        count,
      ]),
    ),
  ).toEqual(sorted(points('otel.sdk.span.started')));
  expect(sorted(ours.counts.live.map(({ samplingResult, count }) => [samplingResult, count]))).toEqual(
    sorted(points('otel.sdk.span.live')),
  );
  expect(points('otel.sdk.span.started')).toHaveLength(4);
  expect(off.counts.started).toContainEqual({ parentOrigin: 'none', samplingResult: 'DROP', count: 1 });
});

test('35: processors, samplers and id generators of the user mean the stock SDK, told in one line', () => {
  const told = vi.fn<(message: string) => void>();
  diag.setLogger(
    { error: told, warn: told, info: told, debug: told, verbose: told },
    { suppressOverrideMessage: true },
  );
  const create = (parts: UserParts) =>
    chooseProvider(
      parts,
      () => createFastTracerProvider({ resource: resourceFromAttributes({}), onChunk: () => {} }),
      () => new TracerProvider({ resource: resourceFromAttributes({}) }),
    );
  expect('release' in create({})).toBe(true);
  expect('release' in create({ sampler: createConsistentRatio(0.5), spanProcessors: [] })).toBe(true);
  expect(told).not.toHaveBeenCalled();
  const generator = { generateTraceId: () => 'a'.repeat(32), generateSpanId: () => 'b'.repeat(16) };
  for (const parts of [
    { spanProcessors: [new NoopSpanProcessor()] },
    { sampler: new AlwaysOnSampler() },
    { idGenerator: generator },
  ]) {
    expect(create(parts)).toBeInstanceOf(TracerProvider);
  }
  expect(told).toHaveBeenCalledTimes(3);
  expect(told.mock.calls[0]?.[0]).toContain('NoopSpanProcessor');
  diag.disable();
});

/** What programs do through the API of OpenTelemetry, once our SDK stands behind it. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/kit/browser.ts';
import { startSink } from '../../../test/kit/sink.ts';
import type { Sink } from '../../../test/kit/sink.ts';
import { until } from '../../../test/kit/until.ts';
import { bundleOurs } from './oracle/programs.ts';
import { startOrigin } from './oracle/site.ts';
import type { Origin } from './oracle/site.ts';
import { logsIn, pointsIn, spansIn } from './oracle/spans.ts';
import type { SentSpan } from './oracle/spans.ts';

const PROGRAM = (endpoint: string): string => `
import { errors, interactions, requests, setConsent, start, captureException } from '@sightglass/browser/core';
import { registerOpenTelemetry } from '@sightglass/browser/otel';
import { monitor } from '@sightglass/browser/metrics';
import * as api from '@opentelemetry/api';
const early = api.trace.getTracer('early', '1.0');
globalThis.before = early.startSpan('before start');
Object.assign(globalThis, { api, early, monitor, captureException, registerOpenTelemetry, setConsent });
globalThis.begin = (options, ...given) => {
  globalThis.sdk = start({
    endpoint: '${endpoint}', service: 'shop', session: { storage: 'none' },
    captures: [errors(), requests(), interactions()], ...options,
  });
  return registerOpenTelemetry(given.length > 0 ? given[0] : api);
};`;

let browser: Browser;
let site: Origin;
let sink: Sink;
let page: Page;
let from = 0;

beforeAll(async () => {
  [browser, site, sink] = await Promise.all([launchChromium(), startOrigin(), startSink(() => ({ status: 200 }))]);
  site.serve('/app.js', 'text/javascript', await bundleOurs(PROGRAM(sink.url)));
  site.serve(
    '/otel',
    'text/html',
    '<!doctype html><link rel="icon" href="data:,"><script src="/app.js"></script><button>Go</button>',
  );
});
afterAll(async () => {
  await browser.close();
  site.close();
  await sink.close();
});
beforeEach(async () => {
  await page?.context().close();
  from = sink.received.length;
  page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/otel`);
});

const received = (): Sink['received'] => sink.received.slice(from);
/** Spans by their names, once there are so many. */
const spans = async (count: number): Promise<Record<string, SentSpan>> => {
  const all = await until(20_000, () => {
    const sent = spansIn(received());
    return sent.length >= count ? sent : undefined;
  });
  return Object.fromEntries(all.map((span) => [span.name, span]));
};

describe('spans of a program', () => {
  it('are sent as they were made, also by tracers that are older than the SDK', async () => {
    expect(await page.evaluate('begin()')).toEqual({ traces: true, logs: true });
    await page.evaluate(`(() => {
      const { trace, SpanKind, SpanStatusCode } = api;
      early.startActiveSpan('order', { kind: SpanKind.PRODUCER, attributes: { items: 2, gone: undefined } }, (order) => {
        order.setAttribute('vip', true).addEvent('paid', { by: 'card' }, performance.now()).addEvent('packed');
        const child = trace.getTracer('shop').startSpan('ship', { links: [{ context: order.spanContext(), attributes: { why: 'x' } }] });
        child.recordException(new RangeError('too far'));
        child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' }).setStatus({ code: SpanStatusCode.UNSET }).updateName('ship it');
        child.end(new Date(Date.now() + 5000));
        child.setAttribute('late', 1).end();
        trace.getTracer('shop').startSpan('alone', { root: true, startTime: performance.now() - 1000 }).end();
        order.setStatus({ code: SpanStatusCode.OK }).setStatus({ code: SpanStatusCode.ERROR });
        for (let at = 0; at < 200; at++) order.setAttribute('k' + at, at);
        order.end();
      });
      before.end();
    })()`);
    const { order, 'ship it': ship, alone, ...others } = await spans(3);
    expect(others).toEqual({});
    expect([order?.kind, order?.status, order?.parentSpanId, order?.scope]).toEqual([4, { code: 1 }, '', 'early']);
    expect(order?.attributes).toMatchObject({ items: 2, vip: true, k0: 0 });
    expect(Object.keys(order?.attributes ?? {}).filter((key) => /^(?:k\d+|items|vip)$/.test(key))).toHaveLength(128);
    expect(order?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['paid', { by: 'card' }],
      ['packed', {}],
    ]);
    expect(Math.abs((order?.events[0]?.time ?? 0) - (order?.start ?? 0))).toBeLessThan(5000);
    expect([ship?.traceId, ship?.parentSpanId, ship?.status]).toEqual([
      order?.traceId,
      order?.spanId,
      { code: 2, message: 'no' },
    ]);
    expect(ship?.attributes).not.toHaveProperty('late');
    expect(ship?.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'RangeError', 'exception.message': 'too far' },
    });
    expect((ship?.end ?? 0) - (ship?.start ?? 0)).toBeGreaterThan(4000);
    expect([alone?.parentSpanId, alone?.traceId === order?.traceId]).toEqual(['', false]);
    expect((alone?.end ?? 0) - (alone?.start ?? 0)).toBeGreaterThan(999);
  });

  it('hold requests, errors, log records and clicks together: one active span for all entries of the package', async () => {
    await page.evaluate(`(() => {
      begin();
      const { context, logs, propagation, trace } = api;
      const tracer = trace.getTracer('shop');
      document.querySelector('button').onclick = () => tracer.startSpan('in click').end();
      tracer.startActiveSpan('outer', (outer) => {
        fetch('/api/items?in=outer');
        captureException(new Error('in outer'));
        logs.getLogger('shop').emit({ body: { cart: 3 }, severityNumber: 9, eventName: 'cart.seen', exception: new TypeError('odd') });
        globalThis.carrier = {};
        propagation.inject(context.active(), carrier);
        context.with(api.ROOT_CONTEXT, () => tracer.startSpan('outside').end());
        context.bind(trace.setSpan(api.ROOT_CONTEXT, outer), () => tracer.startSpan('bound').end())();
        outer.end();
      });
      const far = propagation.extract(api.ROOT_CONTEXT, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b' });
      tracer.startSpan('continued', {}, far).end();
      const muted = api.ROOT_CONTEXT.setValue(api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
      context.with(muted, () => tracer.startSpan('muted').end());
    })()`);
    await page.locator('button').click();
    const all = await spans(7);
    const { outer, GET: get, outside, bound, continued, 'in click': inClick, 'click button': click } = all;
    expect(Object.keys(all)).toHaveLength(7);
    expect([get, bound].map((span) => [span?.traceId, span?.parentSpanId])).toEqual(
      Array.from({ length: 2 }, () => [outer?.traceId, outer?.spanId]),
    );
    expect(outside?.parentSpanId).toBe('');
    expect([continued?.traceId, continued?.parentSpanId, continued?.traceState, continued?.flags]).toEqual([
      '0af7651916cd43dd8448eb211c80319c',
      'b7ad6b7169203331',
      'a=b',
      0x301,
    ]);
    expect([inClick?.traceId, inClick?.parentSpanId]).toEqual([click?.traceId, click?.spanId]);
    expect(await page.evaluate('carrier')).toEqual({ traceparent: `00-${outer?.traceId}-${outer?.spanId}-01` });
    const logs = await until(10_000, () => {
      const sent = logsIn(received()).filter(({ eventName }) => eventName === 'exception' || eventName === 'cart.seen');
      return sent.length >= 2 ? sent : undefined;
    });
    expect(logs.map(({ spanId, traceId }) => [traceId, spanId])).toEqual(
      Array.from({ length: 2 }, () => [outer?.traceId, outer?.spanId]),
    );
    expect(logs.find(({ eventName }) => eventName === 'cart.seen')).toMatchObject({
      scope: 'shop',
      severityNumber: 9,
      body: { cart: 3 },
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'odd' },
    });
  });

  it('of a session that is not sampled stay in the page, and requests say so', async () => {
    await page.evaluate('begin({ sampleRatio: 0 })');
    const seen = site.seen.length;
    const isRecording = await page.evaluate(`(async () => {
      const span = early.startSpan('unseen');
      const { context, trace } = api;
      await context.with(trace.setSpan(context.active(), span), () => fetch('/api/items'));
      span.end();
      captureException(new Error('still told'));
      return span.isRecording();
    })()`);
    expect(isRecording).toBe(false);
    await until(10_000, () => logsIn(received()).find(({ eventName }) => eventName === 'exception'));
    await page.evaluate('sdk.stop()');
    expect(spansIn(received())).toEqual([]);
    expect(site.seen[seen]?.headers['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
  });

  it('of a page that may not tell yet wait, and its requests say nothing', async () => {
    await page.evaluate("begin({ consent: 'pending' })");
    const seen = site.seen.length;
    const ask = (what: string): Promise<unknown> =>
      page.evaluate(`fetch('/api/items?${what}').then((answer) => answer.text())`);
    await ask('before');
    await page.evaluate("early.startSpan('early in mind').end()");
    await page.evaluate("setConsent('granted')");
    await ask('after');
    const { 'early in mind': early, GET: get } = await spans(3);
    const headers = site.seen.slice(seen).map((one) => one.headers['traceparent']);
    expect(headers).toEqual([undefined, `00-${get?.traceId}-${get?.spanId}-01`]);
    expect(early?.attributes['session.id']).toBe(get?.attributes['session.id']);
  });

  it('of a session that was chosen among others say for how many they stand, and so do requests', async () => {
    const seen = site.seen.length;
    const state = await until(20_000, async () => {
      await page.reload();
      await page.evaluate('begin({ sampleRatio: 0.5 })');
      await page.evaluate(`fetch('/api/items').then((answer) => answer.text())`);
      return String(site.seen.at(-1)?.headers['tracestate'] ?? '') || undefined;
    });
    expect(site.seen.length).toBeGreaterThan(seen);
    expect(state).toMatch(/^ot=(?:th:8;rv:[89a-f][\da-f]{13}|rv:[89a-f][\da-f]{13};th:8)$/);
    const span = await until(10_000, () => spansIn(received()).find(({ traceState }) => traceState === state));
    expect(site.seen.at(-1)?.headers['traceparent']).toBe(`00-${span.traceId}-${span.spanId}-01`);
  });
});

describe('without the page giving its API', () => {
  it('tracers and loggers that somebody asks for later work all the same', async () => {
    await page.evaluate('begin({}, undefined)');
    await page.evaluate(`(() => {
      const { context, logs, trace } = api;
      early.startSpan('too early').end();
      trace.getTracer('late').startActiveSpan('late', (late) => {
        logs.getLogger('late').emit({ eventName: 'late.event' });
        late.end();
      });
    })()`);
    const { late, ...others } = await spans(1);
    expect(others).toEqual({});
    const event = await until(10_000, () => logsIn(received()).find(({ eventName }) => eventName === 'late.event'));
    expect([event.traceId, event.spanId]).toEqual([late?.traceId, late?.spanId]);
  });
});

describe('the provider of somebody else', () => {
  it('stays where it is, whole', async () => {
    const held = await page.evaluate(`(() => {
      const theirs = { getTracer: () => ({ startSpan: () => ({ theirs: true, end() {} }) }) };
      api.trace.setGlobalTracerProvider(theirs);
      const registered = begin();
      return [registered, api.trace.getTracer('any').startSpan('x').theirs, api.propagation.fields()];
    })()`);
    expect(held).toEqual([{ traces: false, logs: true }, true, []]);
  });
});

describe('monitor of a page', () => {
  it('sends what was counted since the last time with everything else', async () => {
    await page.evaluate('begin()');
    await page.evaluate(`(async () => {
      monitor.increment('orders', 2, { shop: 'a' });
      monitor.increment('orders', 1, { shop: 'a' });
      monitor.time('pricing', () => 1);
      await sdk.flush();
      dispatchEvent(new Event('pagehide'));
    })()`);
    const [orders, pricing] = await until(10_000, () => {
      const all = pointsIn(received()).filter(({ metric }) => !metric.startsWith('sightglass.'));
      return all.length >= 2 ? all : undefined;
    });
    expect(orders).toMatchObject({
      metric: 'orders',
      kind: 'sum',
      isMonotonic: true,
      temporality: 1,
      value: 3,
      attributes: { shop: 'a' },
    });
    expect(pricing).toMatchObject({ metric: 'pricing', kind: 'histogram', unit: 's', count: 1, temporality: 1 });
  });
});

// The numbers are the rules that this tracer keeps; the stock SDK, given the same calls, says what is right.

import {
  context,
  createTraceState,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Attributes, Context, SpanContext } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ParentBasedSampler, SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { comparable, onBoth } from '../../test/oracle.ts';
import type { RigOptions, WireSpan } from '../../test/oracle.ts';
import { createRatioSampler } from '../assemble/span-samplers.ts';
import { Trace } from './identity.ts';
import { createConsistentRatio, createLegacyRatio } from './sampling.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const parentWith = (more: Partial<SpanContext>): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: 1, ...more });
const same = ({ ours, stock }: { ours: unknown; stock: unknown }): void => expect(ours).toEqual(stock);
const byName = (spans: readonly WireSpan[]): unknown[] =>
  comparable([...spans].sort((a, b) => a.name.localeCompare(b.name)));

test('a tree of spans in two scopes goes over the wire as the stock SDK sends it', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const http = tracer('http', '1.2.3', { schemaUrl: 'https://example.test/schema' });
    const db = tracer('db');
    http.startActiveSpan('GET /carts', { kind: SpanKind.SERVER, attributes: { 'url.path': '/carts' } }, (server) => {
      db.startSpan('SELECT', { kind: SpanKind.CLIENT }).setAttribute('rows', 3).end();
      const other = db.startSpan('INSERT', {}, trace.setSpan(ROOT_CONTEXT, server));
      other.setStatus({ code: SpanStatusCode.ERROR, message: 'gone' }).end();
      server.end();
    });
    return byName(sent());
  });
  expect(results.ours).toHaveLength(3);
  same(results);
});

test('1: the same name, version and schema give the same tracer', async () => {
  const results = await onBoth(({ tracer }) => {
    const first = tracer('a', '1', { schemaUrl: 's' });
    return [
      first === tracer('a', '1', { schemaUrl: 's' }),
      first === tracer('a', '2', { schemaUrl: 's' }),
      first === tracer('a', '1'),
      tracer('a') === tracer('a', ''),
    ];
  });
  expect(results.ours).toEqual([true, false, false, true]);
  same(results);
});

test('2: startActiveSpan takes two to four arguments, returns and throws as the function, never ends the span', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const key = Symbol('key');
    const seen = [
      tracer().startActiveSpan('two', (span) => trace.getActiveSpan() === span && 'two'),
      tracer().startActiveSpan('three', { kind: SpanKind.CLIENT }, (span) => trace.getActiveSpan() === span && 'three'),
      tracer().startActiveSpan('four', {}, ROOT_CONTEXT.setValue(key, 4), () => context.active().getValue(key)),
    ];
    expect(() => tracer().startActiveSpan('throws', () => expect.fail('passes'))).toThrow('passes');
    const loose: { startActiveSpan(name: string): unknown } = tracer() as never;
    expect(loose.startActiveSpan('one')).toBeUndefined();
    return [seen, trace.getActiveSpan(), sent()];
  });
  expect(results.ours).toEqual([['two', 'three', 4], undefined, []]);
  same(results);
});

test('3: root drops the span of the context and keeps its baggage', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const baggage = propagation.createBaggage({ user: { value: 'ada' } });
    const ctx = propagation.setBaggage(parentWith({}), baggage);
    const found = tracer().startActiveSpan('root', { root: true }, ctx, (span) => {
      span.end();
      return propagation.getActiveBaggage()?.getEntry('user')?.value;
    });
    const [root] = sent();
    return [found, root?.parentSpanId, root?.traceId === TRACE_ID];
  });
  expect(results.ours).toEqual(['ada', '', false]);
  same(results);
});

test('4: an invalid parent is none', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    for (const bad of [{ traceId: '0'.repeat(32) }, { spanId: '0'.repeat(16) }, { traceId: 'not hex' }]) {
      tracer().startSpan('child', {}, parentWith(bad)).end();
    }
    return sent().map(({ parentSpanId, traceId }) => [parentSpanId, traceId === TRACE_ID]);
  });
  expect(results.ours).toEqual([
    ['', false],
    ['', false],
    ['', false],
  ]);
  same(results);
});

test('5: a suppressed context gives a span that records nothing and has no ids, before a sampler is asked', async () => {
  let asked = 0;
  const counting: Sampler = {
    shouldSample: () => {
      asked++;
      return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    },
  };
  const results = await onBoth(
    ({ tracer, sent }) => {
      const span = tracer().startSpan('quiet', {}, suppressTracing(parentWith({})));
      span.end();
      return [span.isRecording(), span.spanContext(), sent()];
    },
    { sampler: { ours: counting, stock: counting } },
  );
  expect(results.ours[1]).toMatchObject({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) });
  expect(asked).toBe(0);
  same(results);
});

test('6: what is not sampled has a span id of its own in the trace of its parent, and ignores what it is told', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const ctx = parentWith({ traceFlags: 0, traceState: createTraceState('a=1') });
    const span = tracer().startSpan('off', {}, ctx);
    const told = span.setAttribute('a', 1).setAttributes({}).addEvent('e').addLinks([]).updateName('b');
    span.setStatus({ code: SpanStatusCode.OK }).recordException('no');
    span.end();
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    return [
      told === span,
      span.isRecording(),
      traceId,
      /^[\da-f]{16}$/.test(spanId) && spanId !== 'b7ad6b7169203331',
      traceFlags,
      traceState?.serialize(),
      sent(),
    ];
  });
  expect(results.ours).toEqual([true, false, TRACE_ID, true, 0, 'a=1', []]);
  same(results);
});

test('7: a sampler sees context, ids, name, kind, cleaned attributes and links; its attributes and tracestate win', async () => {
  const seen: unknown[][] = [];
  const sampler: Sampler = {
    shouldSample: (ctx, traceId, name, kind, attributes, links) => {
      seen.push([trace.getSpanContext(ctx)?.spanId, traceId, name, kind, { ...attributes }, links.length]);
      return {
        decision: SamplingDecision.RECORD_AND_SAMPLED,
        attributes: { kept: 'sampler', added: 1 },
        traceState: createTraceState('s=1'),
      };
    },
  };
  const results = await onBoth(
    ({ tracer, sent }) => {
      const attributes: Attributes = { kept: 'caller', bad: () => {}, '': 1, none: undefined };
      const ctx = parentWith({ traceState: createTraceState('p=1') });
      const link = { context: { traceId: TRACE_ID, spanId: 'aaaaaaaaaaaaaaaa', traceFlags: 1 } };
      tracer()
        .startSpan('asked', { kind: SpanKind.SERVER, attributes, links: [link] }, ctx)
        .end();
      tracer().startSpan('root', { root: true }, ctx).end();
      return comparable(sent());
    },
    { sampler: { ours: sampler, stock: sampler } },
  );
  expect(seen[0]).toEqual(['b7ad6b7169203331', TRACE_ID, 'asked', SpanKind.SERVER, { kept: 'caller' }, 1]);
  expect(seen[0]).toEqual(seen[2]);
  // The context of a root holds no span any more.
  expect([seen[1]?.[0], seen[3]?.[0]]).toEqual([undefined, undefined]);
  expect(results.ours).toMatchObject([{ traceState: 's=1', droppedAttributesCount: 2 }, { parentSpanId: '' }]);
  same(results);
});

const ratioOf = (ratio: number): RigOptions => ({
  sampler: {
    ours: createLegacyRatio(ratio),
    stock: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
  },
});

test('8: children follow their parents, all else is kept; the legacy ratio takes the traces that the stock one takes', async () => {
  const kept = await onBoth(({ tracer }) =>
    [1, 0].flatMap((traceFlags) =>
      [true, false].map((isRemote) =>
        tracer().startSpan('child', {}, parentWith({ traceFlags, isRemote })).isRecording(),
      ),
    ),
  );
  expect(kept.ours).toEqual([true, true, false, false]);
  same(kept);
  const followed = await onBoth(
    ({ tracer }) =>
      [1, 0].map((traceFlags) => tracer().startSpan('child', {}, parentWith({ traceFlags })).isRecording()),
    ratioOf(0.5),
  );
  expect(followed.ours).toEqual([true, false]);
  same(followed);

  for (const ratio of [0, 0.01, 0.25, 0.5, 0.999, 1]) {
    const stock = new TraceIdRatioBasedSampler(ratio);
    const ours = createLegacyRatio(ratio);
    const ids = Array.from({ length: 300 }, () => Trace.create(0).id);
    expect(ids.map((id) => ours.keeps(Trace.of(id, 0)))).toEqual(
      ids.map((id) => stock.shouldSample(ROOT_CONTEXT, id).decision === SamplingDecision.RECORD_AND_SAMPLED),
    );
  }
});

test('8: the consistent ratio compares the last 56 bits of the trace id and writes its threshold', () => {
  const ends = [
    '00000000000000',
    '7fffffffffffff',
    '80000000000000',
    'bfffffffffffff',
    'c0000000000000',
    'fffffffffffffe',
    'ffffffffffffff',
  ];
  for (const ratio of [0, 2 ** -56, 0.1, 0.25, 0.5, 1]) {
    const ours = createConsistentRatio(ratio);
    // Written and tested on its own, with text in place of words.
    const reference = createRatioSampler(ratio);
    const ids = [...ends, ...Array.from({ length: 200 }, () => Trace.create(0).id.slice(-14))].map(
      (end) => `f0${'1'.repeat(16)}${end}`,
    );
    // 2⁻⁵⁶ is too little to be told from nothing: nothing is kept, and no threshold goes anywhere.
    const kept = reference.shouldSample(ROOT_CONTEXT, 'f'.repeat(32), '', SpanKind.SERVER, {}, []).traceState;
    expect([ratio, ours.state?.serialize()]).toEqual([ratio, kept?.serialize() ?? 'ot=th:1']);
    for (const id of ids) {
      const expected = reference.shouldSample(ROOT_CONTEXT, id, '', SpanKind.SERVER, {}, []);
      expect([id, ours.keeps(Trace.of(id, 0))]).toEqual([
        id,
        expected.decision === SamplingDecision.RECORD_AND_SAMPLED,
      ]);
    }
  }
});

test('9: flags of new spans are 00 or 01, whatever else the parent has set', async () => {
  const results = await onBoth(({ tracer }) =>
    [0x03, 0x02, 0xff].map(
      (traceFlags) => tracer().startSpan('child', {}, parentWith({ traceFlags })).spanContext().traceFlags,
    ),
  );
  expect(results.ours).toEqual([1, 0, 1]);
  same(results);
});

test('10: flags on the wire say whether parent and links are remote; kinds are one higher there', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const link = (isRemote?: boolean) => ({
      context: {
        traceId: TRACE_ID,
        spanId: 'aaaaaaaaaaaaaaaa',
        traceFlags: 3,
        ...(isRemote === undefined ? {} : { isRemote }),
      },
    });
    for (const isRemote of [true, false]) {
      const options = { kind: SpanKind.CONSUMER, links: [link(), link(true), link(false)] };
      tracer().startSpan('child', options, parentWith({ isRemote })).end();
    }
    tracer().startSpan('root', {}, ROOT_CONTEXT).end();
    return comparable(sent());
  });
  expect(results.ours).toMatchObject([
    { flags: 0x301, kind: 5, links: [{ flags: 0x103 }, { flags: 0x303 }, { flags: 0x103 }] },
    { flags: 0x101 },
    { flags: 0x101, kind: 1 },
  ]);
  same(results);
});

test('11: only contexts that came from elsewhere are remote', async () => {
  const results = await onBoth(({ tracer }) => {
    const child = tracer().startSpan('child', {}, parentWith({ isRemote: true }));
    return [
      child.spanContext().isRemote,
      tracer().startSpan('grandchild', {}, trace.setSpan(ROOT_CONTEXT, child)).spanContext().isRemote,
    ];
  });
  expect(results.ours).toEqual([undefined, undefined]);
  same(results);
});

test('12: spanContext() is one object; a tracestate is kept as it is and written when the span ends', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const traceState = createTraceState('a=1,b=2');
    const span = tracer().startSpan('child', {}, parentWith({ traceState }));
    const ids = span.spanContext();
    span.end();
    const [wire] = sent();
    return [
      ids === span.spanContext(),
      ids.traceState === traceState,
      wire?.traceState,
      wire?.traceId === ids.traceId,
      wire?.spanId === ids.spanId,
      Object.keys({ ...ids }).filter((key) => key !== 'traceState'),
    ];
  });
  expect(results.ours.slice(0, 5)).toEqual([true, true, 'a=1,b=2', true, true]);
  same(results);
});

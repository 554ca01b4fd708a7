import { SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStockSdk } from '../test/stock-sdk.ts';
import type { StockSdk } from '../test/stock-sdk.ts';
import { monitor } from './monitor.ts';
import { traced } from './traced.ts';

let sdk: StockSdk;
beforeEach(() => {
  sdk = startStockSdk();
});
afterEach(() => sdk.stop());

test('each call runs in a span of its own, with the name and attributes given', () => {
  const add = traced('add', (a: number, b: number) => a + b, { unit: 'pieces' });
  expect(add(1, 2)).toBe(3);
  expect(add(3, 4)).toBe(7);
  expect(sdk.spans().map((span) => [span.name, span.attributes, span.status.code])).toEqual([
    ['add', { unit: 'pieces' }, SpanStatusCode.UNSET],
    ['add', { unit: 'pieces' }, SpanStatusCode.UNSET],
  ]);
  expect(sdk.spans()[0]?.instrumentationScope.name).toBe('@sightglass/api');
});

test('spans nest as the calls do, across await', async () => {
  const inner = traced('inner', async () => {
    await Promise.resolve();
    return trace.getActiveSpan()?.spanContext().spanId;
  });
  const outer = traced('outer', async () => {
    await Promise.resolve();
    return inner();
  });
  const innerId = await outer();
  const [innerSpan, outerSpan] = sdk.spans();
  expect(innerSpan?.name).toBe('inner');
  expect(innerSpan?.spanContext().spanId).toBe(innerId);
  expect(innerSpan?.parentSpanContext?.spanId).toBe(outerSpan?.spanContext().spanId);
  expect(innerSpan?.spanContext().traceId).toBe(outerSpan?.spanContext().traceId);
  expect(outerSpan?.parentSpanContext).toBeUndefined();
  expect(trace.getActiveSpan()).toBeUndefined();
});

test('the span of a promise ends when the promise settles', async () => {
  let settle: (value: string) => void = () => {};
  const waiting = traced('waiting', () => new Promise<string>((resolve) => (settle = resolve)))();
  expect(sdk.spans()).toEqual([]);
  settle('late');
  expect(await waiting).toBe('late');
  expect(sdk.spans()).toHaveLength(1);
});

describe('what is thrown', () => {
  test.each([
    ['synchronously', (error: unknown) => throwIt(error)],
    ['by a promise', async (error: unknown) => throwIt(error)],
  ])('%s goes on to the caller, and the span has status, exception and error.type', async (_, failing) => {
    const error = new TypeError('no such voucher');
    await expect((async () => traced('pay', failing)(error))()).rejects.toBe(error);
    const [span] = sdk.spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such voucher' });
    expect(span?.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(span?.events).toEqual([
      expect.objectContaining({
        name: 'exception',
        attributes: expect.objectContaining({
          'exception.type': 'TypeError',
          'exception.message': 'no such voucher',
          'exception.stacktrace': expect.stringContaining('traced.test.ts'),
        }),
      }),
    ]);
  });

  test('what is no error is told as text', () => {
    expect(() => traced('odd', () => throwIt('just a text'))()).toThrow('just a text');
    expect(sdk.spans()[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: '"just a text"' });
    expect(sdk.spans()[0]?.attributes).toEqual({ 'error.type': '_OTHER' });
  });

  test('an error that throws when looked at reaches the caller as it is', () => {
    const hostile = new Proxy(new Error('hidden'), {
      get: () => {
        throw new Error('trap');
      },
    });
    const caught = ((): unknown => {
      try {
        return traced('hostile', () => throwIt(hostile))();
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBe(hostile);
    expect(sdk.spans().map((span) => [span.status.code, span.attributes])).toEqual([
      [SpanStatusCode.ERROR, { 'error.type': '_OTHER' }],
    ]);
  });
});

test('this, arguments, name and length stay what they were', () => {
  const add = traced('cart.add', function add(this: { total: number }, price: number, count: number): number {
    return this.total + price * count;
  });
  expect(add.call({ total: 5 }, 2, 3)).toBe(11);
  expect(add.name).toBe('add');
  expect(add).toHaveLength(2);
});

test('without an SDK the function is called as it is, and traced once one registers', async () => {
  await sdk.stop();
  const result = Promise.resolve('same');
  const fn = monitor.traced('late', () => result);
  expect(fn()).toBe(result);
  sdk = startStockSdk();
  expect(await fn()).toBe('same');
  expect(sdk.spans().map((span) => span.name)).toEqual(['late']);
});

test('a wrong name or no function: one warning, no span, no harm', () => {
  expect(traced('', () => 'a')()).toBe('a');
  expect(traced(5 as unknown as string, () => 'b')()).toBe('b');
  expect(traced('text', 'text' as unknown as () => void)).toBe('text');
  expect(sdk.spans()).toEqual([]);
  expect(sdk.warnings).toHaveLength(3);
});

test('a tracer that fails does not keep the work from being done, once', async () => {
  await sdk.stop();
  sdk = startStockSdk();
  trace.disable();
  const fail = (): never => {
    throw new Error('broken tracer');
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) });
  let calls = 0;
  expect(traced('broken', () => (calls += 1))()).toBe(1);
  expect(calls).toBe(1);
  expect(sdk.warnings).toEqual([expect.stringContaining('broken tracer')]);
});

function throwIt(error: unknown): never {
  throw error;
}

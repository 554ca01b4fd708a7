import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../test/oracle.ts';
import type { WireSpan } from '../test/oracle.ts';
import { FastContextManager } from './tracer/context/context-manager.ts';
import { createFastTracerProvider } from './tracer/fast-tracer-provider.ts';
import { traced } from './traced.ts';
import type { Traceable, TracedDecorator } from './traced.ts';

const chunks: Uint8Array[] = [];
const provider = createFastTracerProvider({
  resource: resourceFromAttributes({}),
  onChunk: (bytes) => chunks.push(bytes),
});

beforeAll(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new FastContextManager());
});
afterAll(() => {
  trace.disable();
  context.disable();
});

/** What was sent since the last time. */
function sent(): WireSpan[] {
  provider.flush();
  return chunks.splice(0).flatMap((bytes) => decode(bytes));
}

const attributesOf = (span: WireSpan | undefined): Record<string, unknown> =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value]));

test('[PF-08] a traced function gives what it gave before, in a span that its calls stand below', async () => {
  const inner = traced('inner', (value: number) => value + 1);
  const outer = traced('outer', async (value: number) => {
    await Promise.resolve();
    return inner(value) * 2;
  });
  await expect(outer(3)).resolves.toBe(8);
  expect(context.active()).toBe(ROOT_CONTEXT);
  const [child, parent] = sent();
  expect([child?.name, parent?.name]).toEqual(['inner', 'outer']);
  expect(child?.parentSpanId).toBe(parent?.spanId);
});

/** Evaluates a decorator of a method: https://github.com/tc39/proposal-decorators#class-methods */
function decorate(prototype: object, key: string, decorator: TracedDecorator): void {
  const method: unknown = Reflect.get(prototype, key);
  const context = {
    kind: 'method',
    name: key,
    static: false,
    private: false,
  } as unknown as ClassMethodDecoratorContext;
  Reflect.set(prototype, key, decorator(method as Traceable, context));
}

test('[PF-08] a decorated method keeps its object, and what it throws is recorded and passes on', async () => {
  class Orders {
    readonly #price: number;
    constructor(price: number) {
      this.#price = price;
    }
    process(count: number): number {
      if (count < 0) throw Object.assign(new RangeError('no such count'), { code: 'E_COUNT' });
      return this.#price * count;
    }
    async ship(): Promise<void> {
      await Promise.resolve();
      throw new TypeError('no ship');
    }
  }
  // What `@traced(…)` before them means; the runner of these tests does not know the syntax.
  decorate(Orders.prototype, 'process', traced('process order'));
  decorate(Orders.prototype, 'ship', traced('ship order'));
  const orders = new Orders(4);
  expect(orders.process(2)).toBe(8);
  expect(() => orders.process(-1)).toThrow('no such count');
  await expect(orders.ship()).rejects.toThrow('no ship');
  const [good, bad, late] = sent();
  expect([good?.name, good?.status.code]).toEqual(['process order', 0]);
  expect(bad).toMatchObject({ name: 'process order', status: { code: 2, message: 'no such count' } });
  expect(attributesOf(bad)).toEqual({ 'error.type': { stringValue: 'E_COUNT' } });
  expect(bad?.events.map(({ name }) => name)).toEqual(['exception']);
  expect(late).toMatchObject({ name: 'ship order', status: { code: 2, message: 'no ship' } });
});

test('decorators of TypeScript’s older kind work too', () => {
  const descriptor = { value: (given: string) => given.length, writable: true, configurable: true };
  const changed = traced('measure')({}, 'measure', descriptor);
  expect(changed).toMatchObject({ writable: true, configurable: true });
  expect(changed.value('four')).toBe(4);
  expect(sent().map(({ name }) => name)).toEqual(['measure']);
});

test('a traced function keeps its name and length, and lends its name to the span', () => {
  function lookUp(_key: string, _more: number): void {}
  const wrapped = traced(lookUp);
  expect([wrapped.name, wrapped.length]).toEqual(['lookUp', 2]);
  wrapped('a', 1);
  expect(sent().map(({ name }) => name)).toEqual(['lookUp']);
});

test('what cannot be traced is refused at once', () => {
  expect(() => traced('')).toThrow('the name is empty');
  // @ts-expect-error not a function
  expect(() => traced('name', 5)).toThrow('fn must be a function, got number');
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import { FastContextManager } from './context/context-manager.ts';
import { createFastTracerProvider } from './fast-tracer-provider.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const manager = new FastContextManager();
const provider = createFastTracerProvider({
  resource: resourceFromAttributes({}),
  onChunk: (bytes) => provider.release(bytes),
});

function heapNow(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A request with 10 KB in its attributes and events that leaves a promise which belongs to its context. */
function request(at: number): Promise<never> {
  const span = provider.getTracer('tests').startSpan('GET', { attributes: { at } }, ROOT_CONTEXT);
  return manager.with(trace.setSpan(ROOT_CONTEXT, span), () => {
    span
      .setAttribute(
        'list',
        Array.from({ length: 1000 }, () => at),
      )
      .addEvent('event', { text: `text ${at}`.repeat(100) });
    // Waited for: what waits for a promise is what keeps the context of the waiting alive.
    const left = new Promise<never>(() => {});
    void left.then(() => {});
    span.end();
    return left;
  });
}

test('promises that outlive their requests keep the ids of the span alive, not what it held', () => {
  for (let at = 0; at < 200; at++) void request(at);
  const before = heapNow();
  const left: Promise<never>[] = [];
  for (let at = 0; at < 3000; at++) left.push(request(at));
  const kept = (heapNow() - before) / left.length;
  // With what they held it is 10 KB.
  expect(kept).toBeLessThan(1500);
  expect(kept).toBeGreaterThan(200);
});

test('the heap is flat over requests whose promises nobody keeps', () => {
  for (let at = 0; at < 1000; at++) void request(at);
  const before = heapNow();
  for (let at = 0; at < 4000; at++) void request(at);
  expect(heapNow() - before).toBeLessThan(4000 * 50);
});

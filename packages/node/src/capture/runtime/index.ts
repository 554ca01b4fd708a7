import type { BatchObservableResult } from '@opentelemetry/api';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { createActiveResources } from './active-resources.ts';
import { createEventLoopDelay, createEventLoopTime } from './event-loop.ts';
import { createGarbageCollection } from './garbage-collection.ts';
import { createHeap } from './heap.ts';
import type { RuntimePart } from './part.ts';

/**
 * Event loop, heap, garbage collection and what keeps the program alive, of this thread:
 * https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/ and v8js-metrics. What runs all the time, a timer and an
 * observer, begins with the first collection, so that it is no part of the program's start.
 */
export function startRuntimeCapture({ meter }: CaptureTools): () => void {
  const parts: readonly RuntimePart[] = [
    createEventLoopTime(meter),
    createEventLoopDelay(meter),
    createHeap(meter),
    createActiveResources(meter),
    createGarbageCollection(meter),
  ];
  let hasBegun = false;
  const observe = guarded('runtime metrics', (result: BatchObservableResult) => {
    for (const part of parts) part.observe?.(result);
    if (hasBegun) return;
    hasBegun = true;
    for (const part of parts) part.begin?.();
  });
  const observed = parts.flatMap(({ observed }) => observed);
  meter.addBatchObservableCallback(observe, observed);
  return () => {
    meter.removeBatchObservableCallback(observe, observed);
    if (hasBegun) for (const part of parts) part.end?.();
    hasBegun = true;
  };
}

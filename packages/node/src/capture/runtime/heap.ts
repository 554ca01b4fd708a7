import { getHeapSpaceStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';
import {
  ATTR_V8JS_HEAP_SPACE_NAME,
  METRIC_V8JS_MEMORY_HEAP_LIMIT,
  METRIC_V8JS_MEMORY_HEAP_SPACE_AVAILABLE_SIZE,
  METRIC_V8JS_MEMORY_HEAP_SPACE_PHYSICAL_SIZE,
  METRIC_V8JS_MEMORY_HEAP_SPACE_SIZE,
  METRIC_V8JS_MEMORY_HEAP_USED,
} from '@sightglass/api/semconv';
import type { RuntimePart } from './part.ts';

/** The spaces of V8's heap. */
export function createHeap(meter: Meter): RuntimePart {
  const level = (name: string) => meter.createObservableUpDownCounter(name, { unit: 'By' });
  const used = level(METRIC_V8JS_MEMORY_HEAP_USED);
  const limit = level(METRIC_V8JS_MEMORY_HEAP_LIMIT);
  const size = level(METRIC_V8JS_MEMORY_HEAP_SPACE_SIZE);
  const available = level(METRIC_V8JS_MEMORY_HEAP_SPACE_AVAILABLE_SIZE);
  const physical = level(METRIC_V8JS_MEMORY_HEAP_SPACE_PHYSICAL_SIZE);
  return {
    observed: [used, limit, size, available, physical],
    observe: (result) => {
      for (const space of getHeapSpaceStatistics()) {
        const attributes = { [ATTR_V8JS_HEAP_SPACE_NAME]: space.space_name };
        result.observe(used, space.space_used_size, attributes);
        result.observe(limit, space.space_size, attributes);
        result.observe(size, space.space_size, attributes);
        result.observe(available, space.space_available_size, attributes);
        result.observe(physical, space.physical_space_size, attributes);
      }
    },
  };
}

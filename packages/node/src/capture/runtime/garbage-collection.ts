import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { PerformanceObserverEntryList } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { ATTR_V8JS_GC_TYPE, METRIC_V8JS_GC_DURATION } from '@sightglass/api/semconv';
import { guarded } from '../guarded.ts';
import type { RuntimePart } from './part.ts';

/** In seconds, of the conventions: https://opentelemetry.io/docs/specs/semconv/runtime/v8js-metrics/#metric-v8jsgcduration */
const BOUNDARIES = [0.01, 0.1, 1, 10];

const TYPES: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** How long the program stood still while V8 collected garbage. */
export function createGarbageCollection(meter: Meter): RuntimePart {
  const duration = meter.createHistogram(METRIC_V8JS_GC_DURATION, {
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  const observer = new PerformanceObserver(
    guarded('the duration of garbage collections', (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries()) {
        const type = TYPES.get(kindOf(entry));
        if (type !== undefined) duration.record(entry.duration / 1000, { [ATTR_V8JS_GC_TYPE]: type });
      }
    }),
  );
  return {
    observed: [],
    begin: () => observer.observe({ entryTypes: ['gc'] }),
    end: () => observer.disconnect(),
  };
}

/** Entries of Node have a detail, of which their type knows nothing. */
function kindOf(entry: object): number {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : 0;
}

import { createHistogram, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import {
  ATTR_NODEJS_EVENTLOOP_STATE,
  METRIC_NODEJS_EVENTLOOP_DELAY_MAX,
  METRIC_NODEJS_EVENTLOOP_DELAY_MEAN,
  METRIC_NODEJS_EVENTLOOP_DELAY_MIN,
  METRIC_NODEJS_EVENTLOOP_DELAY_P50,
  METRIC_NODEJS_EVENTLOOP_DELAY_P90,
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
  METRIC_NODEJS_EVENTLOOP_DELAY_STDDEV,
  METRIC_NODEJS_EVENTLOOP_TIME,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
} from '@sightglass/api/semconv';
import type { RuntimePart } from './part.ts';

/**
 * How often it is looked whether the event loop is late. An idle program pays 0.9 % of a processor of a slow virtual machine,
 * four fifths of it for being woken; looking itself is 0.03 ms.
 */
const RESOLUTION_MS = 20;
/** In nanoseconds, told apart to two digits. */
const DELAYS = { lowest: 1, highest: 3_600_000_000_000, figures: 2 } as const;

/** How long the event loop worked and waited. */
export function createEventLoopTime(meter: Meter): RuntimePart {
  const time = meter.createObservableCounter(METRIC_NODEJS_EVENTLOOP_TIME, { unit: 's' });
  const utilization = meter.createObservableGauge(METRIC_NODEJS_EVENTLOOP_UTILIZATION, { unit: '1' });
  let last = performance.eventLoopUtilization();
  return {
    observed: [time, utilization],
    observe: (result) => {
      const now = performance.eventLoopUtilization();
      result.observe(time, now.active / 1000, { [ATTR_NODEJS_EVENTLOOP_STATE]: 'active' });
      result.observe(time, now.idle / 1000, { [ATTR_NODEJS_EVENTLOOP_STATE]: 'idle' });
      result.observe(utilization, performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  };
}

/**
 * By how much a timer fired too late since the last collection. Not by Node's `monitorEventLoopDelay`: its numbers hold the
 * time between two looks too, and it misses a delay that begins right after a collection.
 */
export function createEventLoopDelay(meter: Meter): RuntimePart {
  const gauge = (name: string) => meter.createObservableGauge(name, { unit: 's' });
  const min = gauge(METRIC_NODEJS_EVENTLOOP_DELAY_MIN);
  const max = gauge(METRIC_NODEJS_EVENTLOOP_DELAY_MAX);
  const mean = gauge(METRIC_NODEJS_EVENTLOOP_DELAY_MEAN);
  const deviation = gauge(METRIC_NODEJS_EVENTLOOP_DELAY_STDDEV);
  const percentiles = [
    [gauge(METRIC_NODEJS_EVENTLOOP_DELAY_P50), 50],
    [gauge(METRIC_NODEJS_EVENTLOOP_DELAY_P90), 90],
    [gauge(METRIC_NODEJS_EVENTLOOP_DELAY_P99), 99],
  ] as const;
  const delays = createHistogram(DELAYS);
  let timer: NodeJS.Timeout | undefined;
  return {
    observed: [min, max, mean, deviation, ...percentiles.map(([gauge]) => gauge)],
    begin: () => {
      let last = performance.now();
      timer = setInterval(() => {
        const now = performance.now();
        delays.record(Math.max(1, Math.round((now - last - RESOLUTION_MS) * 1e6)));
        last = now;
      }, RESOLUTION_MS).unref();
    },
    end: () => clearInterval(timer),
    observe: (result) => {
      if (delays.count === 0) return;
      result.observe(min, delays.min / 1e9);
      result.observe(max, delays.max / 1e9);
      result.observe(mean, delays.mean / 1e9);
      result.observe(deviation, delays.stddev / 1e9);
      for (const [gauge, percentile] of percentiles) result.observe(gauge, delays.percentile(percentile) / 1e9);
      delays.reset();
    },
  };
}

/** The metrics of a program and of its host, as queries of the page of metrics. */
import {
  ATTR_HOST_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_SYSTEM_CPU_UTILIZATION,
  METRIC_SYSTEM_DISK_IO,
  METRIC_SYSTEM_MEMORY_UTILIZATION,
  METRIC_SYSTEM_NETWORK_IO,
  METRIC_V8JS_GC_DURATION,
  METRIC_V8JS_MEMORY_HEAP_USED,
} from '@sightglass/api/semconv';
import { links, type Target } from '../../url/links.ts';
import { formatQ } from '../../url/q.ts';

const RUNTIME = [
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_V8JS_MEMORY_HEAP_USED,
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
  METRIC_V8JS_GC_DURATION,
] as const;

const HOST = [
  METRIC_SYSTEM_CPU_UTILIZATION,
  METRIC_SYSTEM_MEMORY_UTILIZATION,
  METRIC_SYSTEM_DISK_IO,
  METRIC_SYSTEM_NETWORK_IO,
] as const;

const is = (key: string, value: string): string =>
  formatQ([{ kind: 'key', not: false, key: `resource.${key}`, operator: ':', values: [value] }]);

/** CPU, memory, event loop and garbage collection of one instance. */
export function runtimeOf(service: string, instance: string): Target {
  const filter = is(ATTR_SERVICE_INSTANCE_ID, instance);
  return links.metrics({ service: [service], queries: RUNTIME.map((metric) => ({ metric, filter })) });
}

/** The same of all instances, a line each. */
export function runtimeOfAll(service: string): Target {
  const by = [`resource.${ATTR_SERVICE_INSTANCE_ID}`];
  return links.metrics({ service: [service], queries: RUNTIME.map((metric) => ({ metric, by })) });
}

/** Processor, memory, disk and network of a host; whoever reports them. */
export function hostOf(host: string): Target {
  const filter = is(ATTR_HOST_NAME, host);
  return links.metrics({ service: [], queries: HOST.map((metric) => ({ metric, filter })) });
}

import { metrics } from '@opentelemetry/api';
import type { Attributes, BatchObservableResult, Observable } from '@opentelemetry/api';
import {
  ATTR_CPU_MODE,
  ATTR_DISK_IO_DIRECTION,
  ATTR_NETWORK_INTERFACE_NAME,
  ATTR_NETWORK_IO_DIRECTION,
  ATTR_SYSTEM_DEVICE_NAME,
  ATTR_SYSTEM_MEMORY_STATE,
  METRIC_CONTAINER_MEMORY_AVAILABLE,
  METRIC_CONTAINER_MEMORY_USAGE,
  METRIC_SYSTEM_CPU_LOGICAL_COUNT,
  METRIC_SYSTEM_CPU_TIME,
  METRIC_SYSTEM_CPU_UTILIZATION,
  METRIC_SYSTEM_DISK_IO,
  METRIC_SYSTEM_MEMORY_LIMIT,
  METRIC_SYSTEM_MEMORY_USAGE,
  METRIC_SYSTEM_MEMORY_UTILIZATION,
  METRIC_SYSTEM_NETWORK_IO,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { AGENT_VERSION } from '../../version.ts';
import { findControlGroup } from '../control-group.ts';
import { guarded } from '../guarded.ts';
import { readText } from '../read-text.ts';
import {
  cpuTimesFromNode,
  memoryFromNode,
  parseCpuTimes,
  parseDisks,
  parseInterfaces,
  parseMemory,
} from './readings.ts';
import type { CpuTimes } from './readings.ts';

/** The kernel counts in hundredths of a second: shares over less would be mostly rounding. */
const SHORTEST_INTERVAL_SECONDS = 0.5;

/**
 * The machine under this process as `system.*` metrics, and the memory of its container where that has a limit:
 * https://opentelemetry.io/docs/specs/semconv/system/system-metrics/ . Disks and network on Linux only.
 */
export function startHostCapture(): () => void {
  const meter = metrics.getMeter(`${SCOPE_NODE}/host`, AGENT_VERSION);
  const counter = (name: string, unit: string): Observable => meter.createObservableCounter(name, { unit });
  const level = (name: string, unit: string): Observable => meter.createObservableUpDownCounter(name, { unit });
  const share = (name: string): Observable => meter.createObservableGauge(name, { unit: '1' });
  const cpu = {
    time: counter(METRIC_SYSTEM_CPU_TIME, 's'),
    utilization: share(METRIC_SYSTEM_CPU_UTILIZATION),
    count: level(METRIC_SYSTEM_CPU_LOGICAL_COUNT, '{cpu}'),
  };
  const memory = {
    usage: level(METRIC_SYSTEM_MEMORY_USAGE, 'By'),
    utilization: share(METRIC_SYSTEM_MEMORY_UTILIZATION),
    limit: level(METRIC_SYSTEM_MEMORY_LIMIT, 'By'),
  };
  const container = {
    usage: level(METRIC_CONTAINER_MEMORY_USAGE, 'By'),
    available: level(METRIC_CONTAINER_MEMORY_AVAILABLE, 'By'),
  };
  const disk = counter(METRIC_SYSTEM_DISK_IO, 'By');
  const network = counter(METRIC_SYSTEM_NETWORK_IO, 'By');
  const group = findControlGroup();
  const utilizationOf = createUtilization(readCpuTimes());

  const observe = guarded('host metrics', (result: BatchObservableResult) => {
    const times = readCpuTimes();
    result.observe(cpu.count, times.processors);
    observeAll(result, cpu.time, times.seconds, ATTR_CPU_MODE);
    observeAll(result, cpu.utilization, utilizationOf(times), ATTR_CPU_MODE);

    const { total, bytes } = parseMemory(readText('/proc/meminfo') ?? '') ?? memoryFromNode();
    result.observe(memory.limit, total);
    observeAll(result, memory.usage, bytes, ATTR_SYSTEM_MEMORY_STATE);
    observeAll(
      result,
      memory.utilization,
      mapValues(bytes, (value) => value / total),
      ATTR_SYSTEM_MEMORY_STATE,
    );
    const held = group.memory();
    if (held !== undefined) {
      result.observe(container.usage, held.usage);
      result.observe(container.available, held.available);
    }

    for (const { device, received, sent } of parseDisks(readText('/proc/diskstats') ?? '')) {
      const attributes = { [ATTR_SYSTEM_DEVICE_NAME]: device };
      observeAll(result, disk, { read: received, write: sent }, ATTR_DISK_IO_DIRECTION, attributes);
    }
    for (const { device, received, sent } of parseInterfaces(readText('/proc/net/dev') ?? '')) {
      const attributes = { [ATTR_NETWORK_INTERFACE_NAME]: device };
      observeAll(result, network, { receive: received, transmit: sent }, ATTR_NETWORK_IO_DIRECTION, attributes);
    }
  });
  const observed = [...Object.values(cpu), ...Object.values(memory), ...Object.values(container), disk, network];
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}

function readCpuTimes(): CpuTimes {
  return parseCpuTimes(readText('/proc/stat') ?? '') ?? cpuTimesFromNode();
}

/** Shares of all processors' time since the reading before, 0 to 1; together they are 1. */
function createUtilization(first: CpuTimes): (now: CpuTimes) => Readonly<Record<string, number>> {
  let last = first;
  let shares: Readonly<Record<string, number>> = {};
  return (now) => {
    const passed = mapValues(now.seconds, (seconds, mode) => Math.max(0, seconds - (last.seconds[mode] ?? 0)));
    const all = Object.values(passed).reduce((sum, seconds) => sum + seconds, 0);
    if (all < SHORTEST_INTERVAL_SECONDS * now.processors) return shares;
    shares = mapValues(passed, (seconds) => seconds / all);
    last = now;
    return shares;
  };
}

function observeAll(
  result: BatchObservableResult,
  metric: Observable,
  values: Readonly<Record<string, number>>,
  by: string,
  attributes: Attributes = {},
): void {
  for (const [name, value] of Object.entries(values)) result.observe(metric, value, { ...attributes, [by]: name });
}

function mapValues(
  values: Readonly<Record<string, number>>,
  change: (value: number, name: string) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

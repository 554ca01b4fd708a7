import { uptime } from 'node:os';
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
  METRIC_SYSTEM_DISK_OPERATIONS,
  METRIC_SYSTEM_MEMORY_LIMIT,
  METRIC_SYSTEM_MEMORY_USAGE,
  METRIC_SYSTEM_MEMORY_UTILIZATION,
  METRIC_SYSTEM_NETWORK_ERRORS,
  METRIC_SYSTEM_NETWORK_IO,
  METRIC_SYSTEM_NETWORK_PACKET_COUNT,
  METRIC_SYSTEM_NETWORK_PACKET_DROPPED,
  METRIC_SYSTEM_UPTIME,
} from '@sightglass/api/semconv';
import type { CaptureTools } from '../capture.ts';
import { findControlGroup } from '../control-group.ts';
import { guarded } from '../guarded.ts';
import { readText } from '../read-text.ts';
import { createFileSystem } from './file-system.ts';
import {
  cpuTimesFromNode,
  memoryFromNode,
  parseCpuTimes,
  parseDisks,
  parseInterfaces,
  parseMemory,
} from './readings.ts';
import type { BothWays, CpuTimes } from './readings.ts';

/** The kernel counts in hundredths of a second: shares over less would be mostly rounding. */
const SHORTEST_INTERVAL_SECONDS = 0.5;

/**
 * The machine under this process as `system.*` metrics, and the memory of its container where that has a limit:
 * https://opentelemetry.io/docs/specs/semconv/system/system-metrics/ . Disks and network on Linux only.
 */
export function startHostCapture({ meter }: CaptureTools): () => void {
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
  const disk = {
    io: counter(METRIC_SYSTEM_DISK_IO, 'By'),
    operations: counter(METRIC_SYSTEM_DISK_OPERATIONS, '{operation}'),
  };
  const network = {
    io: counter(METRIC_SYSTEM_NETWORK_IO, 'By'),
    packets: counter(METRIC_SYSTEM_NETWORK_PACKET_COUNT, '{packet}'),
    errors: counter(METRIC_SYSTEM_NETWORK_ERRORS, '{error}'),
    dropped: counter(METRIC_SYSTEM_NETWORK_PACKET_DROPPED, '{packet}'),
  };
  const up = meter.createObservableGauge(METRIC_SYSTEM_UPTIME, { unit: 's' });
  const fileSystem = createFileSystem(meter);
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

    result.observe(up, uptime());
    fileSystem.observe(result);

    for (const { device, bytes, operations } of parseDisks(readText('/proc/diskstats') ?? '')) {
      const attributes = { [ATTR_SYSTEM_DEVICE_NAME]: device };
      observeBoth(result, disk.io, bytes, DISK, attributes);
      observeBoth(result, disk.operations, operations, DISK, attributes);
    }
    for (const { device, bytes, packets, errors, dropped } of parseInterfaces(readText('/proc/net/dev') ?? '')) {
      const attributes = { [ATTR_NETWORK_INTERFACE_NAME]: device };
      observeBoth(result, network.io, bytes, NETWORK, attributes);
      observeBoth(result, network.packets, packets, NETWORK, attributes);
      observeBoth(result, network.errors, errors, NETWORK, attributes);
      observeBoth(result, network.dropped, dropped, NETWORK, attributes);
    }
  });
  const observed = [
    ...Object.values(cpu),
    ...Object.values(memory),
    ...Object.values(container),
    ...Object.values(disk),
    ...Object.values(network),
    ...fileSystem.observed,
    up,
  ];
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

/** How a direction is called: into the machine or program, and out of it. */
type Directions = readonly [attribute: string, incoming: string, outgoing: string];
const DISK: Directions = [ATTR_DISK_IO_DIRECTION, 'read', 'write'];
const NETWORK: Directions = [ATTR_NETWORK_IO_DIRECTION, 'receive', 'transmit'];

function observeBoth(
  result: BatchObservableResult,
  metric: Observable,
  { incoming, outgoing }: BothWays,
  [attribute, nameOfIncoming, nameOfOutgoing]: Directions,
  attributes: Attributes,
): void {
  result.observe(metric, incoming, { ...attributes, [attribute]: nameOfIncoming });
  result.observe(metric, outgoing, { ...attributes, [attribute]: nameOfOutgoing });
}

function mapValues(
  values: Readonly<Record<string, number>>,
  change: (value: number, name: string) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

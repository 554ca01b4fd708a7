import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BatchObservableResult } from '@opentelemetry/api';
import {
  ATTR_CPU_MODE,
  ATTR_DISK_IO_DIRECTION,
  ATTR_PROCESS_CONTEXT_SWITCH_TYPE,
  ATTR_SYSTEM_PAGING_FAULT_TYPE,
  METRIC_PROCESS_CONTEXT_SWITCHES,
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_CPU_UTILIZATION,
  METRIC_PROCESS_DISK_IO,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_PROCESS_MEMORY_VIRTUAL,
  METRIC_PROCESS_PAGING_FAULTS,
  METRIC_PROCESS_THREAD_COUNT,
  METRIC_PROCESS_UNIX_FILE_DESCRIPTOR_COUNT,
  METRIC_PROCESS_UPTIME,
} from '@sightglass/api/semconv';
import type { CaptureTools } from '../capture.ts';
import { findControlGroup } from '../control-group.ts';
import { guarded } from '../guarded.ts';
import { readText } from '../read-text.ts';

/** Two readings closer together say more about the clock than about the process. */
const SHORTEST_INTERVAL_MS = 500;

/**
 * What this process uses, as `process.*` metrics, by the semantic conventions:
 * https://opentelemetry.io/docs/specs/semconv/system/process-metrics/
 */
export function startProcessCapture({ meter }: CaptureTools): () => void {
  const counter = (name: string, unit: string) => meter.createObservableCounter(name, { unit });
  const level = (name: string, unit: string) => meter.createObservableUpDownCounter(name, { unit });
  const cpuTime = counter(METRIC_PROCESS_CPU_TIME, 's');
  const cpuUtilization = meter.createObservableGauge(METRIC_PROCESS_CPU_UTILIZATION, { unit: '1' });
  const memory = level(METRIC_PROCESS_MEMORY_USAGE, 'By');
  const virtualMemory = level(METRIC_PROCESS_MEMORY_VIRTUAL, 'By');
  const threads = level(METRIC_PROCESS_THREAD_COUNT, '{thread}');
  const descriptors = level(METRIC_PROCESS_UNIX_FILE_DESCRIPTOR_COUNT, '{file_descriptor}');
  const uptime = meter.createObservableGauge(METRIC_PROCESS_UPTIME, { unit: 's' });
  const faults = counter(METRIC_PROCESS_PAGING_FAULTS, '{fault}');
  const switches = counter(METRIC_PROCESS_CONTEXT_SWITCHES, '{context_switch}');
  const disk = counter(METRIC_PROCESS_DISK_IO, 'By');
  const readUtilization = createUtilization();

  const observe = guarded('process metrics', (result: BatchObservableResult) => {
    const used = process.resourceUsage();
    result.observe(cpuTime, used.userCPUTime / 1e6, { [ATTR_CPU_MODE]: 'user' });
    result.observe(cpuTime, used.systemCPUTime / 1e6, { [ATTR_CPU_MODE]: 'system' });
    const share = readUtilization(used);
    result.observe(cpuUtilization, share.user, { [ATTR_CPU_MODE]: 'user' });
    result.observe(cpuUtilization, share.system, { [ATTR_CPU_MODE]: 'system' });
    result.observe(memory, process.memoryUsage.rss());
    result.observe(uptime, process.uptime());
    result.observe(faults, used.majorPageFault, { [ATTR_SYSTEM_PAGING_FAULT_TYPE]: 'major' });
    result.observe(faults, used.minorPageFault, { [ATTR_SYSTEM_PAGING_FAULT_TYPE]: 'minor' });
    result.observe(switches, used.voluntaryContextSwitches, { [ATTR_PROCESS_CONTEXT_SWITCH_TYPE]: 'voluntary' });
    result.observe(switches, used.involuntaryContextSwitches, { [ATTR_PROCESS_CONTEXT_SWITCH_TYPE]: 'involuntary' });
    const status = readStatus();
    if (status !== undefined) {
      result.observe(threads, status.threads);
      result.observe(virtualMemory, status.virtualBytes);
    }
    const open = countDescriptors();
    if (open !== undefined) result.observe(descriptors, open);
    const io = readDiskBytes();
    if (io !== undefined) {
      result.observe(disk, io.read, { [ATTR_DISK_IO_DIRECTION]: 'read' });
      result.observe(disk, io.write, { [ATTR_DISK_IO_DIRECTION]: 'write' });
    }
  });
  const observed = [
    cpuTime,
    cpuUtilization,
    memory,
    virtualMemory,
    threads,
    descriptors,
    uptime,
    faults,
    switches,
    disk,
  ];
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}

type CpuUse = Pick<NodeJS.ResourceUsage, 'userCPUTime' | 'systemCPUTime'>;

/** Share of the processors that this process may use, since the reading before; of a container's quota where it has one. */
function createUtilization(): (used: CpuUse) => { readonly user: number; readonly system: number } {
  const group = findControlGroup();
  let lastAtMs = performance.now();
  let last: CpuUse = process.resourceUsage();
  let share: { user: number; system: number } | undefined;
  return (used) => {
    const nowMs = performance.now();
    if (share !== undefined && nowMs - lastAtMs < SHORTEST_INTERVAL_MS) return share;
    const cpus = Math.min(availableParallelism(), group.cpus() ?? Infinity);
    const possibleMicros = (nowMs - lastAtMs) * 1000 * cpus;
    share = {
      user: (used.userCPUTime - last.userCPUTime) / possibleMicros,
      system: (used.systemCPUTime - last.systemCPUTime) / possibleMicros,
    };
    lastAtMs = nowMs;
    last = used;
    return share;
  };
}

/** Fields 20 and 23 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, counted after the name in brackets. */
function readStatus(): { readonly threads: number; readonly virtualBytes: number } | undefined {
  const text = readText('/proc/self/stat');
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { threads: Number(fields[17]), virtualBytes: Number(fields[20]) };
}

/** Linux 6.2 and later tell the number as the folder's size; counting its entries would take long where there are many. */
function countDescriptors(): number | undefined {
  const size = statSync('/proc/self/fd', { throwIfNoEntry: false })?.size;
  return size === 0 ? undefined : size;
}

function readDiskBytes(): { readonly read: number; readonly write: number } | undefined {
  const text = readText('/proc/self/io');
  if (text === undefined) return undefined;
  const bytes = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { read: bytes('read_bytes'), write: bytes('write_bytes') };
}

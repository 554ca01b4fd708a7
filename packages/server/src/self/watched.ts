import {
  ATTR_CPU_MODE,
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_PROCESS_UPTIME,
  METRIC_SIGHTGLASS_DISK_FREE,
  METRIC_SIGHTGLASS_DISK_USED,
  METRIC_SIGHTGLASS_SPOOL_FILES,
  METRIC_SIGHTGLASS_SPOOL_SIZE,
} from '@sightglass/api/semconv';
import type { Meter } from '@opentelemetry/api';

/** How things stand at one moment; what is not known is left out. */
export interface State {
  /** Bytes that wait to be stored. */
  backlogBytes: number;
  /** Files whose rows wait to be stored. */
  backlogSpools: number;
  /** Bytes that the data folder takes. */
  diskUsedBytes?: number | undefined;
  /** Bytes that are free on its disk. */
  diskFreeBytes?: number | undefined;
}

/** Adds queue and disk to a meter. */
export function watchState(meter: Meter, read: () => State): void {
  const size = meter.createObservableGauge(METRIC_SIGHTGLASS_SPOOL_SIZE, {
    description: 'Bytes that are kept and wait to be stored.',
    unit: 'By',
  });
  const files = meter.createObservableGauge(METRIC_SIGHTGLASS_SPOOL_FILES, {
    description: 'Files whose rows wait to be stored.',
    unit: '{file}',
  });
  const used = meter.createObservableGauge(METRIC_SIGHTGLASS_DISK_USED, {
    description: 'Bytes that the data folder takes.',
    unit: 'By',
  });
  const free = meter.createObservableGauge(METRIC_SIGHTGLASS_DISK_FREE, {
    description: 'Bytes that are free on its disk.',
    unit: 'By',
  });
  meter.addBatchObservableCallback(
    (seen) => {
      const { backlogBytes, backlogSpools, diskUsedBytes, diskFreeBytes } = read();
      seen.observe(size, backlogBytes);
      seen.observe(files, backlogSpools);
      if (diskUsedBytes !== undefined) seen.observe(used, diskUsedBytes);
      if (diskFreeBytes !== undefined) seen.observe(free, diskFreeBytes);
    },
    [size, files, used, free],
  );
}

/** Adds processor, memory and age of this process to a meter. */
export function watchProcess(meter: Meter): void {
  const cpu = meter.createObservableCounter(METRIC_PROCESS_CPU_TIME, {
    description: 'Processor time used, by mode.',
    unit: 's',
  });
  const memory = meter.createObservableUpDownCounter(METRIC_PROCESS_MEMORY_USAGE, {
    description: 'Memory that the process holds (resident set).',
    unit: 'By',
  });
  const uptime = meter.createObservableGauge(METRIC_PROCESS_UPTIME, {
    description: 'How long the process has run.',
    unit: 's',
  });
  meter.addBatchObservableCallback(
    (seen) => {
      const { user, system } = process.cpuUsage();
      seen.observe(cpu, user / 1e6, { [ATTR_CPU_MODE]: 'user' });
      seen.observe(cpu, system / 1e6, { [ATTR_CPU_MODE]: 'system' });
      seen.observe(memory, process.memoryUsage.rss());
      seen.observe(uptime, process.uptime());
    },
    [cpu, memory, uptime],
  );
}

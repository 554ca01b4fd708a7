import { statfs } from 'node:fs';
import type { StatsFs } from 'node:fs';
import { parse } from 'node:path';
import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import {
  ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT,
  ATTR_SYSTEM_FILESYSTEM_STATE,
  METRIC_SYSTEM_FILESYSTEM_LIMIT,
  METRIC_SYSTEM_FILESYSTEM_USAGE,
  METRIC_SYSTEM_FILESYSTEM_UTILIZATION,
} from '@sightglass/api/semconv';

/** The file system that programs run on. Others come and go, and one of the network may not answer. */
const MOUNTPOINT = parse(process.cwd()).root;

/** How full the file system at the root is: what the collection before asked for, because this one waits for no disk. */
export function createFileSystem(meter: Meter): {
  readonly observed: readonly Observable[];
  observe(result: BatchObservableResult): void;
} {
  const usage = meter.createObservableUpDownCounter(METRIC_SYSTEM_FILESYSTEM_USAGE, { unit: 'By' });
  const limit = meter.createObservableUpDownCounter(METRIC_SYSTEM_FILESYSTEM_LIMIT, { unit: 'By' });
  const utilization = meter.createObservableGauge(METRIC_SYSTEM_FILESYSTEM_UTILIZATION, { unit: '1' });
  const where = { [ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT]: MOUNTPOINT };
  let last: StatsFs | undefined;
  let isAsked = false;
  return {
    observed: [usage, limit, utilization],
    observe: (result) => {
      if (!isAsked) {
        isAsked = true;
        statfs(MOUNTPOINT, (error, stats) => {
          isAsked = false;
          if (error === null) last = stats;
        });
      }
      if (last === undefined || last.blocks === 0) return;
      const { bsize, blocks, bfree, bavail } = last;
      // What is reserved for the administrator is neither used nor free.
      const states = { used: blocks - bfree, free: bavail, reserved: bfree - bavail };
      result.observe(limit, blocks * bsize, where);
      for (const [state, count] of Object.entries(states)) {
        result.observe(usage, count * bsize, { ...where, [ATTR_SYSTEM_FILESYSTEM_STATE]: state });
      }
      result.observe(utilization, states.used / blocks, where);
    },
  };
}

// Limits of Linux control groups, which is what a container is: https://docs.kernel.org/admin-guide/cgroup-v2.html and,
// for version 1, https://docs.kernel.org/admin-guide/cgroup-v1/memory.html. A limit may stand at any group above ours.

import { join, posix } from 'node:path';
import { readText } from './read-text.ts';

/** What the control groups around this process allow it. */
export interface ControlGroup {
  /** Processors' worth of time, such as 0.5; undefined without a limit. */
  cpus(): number | undefined;
  /** Bytes held by the group with the lowest limit, and bytes left to it; undefined without a limit. */
  memory(): { readonly usage: number; readonly available: number } | undefined;
}

/** The groups' folders from our own up to the root of the hierarchy. */
interface Hierarchy {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

const V1_MEMORY = { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', inactive: 'total_inactive_file' };
const V2_MEMORY = { limit: 'memory.max', usage: 'memory.current', inactive: 'inactive_file' };
/** What version 1 writes for "no limit" is the greatest number of pages; nothing real comes near. */
const NO_LIMIT = 2 ** 60;

/** @param root folder that holds `proc` and `sys`. */
export function findControlGroup(root = '/'): ControlGroup {
  const ours = readText(join(root, 'proc/self/cgroup')) ?? '';
  const cpu = findHierarchy(root, ours, 'cpu');
  const memory = findHierarchy(root, ours, 'memory');
  return {
    cpus: () => lowest(cpu.folders.map((folder) => readQuota(folder, cpu.version))),
    memory: () => readMemory(memory),
  };
}

/** A line is `id:controllers:path`; version 2 has one for all, without controllers. Both can be in use side by side. */
function findHierarchy(root: string, lines: string, controller: string): Hierarchy {
  const found = lines.split('\n').map((line) => line.split(':'));
  const v1 = found.find(([, controllers]) => controllers?.split(',').includes(controller) === true);
  const path = (v1 ?? found.find(([id, controllers]) => id === '0' && controllers === ''))?.[2] ?? '/';
  const top = join(root, 'sys/fs/cgroup', v1 === undefined ? '' : controller);
  const folders: string[] = [];
  for (let at = path; ; at = posix.dirname(at)) {
    folders.push(join(top, at));
    if (at === '/' || at === '.') break;
  }
  return { version: v1 === undefined ? 2 : 1, folders };
}

function readQuota(folder: string, version: 1 | 2): number | undefined {
  const text =
    version === 2
      ? readText(join(folder, 'cpu.max'))
      : `${readText(join(folder, 'cpu.cfs_quota_us'))} ${readText(join(folder, 'cpu.cfs_period_us'))}`;
  // "max" and -1 stand for no limit.
  const [quota = Number.NaN, period = Number.NaN] = text?.split(' ').map(Number) ?? [];
  return quota > 0 && period > 0 ? quota / period : undefined;
}

function readMemory({ version, folders }: Hierarchy): ReturnType<ControlGroup['memory']> {
  const files = version === 2 ? V2_MEMORY : V1_MEMORY;
  const limits = folders.map((folder) => readNumber(join(folder, files.limit)));
  const limit = lowest(limits);
  if (limit === undefined || limit >= NO_LIMIT) return undefined;
  const folder = folders[limits.indexOf(limit)] ?? '';
  const usage = readNumber(join(folder, files.usage));
  if (usage === undefined) return undefined;
  // File cache that nobody uses goes before anything runs out: the working set is without it.
  const stat = readText(join(folder, 'memory.stat')) ?? '';
  const inactive = Number(new RegExp(`^${files.inactive} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  return { usage, available: Math.max(0, limit - (usage - inactive)) };
}

function readNumber(path: string): number | undefined {
  const value = Number.parseInt(readText(path) ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}

function lowest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

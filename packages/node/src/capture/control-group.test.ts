import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findControlGroup } from './control-group.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'control-group-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

test('of version 2 is told by the lowest limit on the way up', () => {
  write({
    'proc/self/cgroup': '0::/kubepods/pod7/app\n',
    'sys/fs/cgroup/kubepods/pod7/app/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/kubepods/pod7/app/memory.max': 'max\n',
    'sys/fs/cgroup/kubepods/pod7/app/memory.current': '100\n',
    'sys/fs/cgroup/kubepods/pod7/cpu.max': '50000 100000\n',
    'sys/fs/cgroup/kubepods/pod7/memory.max': '1000\n',
    'sys/fs/cgroup/kubepods/pod7/memory.current': '700\n',
    'sys/fs/cgroup/kubepods/pod7/memory.stat': 'anon 500\ninactive_file 150\nactive_file 50\n',
    'sys/fs/cgroup/kubepods/cpu.max': '400000 100000\n',
  });
  const group = findControlGroup(root);
  expect(group.cpus()).toBe(0.5);
  expect(group.memory()).toEqual({ usage: 700, available: 1000 - 550 });
});

test('of a container that sees its own group as the root is told', () => {
  write({
    'proc/self/cgroup': '0::/\n',
    'sys/fs/cgroup/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/memory.max': '2000\n',
    'sys/fs/cgroup/memory.current': '500\n',
  });
  const group = findControlGroup(root);
  expect(group.cpus()).toBe(1.5);
  expect(group.memory()).toEqual({ usage: 500, available: 1500 });
  write({ 'sys/fs/cgroup/cpu.max': '200000 100000\n' });
  expect(group.cpus()).toBe(2);
});

test('of version 1 is told, each controller by its own hierarchy', () => {
  write({
    'proc/self/cgroup': '4:memory:/docker/ab\n2:cpuacct,cpu:/docker/ab\n0::/\n',
    // A container that is not shown the path of the host finds its group at the top.
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '25000\n',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes': '5000\n',
    'sys/fs/cgroup/memory/docker/ab/memory.usage_in_bytes': '4000\n',
    'sys/fs/cgroup/memory/docker/ab/memory.stat': 'inactive_file 1\ntotal_inactive_file 1000\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  });
  const group = findControlGroup(root);
  expect(group.cpus()).toBe(0.25);
  expect(group.memory()).toEqual({ usage: 4000, available: 2000 });
});

test.each([
  [{}],
  [{ 'proc/self/cgroup': '' }],
  [{ 'proc/self/cgroup': 'not a list of groups\n' }],
  [{ 'proc/self/cgroup': '0::/a\n', 'sys/fs/cgroup/a/cpu.max': 'max 100000\n', 'sys/fs/cgroup/a/memory.max': 'max\n' }],
  [
    {
      'proc/self/cgroup': '4:memory:/\n2:cpu:/\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    },
  ],
])('without a limit says so: %o', (files: Record<string, string>) => {
  write(files);
  const group = findControlGroup(root);
  expect(group.cpus()).toBeUndefined();
  expect(group.memory()).toBeUndefined();
});

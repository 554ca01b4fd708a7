// What the kernel says about the machine. Formats: https://man7.org/linux/man-pages/man5/proc_stat.5.html, proc_meminfo.5,
// https://docs.kernel.org/admin-guide/iostats.html, https://man7.org/linux/man-pages/man5/proc_pid_net.5.html (`net/dev`).

import { cpus, freemem, totalmem } from 'node:os';

/** Seconds by `cpu.mode`, of all processors together, since the machine started. */
export interface CpuTimes {
  readonly processors: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Bytes by `system.memory.state`; all states together are `total`. */
export interface MemoryUse {
  readonly total: number;
  readonly bytes: Readonly<Record<string, number>>;
}

/** What went through a device since the machine started: read or received, and written or sent. */
export interface BothWays {
  readonly incoming: number;
  readonly outgoing: number;
}

export interface DiskTraffic {
  readonly device: string;
  readonly bytes: BothWays;
  readonly operations: BothWays;
}

export interface NetworkTraffic {
  readonly device: string;
  readonly bytes: BothWays;
  readonly packets: BothWays;
  readonly errors: BothWays;
  readonly dropped: BothWays;
}

/** Ticks a second in what Linux tells programs; the same on all of its platforms that Node runs on. */
const USER_HZ = 100;
/** Whatever the device: https://docs.kernel.org/block/stat.html */
const SECTOR_BYTES = 512;
/** A machine full of containers has thousands of devices; each would be two series. */
const MAX_DEVICES = 20;

export function parseCpuTimes(stat: string): CpuTimes | undefined {
  const line = /^cpu +(.*)$/m.exec(stat)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map((ticks) => Number(ticks) / USER_HZ);
  const seconds = { user, nice, system, idle, iowait, interrupt: irq + softirq, steal };
  return { processors: stat.match(/^cpu\d/gm)?.length ?? 1, seconds };
}

/** The same from Node, for systems without `/proc`. */
export function cpuTimesFromNode(): CpuTimes {
  const all = cpus();
  const sum = (mode: 'user' | 'nice' | 'sys' | 'idle' | 'irq'): number =>
    all.reduce((total, { times }) => total + times[mode], 0) / 1000;
  const seconds = {
    user: sum('user'),
    nice: sum('nice'),
    system: sum('sys'),
    idle: sum('idle'),
    interrupt: sum('irq'),
  };
  return { processors: all.length, seconds };
}

export function parseMemory(meminfo: string): MemoryUse | undefined {
  const of = (name: string): number => Number(new RegExp(`^${name}: *(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? 0) * 1024;
  const total = of('MemTotal');
  if (total === 0) return undefined;
  const free = of('MemFree');
  const buffers = of('Buffers');
  const cached = of('Cached') + of('SReclaimable');
  return { total, bytes: { used: total - free - buffers - cached, free, buffers, cached } };
}

export function memoryFromNode(): MemoryUse {
  const total = totalmem();
  const free = freemem();
  return { total, bytes: { used: total - free, free } };
}

/** Whole disks: their partitions come after them and count the same bytes again. Without those that were never used. */
export function parseDisks(diskstats: string): readonly DiskTraffic[] {
  const disks: string[] = [];
  const found: DiskTraffic[] = [];
  for (const line of diskstats.split('\n')) {
    const [, , device = '', ...counts] = line.trim().split(/ +/);
    const [reads = 0, , sectorsRead = 0, , writes = 0, , sectorsWritten = 0] = counts.map(Number);
    const whole = disks.find((disk) => /^p?\d+$/.test(device.slice(disk.length)) && device.startsWith(disk));
    if (device === '' || whole !== undefined || /^(?:loop|ram|zram)\d/.test(device)) continue;
    disks.push(device);
    found.push({
      device,
      bytes: { incoming: sectorsRead * SECTOR_BYTES, outgoing: sectorsWritten * SECTOR_BYTES },
      operations: { incoming: reads, outgoing: writes },
    });
  }
  return used(found);
}

/** Network interfaces, without the loopback and the inner ends of containers. */
export function parseInterfaces(netDev: string): readonly NetworkTraffic[] {
  const found: NetworkTraffic[] = [];
  for (const line of netDev.split('\n')) {
    const [, device = 'lo', numbers = ''] = /^ *([^: ]+): *(.*)$/.exec(line) ?? [];
    if (device === 'lo' || device.startsWith('veth')) continue;
    const fields = numbers.split(/ +/).map(Number);
    // Eight numbers of what came, then eight of what went.
    const both = (at: number): BothWays => ({ incoming: fields[at] ?? 0, outgoing: fields[at + 8] ?? 0 });
    found.push({ device, bytes: both(0), packets: both(1), errors: both(2), dropped: both(3) });
  }
  return used(found);
}

function used<Traffic extends { readonly bytes: BothWays }>(all: readonly Traffic[]): readonly Traffic[] {
  return all.filter(({ bytes }) => bytes.incoming + bytes.outgoing > 0).slice(0, MAX_DEVICES);
}

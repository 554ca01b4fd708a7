// What the kernel says, read by the tests themselves.
import { readFileSync } from 'node:fs';

/** What the kernel says about a process. */
export interface ProcessReading {
  cpuSeconds: number;
  residentBytes: number;
  threads: number;
  startedAtSeconds: number;
}

/** What it says about the machine. */
export interface HostReading {
  cpuSeconds: Record<string, number>;
  disk: Record<string, number>;
  network: Record<string, number>;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function readProcess(pid: number): ProcessReading {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // From field 3 on: the name before it may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: (field(14) + field(15)) / 100,
    residentBytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024,
    threads: Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1]),
    startedAtSeconds: field(22) / 100,
  };
}

export function upSeconds(): number {
  return Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
}

export function readHost(): HostReading {
  const [, user, , system, idle] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 5).map(Number);
  const seconds = (ticks: number | undefined): number => (ticks ?? Number.NaN) / 100;
  const disk: Record<string, number> = {};
  for (const line of readFileSync('/proc/diskstats', 'utf8').trim().split('\n')) {
    const [, , name = '', , , read, , , , written] = line.trim().split(/\s+/);
    if (/^(?:loop|ram|zram)|^(?:sd|vd|xvd)[a-z]+\d|^nvme\d+n\d+p|^mmcblk\d+p/.test(name)) continue;
    if (Number(read) + Number(written) === 0) continue;
    disk[`${name} read`] = Number(read) * 512;
    disk[`${name} write`] = Number(written) * 512;
  }
  const network: Record<string, number> = {};
  for (const line of readFileSync('/proc/net/dev', 'utf8').trim().split('\n').slice(2)) {
    const [name = '', ...fields] = line.trim().split(/[:\s]+/);
    if (name === 'lo' || name.startsWith('veth') || Number(fields[0]) + Number(fields[8]) === 0) continue;
    network[`${name} receive`] = Number(fields[0]);
    network[`${name} transmit`] = Number(fields[8]);
  }
  return { cpuSeconds: { user: seconds(user), system: seconds(system), idle: seconds(idle) }, disk, network };
}

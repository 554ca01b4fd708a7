import { readFileSync } from 'node:fs';
import { cpus, freemem, totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  cpuTimesFromNode,
  memoryFromNode,
  parseCpuTimes,
  parseDisks,
  parseInterfaces,
  parseMemory,
} from './readings.ts';

describe('processor time', () => {
  test('is read by mode, in seconds, with interrupts together', () => {
    const stat = `cpu  873340 51190 277545 1169453 6986 12 3856 2951 70 80
cpu0 430674 26068 135462 596847 1146 0 882 1469 0 0
cpu1 442666 25122 142082 572606 5840 0 2974 1482 0 0
intr 1234 5 6
ctxt 12
`;
    expect(parseCpuTimes(stat)).toEqual({
      processors: 2,
      seconds: {
        user: 8733.4,
        nice: 511.9,
        system: 2775.45,
        idle: 11694.53,
        iowait: 69.86,
        interrupt: 38.68,
        steal: 29.51,
      },
    });
  });

  test('of an old kernel has fewer modes', () => {
    expect(parseCpuTimes('cpu 100 0 300 400\ncpu0 100 0 300 400\n')?.seconds).toMatchObject({
      user: 1,
      idle: 4,
      steal: 0,
    });
  });

  test('is not made up where the text says nothing', () => {
    expect(parseCpuTimes('')).toBeUndefined();
    expect(parseMemory('')).toBeUndefined();
    expect(parseDisks('')).toEqual([]);
    expect(parseInterfaces('nonsense\n:\n')).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('comes from Node elsewhere, and says the same', () => {
    const fromNode = cpuTimesFromNode();
    expect(fromNode.processors).toBe(cpus().length);
    const fromKernel = parseCpuTimes(readFileSync('/proc/stat', 'utf8'));
    for (const mode of ['user', 'nice', 'system', 'idle']) {
      const expected = fromKernel?.seconds[mode] ?? Number.NaN;
      expect(Math.abs((fromNode.seconds[mode] ?? 0) - expected)).toBeLessThan(2 + expected / 1000);
    }
  });
});

describe('memory', () => {
  test('is told by state, which add up to the whole', () => {
    const meminfo = `MemTotal:       24684092 kB
MemFree:         1000000 kB
MemAvailable:   20000000 kB
Buffers:          200000 kB
Cached:          3000000 kB
SwapCached:            7 kB
SReclaimable:     484092 kB
`;
    expect(parseMemory(meminfo)).toEqual({
      total: 24_684_092 * 1024,
      bytes: { used: 20_000_000 * 1024, free: 1_000_000 * 1024, buffers: 200_000 * 1024, cached: 3_484_092 * 1024 },
    });
  });

  test('comes from Node elsewhere', () => {
    const { total, bytes } = memoryFromNode();
    expect(total).toBe(totalmem());
    expect(Math.abs((bytes['free'] ?? 0) - freemem())).toBeLessThan(total / 10);
    expect((bytes['used'] ?? 0) + (bytes['free'] ?? 0)).toBe(total);
  });
});

test('disks are told whole, without partitions, memory disks and what was never used', () => {
  const diskstats = `   7       0 loop0 9 0 9 0 9 0 9 0 0 0 0
   8       0 sda 498676 131285 1000 591942 300829 1166795 2000 391854 0 191732 1337322 891256 448 42263328
   8       1 sda1 498676 131285 900 591942 300829 1166795 1900 391854 0 191732 1337322
   8      16 sdab 1 0 10 0 1 0 20 0 0 0 0
 259       0 nvme0n1 5 0 50 0 5 0 60 0 0 0 0
 259       1 nvme0n1p1 5 0 50 0 5 0 60 0 0 0 0
 259       2 nvme0n2 1 0 7 0 1 0 8 0 0 0 0
 253       0 dm-0 5 0 3 0 5 0 4 0 0 0 0
 254       0 zram0 1 0 1 0 1 0 1 0 0 0 0
 254      16 vdb 0 0 0 0 0 0 0 0 0 0 0
`;
  expect(parseDisks(diskstats)).toEqual([
    {
      device: 'sda',
      bytes: { incoming: 1000 * 512, outgoing: 2000 * 512 },
      operations: { incoming: 498676, outgoing: 300829 },
    },
    { device: 'sdab', bytes: { incoming: 10 * 512, outgoing: 20 * 512 }, operations: { incoming: 1, outgoing: 1 } },
    { device: 'nvme0n1', bytes: { incoming: 50 * 512, outgoing: 60 * 512 }, operations: { incoming: 5, outgoing: 5 } },
    { device: 'nvme0n2', bytes: { incoming: 7 * 512, outgoing: 8 * 512 }, operations: { incoming: 1, outgoing: 1 } },
    { device: 'dm-0', bytes: { incoming: 3 * 512, outgoing: 4 * 512 }, operations: { incoming: 5, outgoing: 5 } },
  ]);
});

test('interfaces are told without the loopback, containers’ ends and what was never used, 20 at most', () => {
  const header =
    'Inter-|   Receive   |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets\n';
  const row = (name: string, received: number, sent: number): string =>
    `${name.padStart(6)}:${received} 11 12 13 0 0 0 0 ${sent} 21 22 23 0 0 0 0\n`;
  const text = [row('lo', 9, 9), row('eth0', 8350, 195), row('veth12', 5, 5), row('ifb0', 0, 0)].join('');
  expect(parseInterfaces(header + text)).toEqual([
    {
      device: 'eth0',
      bytes: { incoming: 8350, outgoing: 195 },
      packets: { incoming: 11, outgoing: 21 },
      errors: { incoming: 12, outgoing: 22 },
      dropped: { incoming: 13, outgoing: 23 },
    },
  ]);

  const many = Array.from({ length: 30 }, (_, at) => row(`br-${at}`, 1, 1)).join('');
  expect(parseInterfaces(header + many)).toHaveLength(20);
});

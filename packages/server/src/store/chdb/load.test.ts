import { describe, expect, it } from 'vitest';
import { whyNoEngine, type Machine } from './load.ts';

const LINUX: Machine = { platform: 'linux', arch: 'x64', glibc: '2.36', cpuFlags: 'fpu sse4_2 avx avx2 bmi2' };

describe('whyNoEngine', () => {
  it.each([
    ['Linux with glibc and AVX2', LINUX],
    ['Linux on arm64', { ...LINUX, arch: 'arm64', cpuFlags: undefined }],
    ['macOS', { platform: 'darwin', arch: 'arm64', glibc: undefined, cpuFlags: undefined }],
  ] as const)('has nothing against %s', (_, machine) => {
    expect(whyNoEngine(machine)).toBe('');
  });

  it.each([
    ['Windows', { ...LINUX, platform: 'win32' }, 'Windows'],
    ['FreeBSD', { ...LINUX, platform: 'freebsd' }, 'freebsd'],
    ['Alpine', { ...LINUX, glibc: undefined }, 'musl'],
    ['a processor without AVX2', { ...LINUX, cpuFlags: 'fpu sse4_2 avx avx2x' }, 'AVX2'],
    ['32 bits', { ...LINUX, arch: 'ia32' }, 'ia32'],
  ] as const)('says why not on %s', (_, machine, reason) => {
    expect(whyNoEngine(machine)).toContain(reason);
  });
});

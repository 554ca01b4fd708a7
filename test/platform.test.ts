import { expect, it } from 'vitest';
import { machineFacts, requireEngine, whyNoEngine } from '../scripts/platform.mjs';

const fit = { platform: 'linux', arch: 'x64', glibc: true, cpuFlags: 'flags : sse4_2 avx avx2 bmi2' } as const;

it('finds the machine that runs these tests fit for the embedded engine', () => {
  expect(whyNoEngine(machineFacts())).toBeUndefined();
});

it.each([
  ['Windows', { ...fit, platform: 'win32' }, 'win32'],
  ['musl', { ...fit, glibc: false }, 'glibc'],
  ['a CPU without AVX2', { ...fit, cpuFlags: 'flags : sse4_2 avx' }, 'AVX2'],
  ['another architecture', { ...fit, arch: 'riscv64' }, 'riscv64'],
] as const)('says in one line why not on %s, and what to do', (_name, facts, word) => {
  const stop = (): void => requireEngine(facts, {});
  expect(stop).toThrow(word);
  expect(stop).toThrow('SIGHTGLASS_CLICKHOUSE_URL');
  expect(stop).toThrow(/^[^\n]+$/);
});

it('asks for nothing more when a ClickHouse server is named', () => {
  const windows = { ...machineFacts(), platform: 'win32' } as const;
  expect(() => requireEngine(windows, { SIGHTGLASS_CLICKHOUSE_URL: 'http://clickhouse:8123' })).not.toThrow();
});

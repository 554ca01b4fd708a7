import { expect, test } from 'vitest';
import { runOutage } from './outage.ts';
import type { Away } from './away-collector.ts';

const AWAY: readonly Away[] = ['refused', 'hanging', 'slow', '503'];
const MOST_GROWTH_BYTES = 32 << 20;

test.concurrent.each(AWAY)(
  'a collector that is away (%s) costs nothing, and what is lost is told when it is back',
  async (away) => {
    const report = await runOutage(away, { upMs: 2000, awayMs: 8000, payload: 2000 });

    expect(report.confirmed + report.dropped).toBe(report.made);
    expect(report.arrived).toBeGreaterThanOrEqual(report.confirmed);
    expect(report.confirmed).toBeGreaterThan(0);
    expect(report.growthBytes).toBeLessThan(MOST_GROWTH_BYTES);
    // Four programs share the machine with their load: the proof measures five per cent of the throughput.
    expect(report.cpuUs.away).toBeLessThan(report.cpuUs.up * 1.3);
    expect(report.stderr).toBe('');
  },
);

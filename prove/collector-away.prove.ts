import { expect, test } from 'vitest';
import type { Away } from '../packages/node/test/away-collector.ts';
import { runOutage } from '../packages/node/test/outage.ts';

const AWAY: readonly Away[] = ['refused', 'hanging', 'slow', '503'];
/** Of each; `MINUTES=1` for a look. */
const MINUTES = Number(process.env['MINUTES'] ?? 10);
const ROUNDS = 5;
const MOST_GROWTH_BYTES = 32 << 20;

/** Of the ten minutes of each, the collector is away for eight. */
const SCRIPT = {
  upMs: (MINUTES * 12_000) / ROUNDS,
  awayMs: (MINUTES * 48_000) / ROUNDS,
  rounds: ROUNDS,
  payload: 100,
  sliceMs: 500,
};

// One after the other: each has the machine for itself, its load, and the program beside it whose collector stays.
test.each(AWAY)('a collector that is away (%s) for minutes costs no throughput and no memory', async (away) => {
  const report = await runOutage(away, SCRIPT);
  process.stdout.write(`${away}: ${JSON.stringify(report)}\n`);

  expect(report.confirmed + report.dropped).toBe(report.made);
  expect(report.arrived).toBeGreaterThanOrEqual(report.confirmed);
  expect(report.dropped).toBeGreaterThan(0);
  expect(report.growthBytes).toBeLessThan(MOST_GROWTH_BYTES);
  expect(report.rate.away).toBeGreaterThan(report.rate.up * 0.95);
  expect(report.stderr).toBe('');
});
